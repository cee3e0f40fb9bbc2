"""Answers that Airflow took and then lost: kept by the scheduler, until the question's task is tried again.

One file each, beside the answers. The name is the question's place in its run.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.state.files import read_json, write_json
from content_quality.core.records import dataclass

FOLDER, SUFFIX = "lost", ".answer"  # no name of a sha256, and no ending of an answer or a question


@dataclass(frozen=True, slots=True)
class QuestionPlace:
    """Where a question stands: its run, and which of its questions."""

    run_id: str
    map_index: int


@dataclass(frozen=True, slots=True)
class LostAnswer:
    """What a person chose, why, who it was, and when Airflow took it."""

    option: str
    reason: str
    who: str
    at: datetime


def keep_lost(reviews: Path, place: QuestionPlace, lost: LostAnswer) -> None:
    """Keep the answer to a question; a later one takes its place."""
    write_json(_file(reviews, place), {**asdict(lost), "at": lost.at.isoformat()})


def lost_answer(reviews: Path, place: QuestionPlace) -> LostAnswer | None:
    """Return the answer to a question that was lost; None when there is none that can be read: it is asked again."""
    try:
        row = cast("dict[str, Any]", read_json(_file(reviews, place)))
        return LostAnswer(str(row["option"]), str(row["reason"]), str(row["who"]), datetime.fromisoformat(row["at"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _file(reviews: Path, place: QuestionPlace) -> Path:
    name = hashlib.sha256(f"{place.run_id}\0{place.map_index}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return reviews / FOLDER / f"{name}{SUFFIX}"
