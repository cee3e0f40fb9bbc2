"""The gate: from findings to one verdict per post. It fails closed: whatever is missing or unknown holds the post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from content_quality.core.check import Check, CheckResult
from content_quality.core.findings import WHOLE_POST, Category, Finding, Message, Severity, Span, fingerprint, message
from content_quality.core.gate.acceptances import Acceptances, Approval, apply_acceptances, covers, unused
from content_quality.core.gate.waivers import InlineWaivers
from content_quality.core.inspection import PROCESS, UNREADABLE, Inspection


class Verdict(IntEnum):
    """What becomes of a post; the worst finding wins by `max()`."""

    CLEAR = 1
    REVIEW = 2
    HOLD = 3

    @property
    def label(self) -> str:
        """Return the word used in reports: `clear`, `review` or `hold`."""
        return self.name.lower()

    @classmethod
    def from_label(cls, label: str) -> Verdict:
        """Return the verdict named `label`; raise `KeyError` for any other word."""
        return cls[label.upper()]


# Reasons that say nothing about the words: a post held only for lack of evidence is read again with the next ingestion.
MISSING_EVIDENCE = (
    "not-inspected",
    "not-validated",
    "missing-check",
    "crashed-check",
    "batch-contract",
    "answers-unreadable",
)
NOTHING_GRANTED = Acceptances()
NOTHING_INLINE = InlineWaivers()
VERDICTS = {Severity.INFO: Verdict.CLEAR, Severity.WARNING: Verdict.REVIEW, Severity.BLOCKER: Verdict.HOLD}


def worst(findings: Iterable[Finding]) -> Verdict:
    """Return the verdict of the worst finding that is not waived."""
    return max((VERDICTS[finding.severity] for finding in findings if finding.waived is None), default=Verdict.CLEAR)


def verdict_of(inspection: Inspection) -> Verdict:
    """Return the checks' own verdict: an error holds, else the worst finding decides."""
    return Verdict.HOLD if inspection.error else worst(inspection.findings)


@dataclass(frozen=True, slots=True)
class Validation:
    """What the suites said about a batch: findings per post and, when the batch is not whole, why.

    `complete` is the positive evidence that every expectation of every required suite was evaluated on every post.
    """

    complete: bool
    broken: tuple[str, ...]  # contract violations and faults, in words; any of them holds the whole batch
    findings: Mapping[str, tuple[Finding, ...]]  # by post_id


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


@dataclass(frozen=True, slots=True)
class DecisionContext:
    """How a batch was decided: by which run, when, under which checks, and why its contract failed, if it did."""

    run_id: str
    decided_at: datetime
    checks_digest: str
    broken: tuple[str, ...]


def decide(
    post_id: str,
    path: str,
    sha256: str,
    inspection: Inspection | None,
    validation: Validation | None,
    checks: Sequence[Check],
    policy: str,
    *,
    release_review: bool,
    acceptances: Acceptances = NOTHING_GRANTED,
    approval: Approval | None = None,
    answers_fault: str = "",
    inline: InlineWaivers = NOTHING_INLINE,
    publication: str = "live",
) -> Decision:
    """Return the decision about the bytes `sha256` of a post.

    A post is released only when its inspection is of these very bytes, every check ran without a crash, the batch
    validated completely, what people accepted could be read, and no finding blocks that nobody has accepted. Each
    missing piece becomes a finding that says so.
    """
    faults = (
        *_faults(post_id, sha256, inspection, validation, checks),
        *_acceptance_faults(post_id, acceptances, answers_fault),
    )
    judged = validation.findings.get(post_id, ()) if validation else ()
    found = inspection.findings if inspection else ()
    notes = (*_notes(post_id, (*judged, *found), acceptances), *_comments(post_id, (*judged, *found), inline))
    added = apply_acceptances((*faults, *judged, *notes), post_id, sha256, acceptances, approval, inline.sound)
    found = apply_acceptances(found, post_id, sha256, acceptances, approval, inline.sound)
    findings = tuple(sorted((*added, *found), key=lambda finding: (finding.span, -finding.severity, finding.check)))
    verdict = worst(findings)
    released = verdict is Verdict.CLEAR or (verdict is Verdict.REVIEW and release_review)
    counted = [finding for finding in findings if finding.waived is None and VERDICTS[finding.severity] is verdict]
    reasons = tuple(dict.fromkeys(finding.check for finding in counted)) if verdict is not Verdict.CLEAR else ()
    return Decision(post_id, path, sha256, policy, verdict, released, reasons, findings, added, publication)


def _faults(
    post_id: str, sha256: str, inspection: Inspection | None, validation: Validation | None, checks: Sequence[Check]
) -> Iterable[Finding]:
    """Yield a blocker for everything that is missing before anything may be released."""
    if inspection is None:
        yield _fault(
            "not-inspected",
            post_id,
            message("This post has not been inspected. Maintainers have to look; the words may be fine."),
        )
        return
    if inspection.sha256 != sha256 or inspection.post_id != post_id:
        yield _fault("not-inspected", post_id, message("What was inspected is not this version of the post."))
    yield from _check_faults(post_id, inspection.results, checks, readable=inspection.facts is not None)
    if validation is None or not validation.complete:
        yield _fault(
            "not-validated",
            post_id,
            message(
                "The batch this post came in has not been validated. Maintainers have to look; the words may be fine."
            ),
        )
    for reason in validation.broken if validation else ():
        yield _fault(
            "batch-contract", post_id, message("The batch this post came in is not whole: {reason}.", reason=reason)
        )


def _acceptance_faults(post_id: str, acceptances: Acceptances, answers_fault: str) -> Iterable[Finding]:
    if answers_fault:
        yield _fault(
            "answers-unreadable",
            post_id,
            message(
                "What people answered about this version cannot be read: {reason}. Maintainers have to look.",
                reason=answers_fault,
            ),
        )
    if acceptances.fault:
        text = message(
            "What this site accepts cannot be read: {reason}. Nothing is released until it can be.",
            reason=acceptances.fault,
        )
        yield _fault("grants-unreadable", post_id, text)


def _notes(post_id: str, findings: Sequence[Finding], acceptances: Acceptances) -> Iterable[Finding]:
    """Yield what should be said about waivers that do nothing; they decide nothing."""
    for void in acceptances.void:
        if void.waiver.post == post_id:
            yield _note("waiver-void", f"{post_id}\0{void.waiver.check}\0{void.waiver.fingerprint}", void.why)
    for waiver in unused(findings, post_id, acceptances):
        text = message(
            "The waiver of {check} matches nothing any more: the passage was edited. Remove the waiver.",
            check=waiver.check,
        )
        yield _note("waiver-unused", f"{post_id}\0{waiver.check}\0{waiver.fingerprint}", text)


def _comments(post_id: str, findings: Sequence[Finding], inline: InlineWaivers) -> Iterable[Finding]:
    """Yield what should be said about comments in the post that excuse nothing."""
    for void in inline.void:
        yield _note("waiver-void", f"{post_id}\0{void.check}\0{void.line}", void.why, Span(void.line, 1, void.line, 1))
    for waiver in inline.sound:
        place = Span(waiver.first_line, 1, waiver.first_line, 1)
        covered = [finding for finding in findings if covers(waiver, finding)]
        if any(finding.severity >= Severity.BLOCKER for finding in covered):
            text = message(
                "A post cannot excuse what holds it: {check} is a blocker here. Ask for a waiver in the site's file.",
                check=waiver.check,
            )
            yield _note("waiver-void", f"{post_id}\0{waiver.check}\0{waiver.first_line}", text, place)
        elif not covered:
            text = message("The comment that allows {check} matches nothing: remove it.", check=waiver.check)
            yield _note("waiver-unused", f"{post_id}\0{waiver.check}\0{waiver.first_line}", text, place)


def _note(name: str, about: str, text: Message, place: Span = WHOLE_POST) -> Finding:
    return Finding(name, Category.INSPECTION, Severity.INFO, place, text, fingerprint=fingerprint(name, about))


def _check_faults(
    post_id: str, results: Sequence[CheckResult], checks: Sequence[Check], *, readable: bool
) -> Iterable[Finding]:
    if any(result.check == PROCESS for result in results):
        yield _fault(
            "crashed-check",
            post_id,
            message("The program that checks posts crashed at this one. Maintainers have to look."),
        )
        return
    for result in results:
        if result.error:
            yield _fault(
                "crashed-check",
                post_id,
                message("The check {check} crashed on this post. Maintainers have to look.", check=result.check),
            )
    if not readable and any(result.check == UNREADABLE and result.findings for result in results):
        return  # held by the finding that says why it cannot be read
    if not readable:
        yield _fault("not-inspected", post_id, message("This post could not be described in numbers."))
    ran = {(result.check, result.version) for result in results}
    for check in checks:
        if (check.name, check.version) not in ran:
            yield _fault(
                "missing-check", post_id, message("The check {check} has not run on this post.", check=check.name)
            )


def _fault(name: str, post_id: str, text: Message) -> Finding:
    return Finding(
        name, Category.INSPECTION, Severity.BLOCKER, WHOLE_POST, text, fingerprint=fingerprint(name, post_id)
    )
