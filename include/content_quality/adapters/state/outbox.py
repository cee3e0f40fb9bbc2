"""The outbox: files that say what is to be told, what was made of it, and how far its delivery got.

The notices of a batch are written with its decisions. The journal holds every alert and every change of its state,
append-only and on disk before the next step; the newest line of an alert counts. The store is loaded from both.
"""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import (
    Json,
    append_line,
    read_lines,
    readable_lines,
    spare,
    write_lines,
)
from content_quality.adapters.state.locks import Locked, locked
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store.rows import timestamp
from content_quality.adapters.store.writer import Row, TableRows
from content_quality.core.alerts.alert import (
    Alert,
    AlertKind,
    DeliveryState,
    Mention,
    MentionRole,
    Notice,
    notices,
)
from content_quality.core.alerts.delivery_history import SAYS_NOTHING_OF_HOLDS
from content_quality.core.alerts.faults import PipelineFault
from content_quality.core.document.publication import PublicationState
from content_quality.core.gate.decide import Decision
from content_quality.core.settings import Settings

log = logging.getLogger(__name__)
LOCK_SECONDS = 60  # that a person's command waits for a round of deliveries
NOT_READ = (PublicationState.DRAFT, PublicationState.SCHEDULED)


class Busy(Exception):  # noqa: N818 - names the state
    """Another process delivers alerts at this moment."""


def due(
    batch_id: str, decisions: Iterable[Decision], workspace: Workspace, settings: Settings, now: datetime
) -> list[Notice]:
    """Return what is to be told of `decisions`. Drafts wake nobody.

    Scheduled posts are told of where a digest holds them.
    """
    silent = NOT_READ if settings.alerts.when == "batch" else (PublicationState.DRAFT,)
    told = (decision for decision in decisions if decision.publication not in silent)
    return notices(batch_id, told, _told_held(workspace), now)


def _told_held(workspace: Workspace) -> set[str]:
    """Return the posts of which the newest word was that they are held; none when the journal cannot be opened.

    Then nobody hears that a post is fixed. The alerts themselves fail and say why; they never keep a batch from being
    decided.
    """
    try:
        told = journal(workspace)
    except OSError:
        log.exception("the journal of alerts cannot be read")
        return set()
    mentions = [mention for alert in told for mention in alert.mentions]
    newest = {mention.post_id: mention.role for mention in mentions if mention.role not in SAYS_NOTHING_OF_HOLDS}
    return {post_id for post_id, role in newest.items() if role is not MentionRole.FIXED}


def write(files: BatchFiles, lines: Sequence[Notice]) -> None:
    """Keep the notices of a batch."""
    write_lines(files.alerts, [{**asdict(line), "queued_at": line.queued_at.isoformat()} for line in lines])


def read(files: BatchFiles) -> list[Notice]:
    """Return the notices of a batch."""
    if not files.alerts.exists():
        return []
    return [_notice(row) for row in read_lines(files.alerts)]


def _notice(row: dict[str, object]) -> Notice:
    queued_at = datetime.fromisoformat(str(row["queued_at"]))
    return Notice(**{**row, "queued_at": queued_at})  # type: ignore[arg-type] # our own file


def table(files: BatchFiles) -> TableRows:
    """Return the rows of the batch's notices."""
    rows: list[Row] = [{**asdict(line), "queued_at": timestamp(line.queued_at)} for line in read(files)]
    return TableRows("notices", rows)


def considered(files: BatchFiles, now: datetime) -> None:
    """Note that a round of deliveries has looked at the batch's notices."""
    append_line(files.deliveries, {"considered_at": now.isoformat()})


def _folder(workspace: Workspace) -> Path:
    return workspace.root / "alerts"


@contextmanager
def delivering(workspace: Workspace, wait_seconds: float = 0) -> Iterator[None]:
    """Be the one process that writes the journal; raise `Busy` when another does.

    The lock goes with the process that held it.
    """
    try:
        with locked(_folder(workspace) / "deliver.lock", wait_seconds):
            yield
    except Locked as error:
        raise Busy("another process delivers alerts at this moment") from error


def note(workspace: Workspace, alert: Alert) -> None:
    """Write `alert` as it stands into the journal and wait until it is on disk."""
    append_line(_folder(workspace) / "journal.jsonl", _to_json(alert))


def journal(workspace: Workspace) -> list[Alert]:
    """Return every alert as it stands, in the order of their making.

    A last line that a crash cut off never happened. A line that cannot be read is passed over: the alert stands as the
    line before said, so it may be delivered twice; nothing is decided by it. `damaged_lines` says which ones there are.
    """
    path = _folder(workspace) / "journal.jsonl"
    newest: dict[str, Alert] = {}
    for row in readable_lines(path) if path.exists() else ():
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
            if not isinstance(row, Exception):
                alert = _from_json(row)
                newest[alert.alert_id] = alert
    return list(newest.values())


def damaged_lines(workspace: Workspace) -> list[str]:
    """Return what is wrong with the journal, line by line."""
    path = _folder(workspace) / "journal.jsonl"
    return [str(row) for row in (readable_lines(path) if path.exists() else ()) if isinstance(row, Exception)]


def repair_journal(workspace: Workspace) -> Path | None:
    """Write the journal anew from the lines that can be read; return where the old one lies, None when it was sound."""
    path = _folder(workspace) / "journal.jsonl"
    if not damaged_lines(workspace):
        return None
    aside = spare(path.with_name(f"{path.name}.damaged"))
    os.link(path, aside)
    write_lines(path, [row for row in readable_lines(path) if not isinstance(row, Exception)])
    return aside


def alert_table(alerts: Sequence[Alert]) -> TableRows:
    """Return the store's rows of `alerts`."""
    return TableRows("alerts", [_row(alert) for alert in alerts])


def _row(alert: Alert) -> Row:
    row = cast("Row", asdict(alert))
    del row["faults"]  # the journal holds them; the dashboard reads what failed from where it was noted
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
    fields["mentions"] = tuple(
        Mention(**{**mention, "role": MentionRole(mention["role"])}) for mention in fields["mentions"]
    )
    fields["faults"] = tuple(PipelineFault(**one) for one in fields.get("faults", ()))
    return Alert(**{**fields, "kind": AlertKind(fields["kind"]), "state": DeliveryState(fields["state"])})
