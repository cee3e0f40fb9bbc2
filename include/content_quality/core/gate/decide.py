"""The gate: from findings to one verdict per post. It fails closed: whatever is missing or unknown holds the post."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum

from content_quality.core.document.publication import PublicationState
from content_quality.core.findings import Finding, Severity
from content_quality.core.gate.acceptances import apply_acceptances, is_owed
from content_quality.core.gate.batches import BatchPost
from content_quality.core.gate.bundle_files import Bundle
from content_quality.core.gate.context import NOT_ANSWERED, CommentRules, GateContext, PostAnswers
from content_quality.core.gate.gate_findings import (
    edited_debt,
    idle_comments,
    idle_waivers,
    missing_evidence,
    unreadable_acceptances,
)
from content_quality.core.gate.waivers import InlineWaivers, inline_waivers
from content_quality.core.inspection import Inspection
from content_quality.core.records import dataclass


class Verdict(IntEnum):
    """What becomes of a post; the worst finding wins by `max()`."""

    CLEAR = 1
    DEBT = 2  # published with debt: nothing counts but what a person accepted with the state of the archive
    REVIEW = 3
    HOLD = 4

    @property
    def label(self) -> str:
        """Return the word used in reports: `clear`, `debt`, `review` or `hold`."""
        return self.name.lower()

    @classmethod
    def from_label(cls, label: str) -> Verdict:
        """Return the verdict named `label`; raise `KeyError` for any other word."""
        return cls[label.upper()]


VERDICTS = {Severity.INFO: Verdict.CLEAR, Severity.WARNING: Verdict.REVIEW, Severity.BLOCKER: Verdict.HOLD}


def worst(findings: Iterable[Finding]) -> Verdict:
    """Return the verdict of the worst finding that is not waived, else whether the post owes findings."""
    return max(map(_weight, findings), default=Verdict.CLEAR)


def _weight(finding: Finding) -> Verdict:
    if finding.waived is None:
        return VERDICTS[finding.severity]
    return Verdict.DEBT if is_owed(finding) else Verdict.CLEAR


@dataclass(frozen=True, slots=True)
class Decision:
    """Exactly one for every post of a batch; only `released` bytes may leave, under exactly this policy."""

    post_id: str
    path: str
    sha256: str
    policy: str
    verdict: Verdict
    released: bool
    reasons: tuple[str, ...]
    findings: tuple[Finding, ...]  # all of them, by place
    added: tuple[Finding, ...]  # those among them that no check made: the suites' and the gate's own
    publication: str = "live"  # what readers see of the post: draft, scheduled, expired, live
    title: str = ""  # hostile text, for those who are told about the post
    files: Bundle | None = None  # that leave with the post, or stay with it

    @property
    def debt(self) -> int:
        """How many findings the post owes: accepted with the state of the archive, and still there."""
        return sum(map(is_owed, self.findings))

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The findings that the verdict comes from: the worst that nobody has accepted."""
        return tuple(finding for finding in self.findings if _weight(finding) is self.verdict)


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """How a batch was decided: by which run, when, under which checks, and why its contract failed, if it did."""

    run_id: str
    decided_at: datetime
    checks_digest: str
    broken: tuple[str, ...]


def decide(
    post: BatchPost, inspection: Inspection | None, context: GateContext, answered: PostAnswers = NOT_ANSWERED
) -> Decision:
    """Return the decision about the bytes of `post`.

    A post is released only when its inspection is of these very bytes, every check ran without a crash, the batch
    validated completely, what people accepted could be read, and no finding blocks that nobody has accepted. Each
    missing piece becomes a finding that says so.
    """
    inline = _inline(inspection, context.comments)
    judged = context.validation.findings.get(post.post_id, ()) if context.validation else ()
    found = inspection.findings if inspection else ()
    faults = (*missing_evidence(post, inspection, context), *unreadable_acceptances(post.post_id, context, answered))
    notes = (
        *idle_waivers(post.post_id, (*judged, *found), context.acceptances),
        *idle_comments(post.post_id, (*judged, *found), inline),
    )

    def accepted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return apply_acceptances(
            findings, post.post_id, post.sha256, context.acceptances, answered.approval, inline.sound
        )

    added, found = accepted((*faults, *judged, *notes)), accepted(found)
    added = (*added, *edited_debt(post.post_id, post.sha256, (*added, *found), context.acceptances.baseline))
    findings = tuple(sorted((*added, *found), key=lambda finding: (finding.span, -finding.severity, finding.check)))
    verdict = worst(findings)
    released = verdict in releasing(release_review=context.release_review)
    counted = [finding for finding in findings if _weight(finding) is verdict]
    return Decision(
        post.post_id,
        post.path,
        post.sha256,
        context.policy,
        verdict,
        released,
        tuple(dict.fromkeys(finding.check for finding in counted)) if verdict is not Verdict.CLEAR else (),
        findings,
        added,
        _publication(inspection, context.now),
        (inspection.facts.title if inspection and inspection.facts else None) or "",
        post.files,
    )


def releasing(*, release_review: bool) -> tuple[Verdict, ...]:
    """Return the verdicts under which bytes may leave."""
    return (Verdict.CLEAR, Verdict.DEBT, Verdict.REVIEW) if release_review else (Verdict.CLEAR, Verdict.DEBT)


def _inline(inspection: Inspection | None, comments: CommentRules | None) -> InlineWaivers:
    outline = inspection.outline if inspection else None
    if outline is None or comments is None:
        return InlineWaivers()
    return inline_waivers(outline.comments, comments.today, comments.rules, comments.checks)


def _publication(inspection: Inspection | None, now: datetime) -> str:
    """Return what readers see of the post; one that could not be read is told like a live one."""
    outline = inspection.outline if inspection else None
    return (outline.publication.at(now).state if outline else PublicationState.LIVE).value
