"""The deletion of one copy: only what stands elsewhere goes, and only the finding that was chosen."""

from __future__ import annotations

import pytest

from benchmarks.repair import SETTINGS, look
from content_quality.core.findings import Finding
from content_quality.core.repair.deleting import without_copy

ONE = (
    "The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for "
    "apples, and members pay twelve euros a year."
)
TWO = (
    "On Saturdays a mechanic repairs what was broken during the week, and many people leave some coins in the jar. "
    "Most tools come back cleaner than they left."
)
REST = "The square was paved again last spring, and the trams stop closer to the door since then."
HEAD = "---\ntitle: A shelf for tools\ndate: 2026-03-02\n---\n\n"


def post(*paragraphs: str) -> str:
    return HEAD + "\n\n".join(paragraphs) + "\n"


def repeats(text: str) -> list[Finding]:
    _, findings = look(text.encode())
    return [one for one in findings if one.check.startswith("repeated-")]


def after(text: str, finding: Finding) -> str:
    read, findings = look(text.encode())
    return without_copy(finding, read, findings, SETTINGS, look).after


def test_a_copy_goes_and_the_rest_stays_as_it_is():
    text = post(ONE, TWO, ONE, REST)
    (finding,) = repeats(text)
    assert after(text, finding) == post(ONE, TWO, REST)


def test_of_two_findings_only_the_chosen_one_is_mended():
    text = post(ONE, TWO, REST, ONE, f"## Again\n\n{REST}", TWO, "The end of the year is quiet.")
    first, *others = repeats(text)
    done = after(text, first)
    assert others
    assert done != text
    assert {(one.check, one.fingerprint) for one in repeats(done)} == {(one.check, one.fingerprint) for one in others}


def test_a_sentence_that_stands_twice_in_a_row_goes_once():
    sentence = "Every tool has its outline on the board behind it."
    text = post(f"The cupboard was painted green. {sentence} {sentence} {REST}", TWO)
    (finding,) = repeats(text)
    assert after(text, finding) == post(f"The cupboard was painted green. {sentence} {REST}", TWO)


@pytest.mark.parametrize(
    "copy", [ONE.replace("drills", "hammers"), ONE.replace("twelve", "13"), f"{ONE[:-1]}, as of May."]
)
def test_a_copy_that_says_something_else_is_left_to_people(copy: str):
    text = post(ONE, TWO, copy, REST)
    for finding in repeats(text):
        kept = after(text, finding)
        assert kept == text or all(words in kept for words in set(copy.split()) - set(ONE.split()))


def test_a_finding_of_another_kind_deletes_nothing():
    text = post(ONE, TWO, ONE, REST).replace("title: A shelf for tools\n", "")
    _, findings = look(text.encode())
    others = [one for one in findings if not one.check.startswith("repeated-")]
    assert others
    assert all(after(text, one) == text for one in others)
