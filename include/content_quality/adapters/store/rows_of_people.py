"""From what people answered, and from audits of the archive, to rows of the store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from content_quality.adapters.state.reviews import Answer
from content_quality.adapters.store.rows import timestamp
from content_quality.adapters.store.writer import Row, TableRows

ONLY_IN_SUMMARY = "idle_waivers"  # of an audit: the run's summary has it, the store has not


def answer_tables(answers: Sequence[Answer]) -> list[TableRows]:
    """Return the answers; a question to an author is sent at once as its own letter, and needs no notice."""
    return [TableRows("reviews", [_answer(answer) for answer in answers])]


def _answer(answer: Answer) -> Row:
    return {
        "answer_id": answer.answer_id,
        "batch_id": answer.batch_id,
        "post_id": answer.post_id,
        "sha256": answer.sha256,
        "policy": answer.policy,
        "outcome": answer.outcome.value,
        "reason": answer.reason,
        "answered_by": answer.answered_by,
        "answered_at": timestamp(answer.answered_at),
        "run_id": answer.run_id,
    }


def audit_tables(audits: Iterable[Mapping[str, Any]]) -> list[TableRows]:
    """Return the sums of `audits`, each as the first line of its file says, and those of their checks."""
    rows: list[Row] = []
    counts: list[Row] = []
    for audit in audits:
        rows.append(
            {name: value for name, value in audit.items() if name not in ("checks", ONLY_IN_SUMMARY)}
            | {"audited_at": timestamp(datetime.fromisoformat(str(audit["audited_at"])))}
        )
        counts += [
            {"audit_id": audit["audit_id"], "check": name, "findings": found, "posts": posts}
            for name, (found, posts) in audit["checks"].items()
        ]
    return [TableRows("audits", rows), TableRows("audit_checks", counts, "audit_id <> ?")]
