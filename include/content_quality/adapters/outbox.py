"""The outbox: files that say what is to be told, what was made of it, and how far its delivery got.

The notices of a batch are written with its decisions. The journal holds every alert and every change of its state,
append-only and on disk before the next step; the newest line of an alert counts. The store is loaded from both.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.batches import BatchFiles
from content_quality.adapters.files import Json, append_line, read_json, read_lines, write_json, write_lines
from content_quality.adapters.store.rows import timestamp
from content_quality.adapters.store.writer import Row, Table
from content_quality.adapters.workspace import Workspace
from content_quality.core.alerting import Alert, Kind, Mention, Notice, Role, State, digest, notices
from content_quality.core.gate import Decision
from content_quality.core.publication import State as Publication
from content_quality.core.settings import Settings

NOT_READ = (Publication.DRAFT, Publication.SCHEDULED)


class Busy(Exception):  # noqa: N818 - names the state
    """Another process delivers alerts at this moment."""


def due(batch_id: str, decisions: Sequence[Decision], workspace: Workspace, settings: Settings, now: datetime) -> list[Notice]:
    """Return what is to be told of `decisions`. Drafts wake nobody; scheduled posts are told of where a digest holds them."""
    silent = NOT_READ if settings.alerts.when == "batch" else (Publication.DRAFT,)
    told = [decision for decision in decisions if decision.publication not in silent]
    return notices(batch_id, told, _told_held(workspace), now)


def _told_held(workspace: Workspace) -> set[str]:
    """Return the posts of which the newest word was that they are held."""
    newest = {mention.post_id: mention.role for alert in journal(workspace) for mention in alert.mentions}
    return {post_id for post_id, role in newest.items() if role is not Role.FIXED}


def write(files: BatchFiles, lines: Sequence[Notice]) -> None:
    """Keep the notices of a batch."""
    write_lines(files.alerts, [{**asdict(line), "queued_at": line.queued_at.isoformat()} for line in lines])


def read(files: BatchFiles) -> list[Notice]:
    """Return the notices of a batch."""
    if not files.alerts.exists():
        return []
    return [Notice(**{**row, "queued_at": datetime.fromisoformat(str(row["queued_at"]))}) for row in read_lines(files.alerts)]  # type: ignore[arg-type] # our own file


def table(files: BatchFiles) -> Table:
    """Return the rows of the batch's notices."""
    rows: list[Row] = [{**asdict(line), "queued_at": timestamp(line.queued_at)} for line in read(files)]
    return Table("notices", rows)


def considered(files: BatchFiles, now: datetime) -> None:
    """Note that a round of deliveries has looked at the batch's notices."""
    append_line(files.deliveries, {"considered_at": now.isoformat()})


def _folder(workspace: Workspace) -> Path:
    return workspace.root / "alerts"


@contextmanager
def delivering(workspace: Workspace) -> Iterator[None]:
    """Be the one process that delivers; raise `Busy` when another does. The lock goes with the process that held it."""
    path = _folder(workspace) / "deliver.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy("another process delivers alerts at this moment") from error
        yield


def note(workspace: Workspace, alert: Alert) -> None:
    """Write `alert` as it stands into the journal and wait until it is on disk."""
    append_line(_folder(workspace) / "journal.jsonl", _to_json(alert))


def journal(workspace: Workspace) -> list[Alert]:
    """Return every alert as it stands, in the order of their making; a last line that a crash cut off never happened."""
    path = _folder(workspace) / "journal.jsonl"
    if not path.exists():
        return []
    newest: dict[str, Json] = {}
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines):
        try:
            row = json.loads(line) if line else None
        except ValueError:
            if number < len(lines) - 2:
                raise
            continue
        if row:
            newest[row["alert_id"]] = row
    return [_from_json(row) for row in newest.values()]


def alert_table(alerts: Sequence[Alert]) -> Table:
    """Return the store's rows of `alerts`."""
    return Table("alerts", [_row(alert) for alert in alerts])


def _row(alert: Alert) -> Row:
    row = cast("Row", asdict(alert))
    for name in ("queued_at", "next_at", "sent_at"):
        moment = getattr(alert, name)
        row[name] = timestamp(moment) if moment else None
    row["posts"] = len({mention.post_id for mention in alert.mentions if mention.post_id})
    return {**row, "kind": alert.kind.value, "state": alert.state.value}


def _to_json(alert: Alert) -> Json:
    row = cast("Json", asdict(alert))
    for name in ("queued_at", "next_at", "sent_at"):
        moment = getattr(alert, name)
        row[name] = moment.isoformat() if moment else None
    return row


def _from_json(row: Json) -> Alert:
    fields = cast("dict[str, Any]", dict(row))
    for name in ("queued_at", "next_at", "sent_at"):
        fields[name] = datetime.fromisoformat(fields[name]) if fields[name] else None
    fields["mentions"] = tuple(Mention(**{**mention, "role": Role(mention["role"])}) for mention in fields["mentions"])
    return Alert(**{**fields, "kind": Kind(fields["kind"]), "state": State(fields["state"])})


def write_failure(workspace: Workspace, about: str, key: str, now: datetime) -> None:
    """Keep a failure of the pipeline, once for each `key`, until maintainers have been told; it names no words of posts."""
    path = _folder(workspace) / "failures" / f"{digest(key)}.json"
    if not path.exists():
        write_json(path, {"about": about, "key": key, "at": now.isoformat()})


def failures(workspace: Workspace) -> list[tuple[Path, str, str]]:
    """Return (file, about, key) of each failure that maintainers have not been told of."""
    rows = [(path, read_json(path)) for path in sorted((_folder(workspace) / "failures").glob("*.json"))]
    return [(path, str(row["about"]), str(row["key"])) for path, row in rows]
