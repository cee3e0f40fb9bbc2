"""What people were asked and answered about held posts.

One immutable file each, under the sha256 of the bytes asked about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.state.files import Json, dump, read_json, write_json
from content_quality.core.gate.acceptances import Approval, Mark
from content_quality.core.gate.answers import Outcome
from content_quality.core.gate.post_ids import present_id
from content_quality.core.records import dataclass

QUESTION = ".question"  # ends the names of questions; answers end in .json


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered what about which bytes, when, and which findings they were shown."""

    batch_id: str
    post_id: str
    sha256: str
    policy: str
    outcome: Outcome
    reason: str
    answered_by: str
    answered_at: datetime
    run_id: str
    seen: tuple[Mark, ...]

    @property
    def answer_id(self) -> str:
        """Name the answer by all it says; the same one told twice, by a retried task, has the same name."""
        return hashlib.sha256(dump(_to_json(self))).hexdigest()[:32]

    @property
    def file_name(self) -> str:
        """Name the file: answers sort by their time."""
        return f"{self.answered_at:%Y%m%dT%H%M%S%f}-{self.answer_id}.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about these bytes of a post that stays open until a time, and what it shows."""

    post_id: str
    sha256: str
    asked_at: datetime
    until: datetime
    shown: tuple[Mark, ...]
    task: str = ""  # the task instance that waits for the answer; empty: asked by an earlier version
    together: int = 1  # posts that the same question is about


class AnswersUnreadable(Exception):  # noqa: N818 - names the state
    """A file of answers cannot be read, or is not what was written under its name."""


def keep(folder: Path, answer: Answer) -> Path:
    """Write `answer` for good and return its file."""
    path = _folder(folder, answer.sha256) / answer.file_name
    if not path.exists():
        write_json(path, _to_json(answer))
    return path


def read(folder: Path, sha256: str = "*") -> Iterator[Answer]:
    """Yield the answers about the bytes `sha256`, or about all, oldest first for each; raise `AnswersUnreadable`."""
    for path in sorted(folder.glob(f"{sha256}/*.json")):
        yield _read(path)


def readable(folder: Path, sha256: str = "*") -> tuple[list[Answer], list[str]]:
    """Return the answers about the bytes `sha256`, or about all, that can be read.

    What is wrong with the others.
    """
    answers, faults = [], []
    for path in sorted(folder.glob(f"{sha256}/*.json")):
        try:
            answers.append(_read(path))
        except AnswersUnreadable as fault:
            faults.append(str(fault))
    return answers, faults


def _read(path: Path) -> Answer:
    try:
        row = cast("dict[str, Any]", read_json(path))
        row["outcome"] = Outcome(row["outcome"])
        row["answered_at"] = datetime.fromisoformat(row["answered_at"])
        row["seen"] = tuple((str(check), str(name)) for check, name in row["seen"])
        answer = Answer(**row)
        written_as = (answer.sha256, answer.file_name)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AnswersUnreadable(f"{path.name}: {type(error).__name__}") from error
    if written_as != (path.parent.name, path.name):
        raise AnswersUnreadable(f"{path.name} was changed after it was written")
    return answer


def approval(folder: Path, post_id: str, sha256: str) -> Approval | None:
    """Return the approval of exactly these bytes of this post; a rejection that is not older takes it back.

    Raises `AnswersUnreadable`: it might be the rejection that cannot be read.
    """
    answers = [answer for answer in read(folder, sha256) if present_id(answer.post_id) == post_id] if sha256 else []
    approved = [answer for answer in answers if answer.outcome is Outcome.APPROVED]
    rejected = max((answer.answered_at for answer in answers if answer.outcome is Outcome.REJECTED), default=None)
    if not approved or (rejected is not None and rejected >= approved[-1].answered_at):
        return None
    last = approved[-1]
    return Approval(
        post_id, last.sha256, last.policy, last.reason, last.answered_by, last.answered_at, frozenset(last.seen)
    )


def note_question(folder: Path, asked: Asked) -> None:
    """Remember that a question is open, so that nobody is asked the same thing twice."""
    row = {**asdict(asked), "asked_at": asked.asked_at.isoformat(), "until": asked.until.isoformat()}
    write_json(_folder(folder, asked.sha256) / _file(asked), row)


def questions(folder: Path, post_id: str, sha256: str) -> Iterator[Asked]:
    """Yield what was asked about these bytes; what cannot be read was not asked."""
    for path in sorted(folder.glob(f"{sha256}/*-{_named(post_id)}{QUESTION}")):
        yield from _asked(path)


def every_question(folder: Path, post_ids: Collection[str]) -> Iterator[Asked]:
    """Yield what was asked about any version of these posts; one walk through all names."""
    names = {_named(post_id): post_id for post_id in post_ids}
    for path in sorted(folder.glob(f"*/*{QUESTION}")):
        if post_id := names.get(path.name.removesuffix(QUESTION).rpartition("-")[2]):
            yield from (asked for asked in _asked(path) if asked.post_id == post_id)


def asked_by(folder: Path, task: str) -> list[Asked]:
    """Return what one task instance asks about: the posts of a pattern."""
    found = (asked for path in sorted(folder.glob(f"*/*{QUESTION}")) for asked in _asked(path))
    return [asked for asked in found if asked.task == task]


def _asked(path: Path) -> Iterator[Asked]:
    try:
        row = cast("dict[str, Any]", read_json(path))
        row["asked_at"], row["until"] = datetime.fromisoformat(row["asked_at"]), datetime.fromisoformat(row["until"])
        row["shown"] = tuple((str(check), str(name)) for check, name in row["shown"])
        yield Asked(**row)
    except (ValueError, KeyError, TypeError):
        return


def _file(asked: Asked) -> str:
    return f"{asked.asked_at:%Y%m%dT%H%M%S%f}-{_named(asked.post_id)}{QUESTION}"


def _folder(folder: Path, sha256: str) -> Path:
    if len(sha256) != 64 or not all(character in "0123456789abcdef" for character in sha256):
        raise ValueError(f"{sha256!r} is not a sha256")
    return folder / sha256


def _named(post_id: str) -> str:
    return hashlib.sha256(post_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _to_json(answer: Answer) -> Json:
    return {**asdict(answer), "answered_at": answer.answered_at.isoformat()}
