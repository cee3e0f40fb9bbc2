"""One version of a post, opened: its findings and, where the stored bytes are sound, its text."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from content_quality.adapters.state.snapshots import SnapshotDamaged
from content_quality.adapters.state.waiting_batches import waiting_batches
from content_quality.adapters.store import version_queries
from content_quality.adapters.store.reader import Session
from content_quality.adapters.store.version_queries import Located, Version
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Related, Span
from content_quality.core.gate.batches import Batch
from content_quality.core.i18n.catalogue import marked
from content_quality.core.repair.patches import Options
from content_quality.core.repair.repair_facts import RepairFacts, repaired_file
from content_quality.dashboard.comparison import SideBySide, compare
from content_quality.dashboard.context import dashboard_of, reading
from content_quality.dashboard.routes.lists import ABOUT_ONE
from content_quality.dashboard.runs import Dialogue
from content_quality.dashboard.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Opened:
    """One version of a post with its findings and, where the snapshot's bytes are sound, its source."""

    version: Version
    findings: list[Located]
    source: SourceText | None
    trouble: str  # why there is no source


def open_post(request: Request, session: Session, post_id: str, batch_id: str | None) -> Opened:
    """Return a post as one batch saw it, or its newest version; 404 when there is none."""
    found = version_queries.version(session, post_id, batch_id or None)
    if found is None:
        raise HTTPException(404, "There is no such post.")
    findings = version_queries.findings(session, found)
    try:
        return Opened(found, findings, SourceText.decode(dashboard_of(request).snapshots.read(found.sha256)), "")
    except UnicodeDecodeError:
        return Opened(found, findings, None, marked("The file is not UTF-8, so its text cannot be shown."))
    except (SnapshotDamaged, OSError, ValueError):
        return Opened(
            found,
            findings,
            None,
            marked("The stored copy of this post is missing or damaged, so its text cannot be shown."),
        )


def newest(request: Request, post_id: str) -> Version | None:
    """Return the newest version of a post."""
    with reading(request) as session:
        return version_queries.version(session, post_id)


@dataclass(frozen=True, slots=True)
class Moment:
    """What is going on about a post while its page is made."""

    said: Dialogue
    standing: Standing


async def moment_of(request: Request, post_id: str) -> Moment:
    """Return what is asked, answered and checked about the newest version of a post."""
    state = await standing_of(request, post_id)
    commands, post = dashboard_of(request).commands, state.newest
    if commands is None or post is None or post.verdict not in ABOUT_ONE:
        return Moment(Dialogue(), state)
    return Moment(await commands.dialogue(request, post.post_id, post.sha256), state)


async def standing_of(request: Request, post_id: str) -> Standing:
    """Return where a post stands; Airflow is asked only while a version waits."""
    versions, waiting = await run_in_threadpool(_versions, request, post_id)
    commands = dashboard_of(request).commands
    runs = await commands.runs(request) if commands and waiting else []
    return standing(post_id, versions, waiting, runs)


def _versions(request: Request, post_id: str) -> tuple[list[Version], list[Batch]]:
    dashboard = dashboard_of(request)
    waiting = [
        batch
        for batch in waiting_batches(dashboard.workspace, dashboard.clock())
        if any(post.post_id == post_id for post in batch.posts)
    ]
    with reading(request) as session:
        newest = version_queries.version(session, post_id)
        found = version_queries.versions(session, post_id)
    older = [version for version in found if newest is None or version.batch_id != newest.batch_id]
    return [newest, *older] if newest else [], waiting


def compared(opened: Opened, number: int, place: int) -> tuple[Located, Related, SideBySide]:
    """Return a finding, its related place with the number `place`, and both passages side by side.

    Answer 404 when the pair does not exist.
    """
    located = next((located for located in opened.findings if located.number == number), None)
    related = [one for one in located.finding.related if one.path is None] if located else []
    if located is None or opened.source is None or not 0 <= place < len(related):
        raise HTTPException(404, "There is no such pair of passages.")
    return (
        located,
        related[place],
        compare(passage(opened.source, located.finding.span), passage(opened.source, related[place].span)),
    )


def repaired(source: SourceText, facts: RepairFacts, options: Options) -> SourceText:
    """Return the repaired text as `options` take it; it is made of the stored text and nothing else."""
    return SourceText.decode(repaired_file(source, facts, options))


def passage(source: SourceText, span: Span) -> str:
    """Return the text of a span."""
    return source.text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column) + 1]
