"""Use case: say what was decided about posts, when, and why, from the published snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from content_quality.adapters.store import batch_queries, version_queries
from content_quality.adapters.store.reader import Reader, Session, SnapshotUnreadable
from content_quality.pipeline.project import Project

__all__ = ["SnapshotUnreadable", "explain_all", "explain_post"]


def explain_all(project: Project) -> list[str]:
    """Return one line for every present post, held ones first; raise `SnapshotUnreadable`."""
    with Reader(project.workspace.published).session() as session:
        rows = version_queries.decided_posts(session)
    return [f"{row.verdict:<8}{row.path}{': ' + row.reasons if row.reasons else ''}" for row in rows]


def explain_post(project: Project, name: str) -> list[str]:
    """Return what was decided about one post, why, and what was decided before; nothing when no such post was.

    Raise `SnapshotUnreadable`.
    """
    with Reader(project.workspace.published).session() as session:
        known = version_queries.post_of_path(session, name) or version_queries.post_of_path(
            session, project.post_id(Path(name))
        )
        return list(_explain(session, known, project.settings.zone)) if known else []


def _explain(session: Session, post_id: str, zone: ZoneInfo) -> Iterator[str]:
    versions = version_queries.versions(session, post_id)
    newest = versions[0]
    yield f"{post_id}: {newest.verdict or 'not decided yet'}, {'may leave' if newest.released else 'kept back'}"
    yield f"  bytes   sha256:{newest.sha256}"
    batch = batch_queries.batch(session, newest.batch_id)
    if batch:
        yield f"  decided {_said(newest.decided_at, zone)} in batch {batch.batch_id} by run {batch.run_id}, policy {batch.policy}"  # noqa: E501 - one sentence for people
    for located in version_queries.findings(session, newest):
        finding = located.finding
        yield f"  {finding.severity.label:<8}{finding.span.line}:{finding.span.column} {finding.message} [{finding.check} {finding.fingerprint}]"  # noqa: E501 - one sentence for people
        if finding.waived:
            until = f" until {finding.waived.until}" if finding.waived.until else ""
            yield f"          accepted by {finding.waived.by}{until}: {finding.waived.reason}"
    if len(versions) > 1:
        yield "  before:"
    for version in versions[1:]:
        reasons = ", ".join(version.reasons or ())
        yield f"    {_said(version.decided_at, zone)} {version.verdict or 'undecided':<8}{version.sha256[:12]} {reasons}"  # noqa: E501 - one sentence for people


def _said(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z") if moment else "not yet"
