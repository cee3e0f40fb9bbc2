"""From the decisions about a batch, and the answers of the suites, to rows of the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from content_quality.adapters.state.comparisons import site_finding_to_json
from content_quality.adapters.store.rows import finding_rows, timestamp
from content_quality.adapters.store.writer import Row, TableRows
from content_quality.adapters.suites import ExpectationOutcome
from content_quality.core.findings import Category, Message, Severity, SiteFinding
from content_quality.core.gate.batches import Batch
from content_quality.core.gate.bundle_files import bundle_digest
from content_quality.core.gate.decide import Decision, DecisionContext, Verdict
from content_quality.core.gate.policy import inspection_id


def drift_table(batch: Batch, outcomes: Sequence[ExpectationOutcome]) -> TableRows:
    """Return what the suite about the site's drift did not find in order, as findings about the site."""
    rows: list[Row] = []
    for outcome in outcomes:
        if outcome.suite != "site_drift" or outcome.success or outcome.error:
            continue
        value = float(str(next(iter(outcome.unexpected[0].values.values()), 0)))
        said = Message(outcome.meta["says"], {"value": round(value, 1), "percent": round(100 * value)})
        severity = Severity.INFO if outcome.severity == "info" else Severity.WARNING
        finding = SiteFinding(
            outcome.meta["finding"], Category(outcome.meta["category"]), severity, said, len(batch.posts), 1.0, ()
        )
        rows.append(
            {"batch_id": batch.batch_id, "ordinal": DRIFT_ORDINAL + outcome.ordinal, **site_finding_to_json(finding)}
        )
    return TableRows("site_findings", rows, "batch_id = ? AND starts_with(\"check\", 'drift-')", batch.batch_id)


AT_A_TIME = 1_000  # decisions that are loaded
DRIFT_ORDINAL = 1_000  # behind the patterns of the site


# A renamed post must not clash with its own past; the decisions about it stay.
FORGET_REMOVED = "DELETE FROM posts WHERE post_id IN (SELECT unnest(?))"
MARK_DECIDED = """
    UPDATE batches SET run_id = ?, decided_at = ?, broken = ?, clear = ?, debt = ?, review = ?, hold = ?
    WHERE batch_id = ?
"""
# An older batch that is decided late must not hide a newer version of a post.
MAKE_CURRENT = """
    INSERT INTO posts
    SELECT post_id, path, source, sha256, inspection_id, batch_id, created_at, created_at
    FROM batch_posts JOIN batches USING (batch_id) WHERE batch_id = ?
    ON CONFLICT (post_id) DO UPDATE SET
        path = excluded.path, sha256 = excluded.sha256, inspection_id = excluded.inspection_id, batch_id =
        excluded.batch_id,
        last_changed = CASE WHEN posts.sha256 = excluded.sha256 THEN posts.last_changed ELSE excluded.last_changed END
    WHERE excluded.batch_id >= posts.batch_id
"""


def decision_tables(
    batch: Batch, context: DecisionContext, decisions: Iterable[Decision], outcomes: Sequence[ExpectationOutcome]
) -> Iterator[TableRows]:
    """Yield the decisions, what suites and gate added to the checks' findings, and the suites' answers.

    Decisions are taken some at a time, so that not all of them need to be in memory.
    """
    name = batch.batch_id
    ids = {post.post_id: inspection_id(post.post_id, post.sha256, context.checks_digest) for post in batch.posts}
    for table in ("decisions", "findings", "set_aside"):
        yield TableRows(table, (), "batch_id = ?", name)
    each = iter(decisions)
    while some := [(ids[one.post_id], one) for one in islice(each, AT_A_TIME)]:
        yield TableRows("decisions", [_decision(name, found_in, one, context) for found_in, one in some])
        added = [row for found_in, one in some for row in finding_rows(found_in, name, one.post_id, one.added)]
        yield TableRows("findings", added)
        yield TableRows("set_aside", [row for found_in, one in some for row in _set_aside(name, found_in, one)])
    yield drift_table(batch, outcomes)
    answers = [_outcome(name, outcome) for outcome in outcomes]
    yield TableRows("expectation_results", answers, "batch_id = ?", name)


def decision_statements(
    batch: Batch, context: DecisionContext, counts: Mapping[Verdict, int]
) -> list[tuple[str, Sequence[object]]]:
    """Return the statements that mark the batch as decided, with posts by verdict, and its posts as current."""
    by_verdict = [counts.get(verdict, 0) for verdict in Verdict]
    marks = [context.run_id, timestamp(context.decided_at), list(context.broken), *by_verdict, batch.batch_id]
    return [(MARK_DECIDED, marks), (MAKE_CURRENT, [batch.batch_id])]


def _decision(batch_id: str, name: str, decision: Decision, context: DecisionContext) -> Row:
    return {
        "batch_id": batch_id,
        "post_id": decision.post_id,
        "path": decision.path,
        "sha256": decision.sha256,
        "inspection_id": name,
        "policy": decision.policy,
        "verdict": decision.verdict.label,
        "released": decision.released,
        "reasons": list(decision.reasons),
        "publication": decision.publication,
        "debt": decision.debt,
        "bundle": bundle_digest(decision.files),
        "decided_at": timestamp(context.decided_at),
    }


def _set_aside(batch_id: str, name: str, decision: Decision) -> Iterable[Row]:
    waived = {(finding.check, finding.fingerprint): finding.waived for finding in decision.findings if finding.waived}
    for (check, fingerprint), one in waived.items():
        row: Row = {
            "batch_id": batch_id,
            "inspection_id": name,
            "post_id": decision.post_id,
            "check": check,
            "fingerprint": fingerprint,
        }
        yield row | {"reason": one.reason, "granted_by": one.by, "until": one.until, "kind": one.kind.value}


def _outcome(batch_id: str, outcome: ExpectationOutcome) -> Row:
    return {
        "batch_id": batch_id,
        "suite": outcome.suite,
        "ordinal": outcome.ordinal,
        "expectation": outcome.expectation,
        "columns": ", ".join(outcome.columns),
        "severity": outcome.severity,
        "success": outcome.success,
        "rows": outcome.rows,
        "unexpected": len(outcome.unexpected),
        "description": outcome.meta.get("says", ""),
        "error": outcome.error,
    }
