"""Laws of repeated passages, and the places they point to."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_quality.checks.repeated_passage import repeated_passage
from content_quality.core.document.post import Post
from content_quality.core.duplicates.repeat_groups import repeats
from content_quality.core.findings import Role, Severity
from content_quality.core.settings import Settings
from content_quality.core.text.characters import fold

SITE = Settings()
PASSAGE = (
    "The night train leaves at ten 🚂 and nobody on the platform is in a hurry. A man sells tea from a cart, a girl counts the "
    "windows, and the clock over the gate has stopped at a quarter past four since the winter of the great flood."
)
OTHER = "In the morning the hills are blue, the river is far below, and the tea that was too hot at ten is cold in its glass."
JAPANESE = (
    "夜行列車は十時に発車するが、ホームには急ぐ人がいない。男が屋台でお茶を売り、少女が窓を数え、改札の上の時計は大水の冬から"
    "四時十五分を指したままだ。駅員はそれを直そうとせず、聞かれると、ここではいつもその時刻なのだと答える。"
    "切符を切る音だけが、屋根の下で規則正しく響いている。見送りの人たちは毛布を渡し、名前を呼び、最後の汽笛を待って手を振る。"
)


def post(body: str) -> Post:
    return Post.read(f"---\ntitle: Night train\n---\n\n{body}\n".encode("utf-8", "surrogatepass"), "night-train.md")


def filler(words: int, seed: int) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(words))


def test_a_copy_is_placed_in_characters_also_after_an_emoji() -> None:
    (finding,) = repeated_passage(post(f"🚂🚂 {PASSAGE}\n\n{OTHER}\n\nA second time: {PASSAGE}"), SITE)
    assert (finding.span.line, finding.span.column) == (9, len("A second time: ") + 1)
    assert (finding.span.end_line, finding.span.end_column) == (9, len(f"A second time: {PASSAGE}"))
    (kept,) = [related.span for related in finding.related if related.role is Role.KEPT]
    assert (kept.line, kept.end_line) == (5, 5)
    assert str(finding.suggestion) == f"Delete columns {finding.span.column} to {finding.span.end_column} of line 9."


def test_copies_of_one_passage_are_one_finding_that_names_every_line() -> None:
    (finding,) = repeated_passage(post("\n\n".join([JAPANESE, OTHER, JAPANESE, filler(30, 1), JAPANESE])), SITE)
    assert str(finding.message) == "Lines 9, 13 repeat line 5."
    assert str(finding.suggestion) == "Delete lines 9, 13."
    assert finding.severity is Severity.BLOCKER


def test_the_text_that_goes_on_after_a_copy_is_joined_to_the_telling_that_breaks_off() -> None:
    whole = f"{PASSAGE} And then, without a word, the lamps go out and the carriages begin to move along the wall"
    goes_on = " until the last of them is gone, and the man with the cart folds his cloth."
    (finding,) = repeated_passage(post(f"## Departure\n\n{OTHER}\n\n{whole}\n\n{OTHER} {whole}{goes_on}"), SITE)
    (place,) = [related.span for related in finding.related if related.role is Role.CONTINUATION]
    assert place.line == 11
    assert str(finding.suggestion).startswith("Delete line 11 up to column ")
    assert "the text that follows continues line 9" in str(finding.suggestion)


def test_a_paragraph_that_was_begun_and_told_again_in_full_is_the_one_to_delete() -> None:
    beginning = JAPANESE[:90]
    (finding,) = repeated_passage(post(f"{OTHER}\n\n{beginning}\n\n{JAPANESE}"), SITE)
    assert finding.span.line == 7
    assert str(finding.suggestion) == "Delete line 7; keep the other copy, which continues."


def test_a_collapsed_copy_is_superfluous_and_the_paragraphs_are_kept() -> None:
    article = [JAPANESE, *(filler(40, seed) for seed in range(4))]
    (group,) = repeats(post("\n\n".join([*article, " ".join(article), OTHER])), SITE).groups
    assert group.reason == "structured"
    assert 0.45 < repeats(post("\n\n".join([*article, " ".join(article), OTHER])), SITE).share < 0.5


def test_a_collapsed_copy_with_every_twelfth_word_replaced_is_one_copy() -> None:
    article = [filler(60, seed) for seed in range(8)]
    words = " ".join(article).split()
    words[::12] = filler(len(words[::12]), 99).split()
    draft = post("\n\n".join([*article[:4], "- a list entry", *article[4:], " ".join(words), OTHER]))
    (group,) = repeats(draft, SITE).groups
    (copy,) = group.copies
    assert copy.end - copy.start > 0.9 * len(" ".join(words))
    assert 0.85 < copy.likeness < 0.97


@pytest.mark.parametrize(
    "line", ["All work and no play makes a dull day.", "同じ行が何度も続くのは壊れた記事である。", "abc"]
)
def test_a_hundred_thousand_equal_lines_are_one_finding(line: str) -> None:
    (finding,) = repeated_passage(post(f"{line}\n" * 100_000), SITE)
    assert finding.severity is Severity.BLOCKER


def test_a_long_post_told_twice_is_one_finding() -> None:
    article = "\n\n".join(filler(80, seed) for seed in range(1_000))
    (group,) = repeats(post(f"{article}\n\n{article}"), SITE).groups
    assert repeats(post(f"{article}\n\n{article}"), SITE).share == pytest.approx(0.5, abs=0.01)
    assert group.likeness == 1


@pytest.mark.parametrize("alphabet", ["ab", "acgt", "のはがを"])
def test_a_text_in_which_everything_repeats_comes_to_an_end(alphabet: str) -> None:
    text = "".join(random.Random(1).choices(alphabet, k=300_000))
    assert all(0 <= start < end <= len(text) for start, end in repeats(post(text), SITE).superfluous)


def test_an_empty_body_repeats_nothing() -> None:
    assert repeats(post(""), SITE).share == 0


@given(st.text(max_size=400))
def test_folding_keeps_the_number_of_characters(text: str) -> None:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    assert len(fold(codes)) == len(text)
    assert (fold(fold(codes)) == fold(codes)).all()


PARAGRAPH = st.sampled_from(
    [PASSAGE, OTHER, JAPANESE, filler(20, 7), filler(60, 8), "## Departure", "- tea", "```\ncode\n```", "> quoted"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PARAGRAPH, st.text(max_size=60)), max_size=14), st.sampled_from(["\n\n", "\n", " "]))
def test_every_range_lies_in_the_file_and_superfluous_ranges_are_apart(parts: list[str], between: str) -> None:
    draft = post(between.join(parts))
    found = repeats(draft, SITE)
    ranges = [(copy.start, copy.end) for group in found.groups for copy in (group.kept, *group.copies)]
    assert all(0 <= start < end <= len(draft.text) for start, end in (*ranges, *found.superfluous))
    assert all(one[1] < other[0] for one, other in zip(found.superfluous, found.superfluous[1:], strict=False))
    assert 0 <= found.share < 1
    assert found == repeats(post(between.join(parts)), SITE)
    lines = len(draft.source.line_starts)
    assert all(1 <= finding.span.line <= finding.span.end_line <= lines for finding in repeated_passage(draft, SITE))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(40, 120), st.integers(0, 5))
def test_a_paragraph_pasted_anywhere_below_is_found(seed: int, words: int, between: int) -> None:
    paragraph = filler(words, seed)
    others = [filler(50, seed + 1 + index) for index in range(between + 1)]
    (finding,) = repeated_passage(post("\n\n".join([paragraph, *others, paragraph])), SITE)
    assert finding.severity is Severity.BLOCKER
    assert finding.span.line == 5 + 2 * (between + 2)
