"""The watcher's looks at the sources: when the last one was, and since when they fail."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta

from content_quality.adapters.state.files import read_json, write_json
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.alerts.faults import PipelineFault
from content_quality.core.records import dataclass

FAILED_LOOKS = 3  # in a row, from which people hear of it: one may be a file that is being saved
SIGN_OF_LIFE = timedelta(seconds=30)  # between two notes of looks that went well
SILENT_AFTER = timedelta(minutes=5)  # the longest pause between two looks is one minute


@dataclass(frozen=True, slots=True)
class Looks:
    """How the newest looks went."""

    at: datetime  # of the newest one
    failed: int = 0  # in a row, the newest included
    since: datetime | None = None  # when the first of these was
    fault: PipelineFault | None = None

    @property
    def is_blind(self) -> bool:
        """Return whether the sources have not been seen for so many looks that a person must act."""
        return self.failed >= FAILED_LOOKS


def read_looks(workspace: Workspace) -> Looks | None:
    """Return how the newest looks went; None before the first, or when the note cannot be read."""
    try:
        row = read_json(workspace.looks)
        since, fault = row["since"], row["fault"]
        return Looks(
            datetime.fromisoformat(str(row["at"])),
            int(str(row["failed"])),
            datetime.fromisoformat(str(since)) if since else None,
            PipelineFault(**fault) if isinstance(fault, dict) else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note_look(workspace: Workspace, fault: PipelineFault | None, now: datetime) -> Looks:
    """Note a look, which found the sources at `fault` or went well; return how the newest looks went."""
    before = read_looks(workspace)
    if fault is None:
        if before is None or before.failed or now - before.at >= SIGN_OF_LIFE:
            _write(workspace, Looks(now))
        return Looks(now)
    failing = before if before is not None and before.failed else Looks(now, 0, now)
    looks = replace(failing, at=now, failed=failing.failed + 1, fault=fault)
    _write(workspace, looks)
    return looks


def _write(workspace: Workspace, looks: Looks) -> None:
    since = looks.since.isoformat() if looks.since else None
    write_json(workspace.looks, {**asdict(looks), "at": looks.at.isoformat(), "since": since})
