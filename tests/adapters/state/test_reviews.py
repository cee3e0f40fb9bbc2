"""Answers are what was written under their names, and the strictest of them counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content_quality.adapters.state.reviews import Answer, AnswersUnreadable, approval, keep, read, readable
from content_quality.core.gate.answers import Outcome

SHA, OTHER = "a" * 64, "b" * 64
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
APPROVED = Answer(
    "b1", "posts/a.md", SHA, "policy", Outcome.APPROVED, "a lesson", "editor", AT, "run", (("first", "f" * 16),)
)
REJECTED = dataclasses.replace(APPROVED, outcome=Outcome.REJECTED, answered_by="admin")


def test_an_answer_reads_as_written_and_is_kept_once(tmp_path: Path):
    assert keep(tmp_path, APPROVED) == keep(tmp_path, APPROVED)
    assert list(read(tmp_path)) == [APPROVED]
    approved = approval(tmp_path, "posts/a.md", SHA)
    assert approved
    assert (approved.sha256, approved.granted_by, approved.seen) == (SHA, "editor", frozenset({("first", "f" * 16)}))


def test_an_approval_is_of_its_post_and_of_its_bytes_only(tmp_path: Path):
    keep(tmp_path, APPROVED)
    assert approval(tmp_path, "posts/b.md", SHA) is None
    assert approval(tmp_path, "posts/a.md", OTHER) is None
    assert approval(tmp_path, "posts/a.md", "") is None


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.APPROVED])
def test_no_other_answer_approves(tmp_path: Path, outcome: Outcome):
    keep(tmp_path, dataclasses.replace(APPROVED, outcome=outcome))
    assert approval(tmp_path, "posts/a.md", SHA) is None


@pytest.mark.parametrize(("minutes", "approves"), [(-1, True), (0, False), (1, False)])
def test_a_rejection_counts_unless_it_is_older(tmp_path: Path, minutes: int, approves: bool):
    keep(tmp_path, APPROVED)
    keep(tmp_path, dataclasses.replace(REJECTED, answered_at=AT + timedelta(minutes=minutes)))
    assert (approval(tmp_path, "posts/a.md", SHA) is not None) is approves


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda data: data[:-9],
    "another person": lambda data: data.replace(b'"editor"', b'"admin"'),
    "other findings": lambda data: data.replace(b'"first"', b'"second"'),
    "other bytes": lambda data: data.replace(SHA.encode(), OTHER.encode()),
    "another outcome": lambda data: data.replace(b'"approved"', b'"rejected"'),
    "nothing": lambda data: b"",
    "no object": lambda data: b"[]",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_answer_that_was_changed_is_not_believed_and_keeps_no_other_out(
    tmp_path: Path, change: Callable[[bytes], bytes]
):
    path = keep(tmp_path, APPROVED)
    keep(tmp_path, dataclasses.replace(APPROVED, sha256=OTHER))
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(AnswersUnreadable):
        approval(tmp_path, "posts/a.md", SHA)
    assert approval(tmp_path, "posts/a.md", OTHER)
    answers, faults = readable(tmp_path)
    assert (len(answers), len(faults)) == (1, 1)


def test_a_copied_answer_is_not_believed(tmp_path: Path):
    path = keep(tmp_path, APPROVED)
    (tmp_path / OTHER).mkdir()
    (tmp_path / OTHER / path.name).write_bytes(path.read_bytes())
    with pytest.raises(AnswersUnreadable):
        approval(tmp_path, "posts/a.md", OTHER)
