"""The laws of a repair, for any damage: words of the post only, nothing to mend in a sound post, one repair is enough."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.damage.draft import compose
from benchmarks.damage.language import language
from benchmarks.repair import DAMAGE, LANGUAGES, UNSEEN, repaired
from content_quality.core.repair.edits import EditKind
from content_quality.core.repair.patches import LEAVE, composed

SEAMS = frozenset({EditKind.JOIN, EditKind.MOVE, EditKind.COPY, EditKind.RESTART})


def body(text: str) -> str:
    return text.partition("\n---\n")[2]


@settings(max_examples=25)
@given(code=st.sampled_from(LANGUAGES), kind=st.sampled_from(sorted(DAMAGE)), seed=st.integers(0, 10_000))
def test_every_word_comes_from_the_post_and_a_second_repair_is_empty(code, kind, seed):
    sound = compose(language(code), seed, random.Random(seed)).text
    head, fence, rest = sound.partition("\n---\n")
    damaged = head + fence + DAMAGE[kind](rest, random.Random(seed))
    proposal = repaired(damaged)
    before, after = body(damaged), body(proposal.after)
    assert not Counter(UNSEEN.sub("", after)) - Counter(UNSEEN.sub("", before))
    new = set(after.split()) - set(before.split())
    assert len(new) <= sum(edit.kind in SEAMS for edit in proposal.edits)  # the two halves of a word, joined again
    assert repaired(proposal.after).is_empty
    assert composed(damaged, proposal.patches) == proposal.after
    everything = range(len(proposal.choices))
    assert composed(damaged, proposal.patches, dict.fromkeys(everything, LEAVE)) == damaged
    left = {number: LEAVE for number in everything if (seed >> number) % 2}
    part = composed(damaged, proposal.patches, left)
    assert not Counter(UNSEEN.sub("", part)) - Counter(UNSEEN.sub("", damaged))


@settings(max_examples=10)
@given(code=st.sampled_from(LANGUAGES), seed=st.integers(0, 10_000))
def test_the_repair_of_a_sound_post_is_empty(code, seed):
    assert repaired(compose(language(code), seed, random.Random(seed)).text).is_empty


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(
            ["The town pays. ", "## A ", "\n\n", "- x ", "> ", "---END---\n", "```\n", "*", "|a|b|\n", "the and"]
        ),
        max_size=40,
    )
)
def test_no_text_breaks_the_laws(pieces):
    text = "".join(pieces)
    proposal = repaired(text)
    assert not Counter(UNSEEN.sub("", proposal.after)) - Counter(UNSEEN.sub("", text))
    assert repaired(proposal.after).is_empty


@pytest.mark.parametrize("code", LANGUAGES)
def test_all_of_a_post_flattened_and_written_again_comes_back_line_by_line(code):
    sound = compose(language(code), 5, random.Random(5)).text
    head, fence, rest = sound.partition("\n---\n")
    damaged = head + fence + DAMAGE["echo first, then with paragraphs"](rest, random.Random(5))
    lines = [line for line in sound.splitlines() if line.strip()]
    assert [line for line in repaired(damaged).after.splitlines() if line.strip()] == lines
