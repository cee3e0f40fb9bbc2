"""The present posts and their findings, as the pipeline asks for them to accept the state of an archive."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from content_quality.adapters.store.reader import Session
from content_quality.core.findings import Category, Severity
from content_quality.core.gate.acceptances import Mark
from content_quality.core.gate.gate_findings import MISSING_EVIDENCE
from content_quality.core.records import dataclass

# A post is whole when its decision rests on all evidence: what the suites and other posts say is among its findings.
POSTS = """
SELECT p.post_id, p.sha256, p.batch_id, d.publication,
       len(coalesce(b.broken, [])) = 0 AND NOT list_has_any(d.reasons, $missing) AS whole
FROM posts p
JOIN decisions d ON d.batch_id = p.batch_id AND d.post_id = p.post_id
JOIN batches b ON b.batch_id = p.batch_id
"""
FINDINGS = """
SELECT f.post_id, f."check", f.category, f.severity, f.fingerprint, f.message ->> '$.template' AS template,
       s.reason IS NOT NULL OR coalesce(f.waived::VARCHAR, 'null') <> 'null' AS set_aside
FROM findings f
JOIN posts p ON p.inspection_id = f.inspection_id AND (f.batch_id IS NULL OR f.batch_id = p.batch_id)
LEFT JOIN set_aside s ON s.batch_id = p.batch_id AND s.inspection_id = f.inspection_id AND s."check" = f."check"
     AND s.fingerprint = f.fingerprint
WHERE f.category <> $inspection AND f.fingerprint <> ''
"""


@dataclass(frozen=True, slots=True)
class PresentPost:
    """The newest version of a post, and what readers saw of it when it was decided."""

    post_id: str
    sha256: str
    batch_id: str
    publication: str
    whole: bool


@dataclass(frozen=True, slots=True)
class PresentFinding:
    """One finding of the newest version of a post that a person may accept."""

    post_id: str
    check: str
    category: Category
    severity: Severity
    template: str
    fingerprint: str
    set_aside: bool  # somebody has accepted it

    @property
    def mark(self) -> Mark:
        """What names it within its post."""
        return self.check, self.fingerprint


def present_posts(session: Session) -> list[PresentPost]:
    """Return every present post that was decided."""
    return session.rows(PresentPost, POSTS, {"missing": list(MISSING_EVIDENCE)})


def present_findings(session: Session) -> Iterator[PresentFinding]:
    """Yield the findings of every present post; those about missing evidence cannot be accepted and are left out."""
    yield from session.rows(_finding, FINDINGS, {"inspection": Category.INSPECTION.value})


def _finding(**columns: Any) -> PresentFinding:
    category, severity = Category(columns["category"]), Severity.from_label(columns["severity"])
    return PresentFinding(**{**columns, "category": category, "severity": severity})
