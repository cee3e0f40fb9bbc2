"""What a repair does to a damaged post, and what it leaves alone."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from benchmarks.damage.draft import compose
from benchmarks.damage.language import language
from benchmarks.repair import DAMAGE, LANGUAGES, collapsed, repaired
from content_quality.core.repair.confidence import Confidence
from content_quality.core.repair.edits import EditKind

HEAD = "---\ntitle: A shelf for tools\ndate: 2026-03-02\n---\n\n"
FIRST = (
    "The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for "
    "apples, and members pay twelve euros a year. Most tools come back cleaner than they left, since the volunteers "
    "look at each of them on the counter."
)
SECOND = (
    "On Saturdays a mechanic repairs what was broken during the week. Nobody has to pay for the repair, but many people "
    "leave some coins in the jar beside the door. The jar bought a new saw last autumn."
)
THIRD = (
    "The second branch will open near the station in May. It gets the garden tools, because the cellar there is dry and "
    "wide enough for mowers. The board looks for three more volunteers who have time in the evening."
)
BODY = f"{FIRST}\n\n## Repairs\n\n{SECOND}\n\n## What comes next\n\n{THIRD}\n"
CUT = BODY.index("because the cellar there") + len("because the cel")


def kinds(text: str) -> list[EditKind]:
    return [edit.kind for edit in repaired(text).edits]


def test_a_sound_post_needs_no_repair():
    proposal = repaired(HEAD + BODY)
    assert proposal.is_empty
    assert proposal.edits == ()


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_sound_posts_of_the_benchmark_stay_as_they_are(code):
    assert repaired(compose(language(code), 3, random.Random(3)).text).is_empty


def test_an_echo_on_one_line_is_deleted_and_the_cut_is_joined_inside_its_word():
    damaged = HEAD + BODY[:CUT] + "\n\n\n" + collapsed(BODY[:CUT]) + BODY[CUT:]
    proposal = repaired(damaged)
    assert proposal.after == HEAD + BODY
    assert proposal.confidence is Confidence.HIGH


def test_each_edit_names_the_finding_that_justifies_it():
    damaged = HEAD + BODY[:CUT] + "\n\n\n" + collapsed(BODY[:CUT]) + BODY[CUT:]
    (edit,) = repaired(damaged).edits
    assert (edit.check, len(edit.fingerprint)) == ("repeated-passage", 16)
    assert {one.name for one in edit.evidence} >= {"on one line"}
    assert edit.span.line > 10


def test_line_ends_of_windows_stay():
    damaged = HEAD + BODY[:CUT] + "\n\n\n" + collapsed(BODY[:CUT]) + BODY[CUT:]
    assert repaired(damaged.replace("\n", "\r\n")).after == (HEAD + BODY).replace("\n", "\r\n")


@pytest.mark.parametrize("kind", DAMAGE)
@pytest.mark.parametrize("code", ["en", "ja"])
def test_each_word_of_the_repair_stands_in_the_post_and_a_second_repair_changes_nothing(kind, code):
    sound = compose(language(code), 1, random.Random(1)).text
    head, fence, body = sound.partition("\n---\n")
    damaged = head + fence + DAMAGE[kind](body, random.Random(7))
    proposal = repaired(damaged)
    after = proposal.after.partition("\n---\n")[2]
    before = damaged.partition("\n---\n")[2]
    assert Counter("".join(after.split())) <= Counter("".join(before.split()))
    known = "".join(before.split())
    torn = [edit for edit in proposal.edits if edit.kind in (EditKind.JOIN, EditKind.MOVE, EditKind.COPY)]
    assert torn or all("".join(word.split()) in known for word in after.split())
    assert repaired(proposal.after).is_empty


@pytest.mark.parametrize("kind", [kind for kind in DAMAGE if kind.startswith("echo")])
def test_the_repair_of_echoes_has_the_characters_of_the_sound_post_in_their_order(kind):
    sound = compose(language("de"), 2, random.Random(2)).text
    head, fence, body = sound.partition("\n---\n")
    after = repaired(head + fence + DAMAGE[kind](body, random.Random(9))).after
    assert "".join(after.split()) == "".join(sound.split())


@pytest.mark.parametrize(
    ("old", "new"),
    [("twelve euros", "thirty euros"), ("12 euros", "15 euros"), ("the press", "[the press](https://example.org/b)")],
)
def test_a_copy_that_says_something_else_stays(old, new):
    passage = FIRST.replace("twelve euros", "12 euros") if old == "12 euros" else FIRST.replace("a press", "the press")
    other = passage.replace(old, new)
    assert other != passage
    after = repaired(f"{HEAD}{passage}\n\n{SECOND}\n\n{other}\n\n{THIRD}\n").after
    assert other in after
    assert passage in after


def test_a_fragment_before_its_sentence_is_deleted():
    damaged = f"{HEAD}{FIRST}\n\nOn Saturdays a\n\n{SECOND}\n\n{THIRD}\n"
    assert repaired(damaged).after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n"


@pytest.mark.parametrize(
    "beginning", ["The second branch will open near the ", "It gets the garden tools, because the cellar "]
)
def test_a_clause_that_begins_again_is_deleted_once(beginning):
    again = THIRD.replace(beginning, 2 * beginning)
    proposal = repaired(f"{HEAD}{FIRST}\n\n{SECOND}\n\n{again}\n")
    assert proposal.after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
    assert [edit.kind for edit in proposal.edits] == [EditKind.RESTART]


def test_a_sentence_cut_by_a_blank_line_is_joined():
    first, second = SECOND[: SECOND.index(" leave some")], SECOND[SECOND.index("leave some") :]
    proposal = repaired(f"{HEAD}{FIRST}\n\n{first}\n\n{second}\n\n{THIRD}\n")
    assert proposal.after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
    assert proposal.confidence is Confidence.MEDIUM
    assert any("white space" in str(reason) for reason in proposal.reasons)


def test_a_cut_without_a_continuation_is_listed_with_its_line():
    cut = SECOND[: SECOND.index("leave some") - 1] + " and the"
    proposal = repaired(f"{HEAD}{FIRST}\n\n{cut}\n\n## What comes next\n\n{THIRD}\n")
    assert proposal.is_empty
    assert [(one.line, str(one.reason)) for one in proposal.unmended] == [(8, "no continuation found")]


def test_a_line_of_a_language_model_is_deleted_and_its_neighbours_stay():
    talk = "Sure! Here is the revised article:"
    assert repaired(f"{HEAD}{talk}\n\n{BODY}").after == HEAD + BODY


@pytest.mark.parametrize("place", ["inside", "last"])
def test_the_mark_of_a_script_is_deleted(place):
    damaged = HEAD + (BODY + "\n---END---\n" if place == "last" else BODY.replace(SECOND, f"---END---\n\n{SECOND}"))
    proposal = repaired(damaged)
    assert proposal.after == HEAD + BODY
    assert proposal.confidence is Confidence.MEDIUM


def test_a_line_that_stands_for_text_left_out_stays():
    text = f"{HEAD}{FIRST}\n\n[Rest of the article remains unchanged]\n\n{SECOND}\n"
    proposal = repaired(text)
    assert proposal.after == text
    assert [one.finding.check for one in proposal.unmended] == ["machine-text"]


def test_a_sentence_said_twice_across_a_blank_line_is_deleted_once():
    last = SECOND.rpartition(". ")[2]
    assert (
        repaired(f"{HEAD}{FIRST}\n\n{SECOND}\n\n{last}\n\n{THIRD}\n").after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
    )


def test_two_sections_with_one_heading_and_different_texts_stay():
    text = f"{HEAD}{FIRST}\n\n## Repairs\n\n{SECOND}\n\n## Repairs\n\n{THIRD}\n"
    proposal = repaired(text)
    assert proposal.after == text
    assert [str(one.reason) for one in proposal.unmended] == ["the two sections differ"]


def test_a_heading_without_a_text_before_the_same_heading_is_merged():
    text = f"{HEAD}{FIRST}\n\n## Repairs\n\n## Repairs\n\n{SECOND}\n"
    assert repaired(text).after == f"{HEAD}{FIRST}\n\n## Repairs\n\n{SECOND}\n"


def test_a_wrong_reading_time_is_set_and_nothing_else_of_the_front_matter_changes():
    head = "---\ntitle: A shelf for tools\nreading_time: 30 # minutes\ndate: 2026-03-02\n---\n\n"
    proposal = repaired(head + BODY)
    assert proposal.after == head.replace("30", "1") + BODY
    assert [edit.kind for edit in proposal.edits] == [EditKind.VALUE]


def test_a_repeat_that_is_a_mere_warning_is_left_to_the_editor_in_a_post_without_other_damage():
    first = SECOND.partition(". ")[0]
    text = f"{HEAD}{FIRST}\n\n{first}. {first}.\n\n{THIRD}\n\n> {SECOND}\n\n{SECOND}\n"
    proposal = repaired(text)
    assert [edit.check for edit in proposal.edits] == ["repeated-sentence"]
    assert [one.finding.check for one in proposal.unmended] == ["repeated-passage"]


@pytest.mark.parametrize(
    "text", ["", "\n", "---\n", "---\ntitle: x\n---\n", "\ufeff", "**" * 50, "a a a a " * 400, "#\n" * 300]
)
def test_any_text_has_a_proposal(text):
    proposal = repaired(text)
    assert repaired(proposal.after).is_empty
