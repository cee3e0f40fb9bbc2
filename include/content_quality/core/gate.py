"""The gate: from findings to one verdict per post. It fails closed: whatever is missing or unknown holds the post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from content_quality.core.check import Check, CheckResult
from content_quality.core.findings import WHOLE_POST, Category, Finding, Message, Severity, fingerprint, message
from content_quality.core.inspection import UNREADABLE, Inspection


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
MISSING_EVIDENCE = ("not-inspected", "not-validated", "missing-check")
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


@dataclass(frozen=True, slots=True)
class Deciding:
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
) -> Decision:
    """Return the decision about the bytes `sha256` of a post.

    A post is released only when its inspection is of these very bytes, every check ran without a crash, the batch
    validated completely, and no finding blocks. Each missing piece becomes a finding that says so.
    """
    faults = tuple(_faults(post_id, sha256, inspection, validation, checks))
    judged = validation.findings.get(post_id, ()) if validation else ()
    added = (*faults, *judged)
    found = inspection.findings if inspection else ()
    findings = tuple(sorted((*added, *found), key=lambda finding: (finding.span, -finding.severity, finding.check)))
    verdict = worst(findings)
    released = verdict is Verdict.CLEAR or (verdict is Verdict.REVIEW and release_review)
    counted = [finding for finding in findings if finding.waived is None and VERDICTS[finding.severity] is verdict]
    reasons = tuple(dict.fromkeys(finding.check for finding in counted)) if verdict is not Verdict.CLEAR else ()
    return Decision(post_id, path, sha256, policy, verdict, released, reasons, findings, added)


def _faults(post_id: str, sha256: str, inspection: Inspection | None, validation: Validation | None, checks: Sequence[Check]) -> Iterable[Finding]:
    """Yield a blocker for everything that is missing before anything may be released."""
    if inspection is None:
        yield _fault("not-inspected", post_id, message("This post has not been inspected. Maintainers have to look; the words may be fine."))
        return
    if inspection.sha256 != sha256 or inspection.post_id != post_id:
        yield _fault("not-inspected", post_id, message("What was inspected is not this version of the post."))
    yield from _check_faults(post_id, inspection.results, checks, readable=inspection.facts is not None)
    if validation is None or not validation.complete:
        yield _fault("not-validated", post_id, message("The batch this post came in has not been validated. Maintainers have to look; the words may be fine."))
    for reason in validation.broken if validation else ():
        yield _fault("batch-contract", post_id, message("The batch this post came in is not whole: {reason}.", reason=reason))


def _check_faults(post_id: str, results: Sequence[CheckResult], checks: Sequence[Check], *, readable: bool) -> Iterable[Finding]:
    for result in results:
        if result.error:
            yield _fault("crashed-check", post_id, message("The check {check} crashed on this post. Maintainers have to look.", check=result.check))
    if not readable and any(result.check == UNREADABLE and result.findings for result in results):
        return  # held by the finding that says why it cannot be read
    if not readable:
        yield _fault("not-inspected", post_id, message("This post could not be described in numbers."))
    ran = {(result.check, result.version) for result in results}
    for check in checks:
        if (check.name, check.version) not in ran:
            yield _fault("missing-check", post_id, message("The check {check} has not run on this post.", check=check.name))


def _fault(name: str, post_id: str, text: Message) -> Finding:
    return Finding(name, Category.INSPECTION, Severity.BLOCKER, WHOLE_POST, text, fingerprint=fingerprint(name, post_id))
