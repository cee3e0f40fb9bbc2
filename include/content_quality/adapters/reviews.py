"""What people answered about held posts: one immutable file per answer, under the sha256 of the bytes asked about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.files import read_json, write_json
from content_quality.core.grants import Approval, Mark


class Outcome(StrEnum):
    """What came of a question."""

    APPROVED = "approved"
    REJECTED = "rejected"
    AUTHOR_ASKED = "author-asked"
    TIMED_OUT = "timed-out"
    NO_REASON = "no-reason"  # approved without saying why: does not count
    SUPERSEDED = "superseded"  # approved when a newer version had come: does not count


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
        """Name the answer; the same answer told twice, by a retried task, has the same name."""
        parts = (self.batch_id, self.post_id, self.outcome, self.answered_by, self.answered_at.isoformat(), self.run_id)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def keep(folder: Path, answer: Answer) -> Path:
    """Write `answer` for good and return its file."""
    if len(answer.sha256) != 64 or not all(character in "0123456789abcdef" for character in answer.sha256):
        raise ValueError(f"{answer.sha256!r} is not a sha256")
    path = folder / answer.sha256 / f"{answer.answered_at:%Y%m%dT%H%M%S%f}-{answer.answer_id}.json"
    if not path.exists():
        write_json(path, {**asdict(answer), "answered_at": answer.answered_at.isoformat()})
    return path


def read(folder: Path, sha256: str = "*") -> Iterator[Answer]:
    """Yield the answers about the bytes `sha256`, or about all, oldest first for each."""
    for path in sorted(folder.glob(f"{sha256}/*.json")):
        row = cast("dict[str, Any]", read_json(path))
        row["outcome"] = Outcome(row["outcome"])
        row["answered_at"] = datetime.fromisoformat(row["answered_at"])
        row["seen"] = tuple((str(check), str(name)) for check, name in row["seen"])
        yield Answer(**row)


def approval(folder: Path, post_id: str, sha256: str) -> Approval | None:
    """Return the approval of exactly these bytes of this post; a later rejection takes it back.

    An answer that cannot be read raises: then nothing is decided, and nothing released.
    """
    answers = [answer for answer in read(folder, sha256) if answer.post_id == post_id] if sha256 else []
    counted = [answer for answer in answers if answer.outcome in (Outcome.APPROVED, Outcome.REJECTED)]
    if not counted or counted[-1].outcome is not Outcome.APPROVED:
        return None
    last = counted[-1]
    return Approval(post_id, last.sha256, last.policy, last.reason, last.answered_by, last.answered_at, frozenset(last.seen))
