"""From the files of a batch to rows of the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from content_quality.adapters.state.codec import finding_to_json
from content_quality.adapters.state.comparisons import site_finding_to_json
from content_quality.adapters.store.writer import Row, TableRows
from content_quality.core.findings import Finding, SiteFinding
from content_quality.core.gate.batches import Batch
from content_quality.core.gate.policy import inspection_id
from content_quality.core.inspection import UNREADABLE, Inspection


def timestamp(moment: datetime) -> str:
    """Return `moment` as DuckDB reads a TIMESTAMP: UTC without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def batch_tables(batch: Batch, checks_digest: str, now: datetime) -> list[TableRows]:
    """Return the batch and its posts."""
    posts = [_batch_post(batch, post, inspection_id(post.post_id, post.sha256, checks_digest)) for post in batch.posts]
    return [
        TableRows("batches", [_batch(batch, now)], "batch_id = ?", batch.batch_id),
        TableRows("batch_posts", posts, "batch_id = ?", batch.batch_id),
    ]


def inspection_tables(checks_digest: str, inspected: Sequence[tuple[Inspection, datetime]]) -> list[TableRows]:
    """Return everything that was found in posts."""
    found = [(inspection_id(one.post_id, one.sha256, checks_digest), one, at) for one, at in inspected]
    again = [name for name, _, _ in found]
    return [
        TableRows("post_facts", [_facts(name, inspection, at) for name, inspection, at in found]),
        TableRows(
            "check_results",
            [row for name, inspection, _ in found for row in _check_results(name, inspection)],
            "inspection_id IN (SELECT unnest(?))",
            again,
        ),
        TableRows(
            "findings",
            [row for name, one, _ in found for row in finding_rows(name, None, one.post_id, one.findings)],
            "batch_id IS NULL AND inspection_id IN (SELECT unnest(?))",
            again,
        ),
    ]


def _batch(batch: Batch, now: datetime) -> Row:
    return {
        "batch_id": batch.batch_id,
        "created_at": timestamp(batch.created_at),
        "reason": batch.reason,
        "policy": batch.policy,
        "posts": len(batch.posts),
        "loaded_at": timestamp(now),
        "broken": [],
    }


def _batch_post(batch: Batch, post: object, name: str) -> Row:
    row: Row = {"batch_id": batch.batch_id, "inspection_id": name}
    for column, attribute in (
        ("post_id", "post_id"),
        ("path", "path"),
        ("source", "source"),
        ("sha256", "sha256"),
        ("bytes", "size"),
    ):
        row[column] = getattr(post, attribute)
    return row


def _facts(name: str, inspection: Inspection, at: datetime) -> Row:
    facts = inspection.facts.row() if inspection.facts else {}
    readable = inspection.facts is not None and not any(result.check == UNREADABLE for result in inspection.results)
    return {
        "inspection_id": name,
        "post_id": inspection.post_id,
        "sha256": inspection.sha256,
        "inspected_at": timestamp(at),
        "readable": readable,
        **facts,
        **_publication(inspection),
    }


def _publication(inspection: Inspection) -> Row:
    if inspection.outline is None:
        return {}
    dates = inspection.outline.publication
    return {
        "draft": dates.draft,
        "due": timestamp(dates.due) if dates.due else None,
        "expires": timestamp(dates.expires) if dates.expires else None,
    }


def _check_results(name: str, inspection: Inspection) -> Iterable[Row]:
    for result in inspection.results:
        yield {
            "inspection_id": name,
            "check": result.check,
            "version": result.version,
            "findings": len(result.findings),
            "error": result.error,
        }


def finding_rows(name: str, batch_id: str | None, post_id: str, findings: Iterable[Finding]) -> Iterable[Row]:
    """Yield the rows of `findings`, numbered in their order."""
    for ordinal, finding in enumerate(findings):
        yield {
            "inspection_id": name,
            "batch_id": batch_id,
            "post_id": post_id,
            "ordinal": ordinal,
            **finding_to_json(finding),
        }


def site_table(batch: Batch, findings: Sequence[SiteFinding]) -> TableRows:
    """Return what was to be said about the whole site when the batch was compared."""
    rows = [
        {"batch_id": batch.batch_id, "ordinal": ordinal, **site_finding_to_json(finding)}
        for ordinal, finding in enumerate(findings)
    ]
    return TableRows("site_findings", rows, "batch_id = ? AND NOT starts_with(\"check\", 'drift-')", batch.batch_id)
