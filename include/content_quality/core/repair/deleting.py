"""Delete the copy that one finding names, where the inspection confirms that nothing else is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity
from content_quality.core.repair.confidence import Confidence
from content_quality.core.repair.copy_deletions import without_copies
from content_quality.core.repair.edits import Change, EditKind, TracedText, without_overlaps
from content_quality.core.repair.mending import without_remnants
from content_quality.core.repair.proposal import Look, RepairProposal, encoded
from content_quality.core.settings import Settings


def without_copy(
    chosen: Finding, post: Post, findings: tuple[Finding, ...], settings: Settings, look: Look
) -> RepairProposal:
    """Return the proposal to delete the copies that `chosen` names; an empty one where that is not certain.

    Only what stands elsewhere in the post character by character is deleted. Then the finding is gone, and no other
    finding is new.
    """
    own = [one for one in findings if _names(one) == _names(chosen) and one.category is Category.DUPLICATES]
    changes = without_overlaps([*without_copies(post, own, settings), *without_remnants(post, own, settings)])
    if not changes or not all(_is_deletion(change) for change in changes):
        return _proposal(post, post.text, findings)
    text = TracedText.of(post.text).changed(changes).text
    _, after = look(encoded(post, text))
    key, before, now = (chosen.check, chosen.fingerprint), _counts(findings), _counts(after)
    is_better = now[key] < before[key] and not now - before
    return _proposal(post, text if is_better else post.text, after if is_better else findings)


def _proposal(post: Post, text: str, findings: tuple[Finding, ...]) -> RepairProposal:
    return RepairProposal(post.sha256, post.text, text, (), (), len(findings), findings, Confidence.HIGH, ())


def _is_deletion(change: Change) -> bool:
    return change.kind is EditKind.COPY and change.moved is None and not change.insert.strip()


def _names(finding: Finding) -> tuple[object, ...]:
    return finding.check, finding.span, finding.fingerprint


def _counts(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    return Counter((one.check, one.fingerprint) for one in findings if one.severity > Severity.INFO)
