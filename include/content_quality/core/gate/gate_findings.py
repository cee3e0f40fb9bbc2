"""The findings that the gate itself makes: blockers for evidence that is missing, notes on waivers that do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from content_quality.core.check import Check, CheckResult
from content_quality.core.findings import (
    WHOLE_POST,
    Category,
    Finding,
    Message,
    Severity,
    Span,
    Value,
    fingerprint,
    message,
)
from content_quality.core.gate.acceptances import Acceptances, Baseline, covers, is_owed, mark, unused
from content_quality.core.gate.batches import BatchPost
from content_quality.core.gate.context import GateContext, PostAnswers
from content_quality.core.gate.waivers import InlineWaivers
from content_quality.core.inspection import PROCESS, UNREADABLE, Inspection

# Reasons that say nothing about the words: a post held only for lack of evidence is read again with the next ingestion.
MISSING_EVIDENCE = (
    "not-inspected",
    "not-validated",
    "missing-check",
    "crashed-check",
    "batch-contract",
    "answers-unreadable",
)


def missing_evidence(post: BatchPost, inspection: Inspection | None, context: GateContext) -> Iterable[Finding]:
    """Yield a blocker for everything that is missing before anything may be released."""
    post_id, validation = post.post_id, context.validation
    if inspection is None:
        yield _fault(
            "not-inspected",
            post_id,
            message("This post has not been inspected. A maintainer must look at the pipeline. The text may be fine."),
        )
        return
    if inspection.sha256 != post.sha256 or inspection.post_id != post_id:
        yield _fault("not-inspected", post_id, message("Another version of the post was inspected, not this version."))
    if inspection.facts is not None and inspection.outline is None:
        text = message(
            "An earlier version of the program inspected this post. The next ingestion inspects the post again."
        )
        yield _fault("not-inspected", post_id, text)
    yield from _check_faults(post_id, inspection.results, context.checks, readable=inspection.facts is not None)
    if validation is None or not validation.complete:
        yield _fault(
            "not-validated",
            post_id,
            message(
                "The batch of this post has not been validated. A maintainer must look at the batch. The text may "
                "be fine."
            ),
        )
    for reason in validation.broken if validation else ():
        yield _fault(
            "batch-contract", post_id, message("The batch of this post is incomplete: {reason}.", reason=reason)
        )


def unreadable_acceptances(post_id: str, context: GateContext, answered: PostAnswers) -> Iterable[Finding]:
    """Yield a blocker for what people accepted or answered and cannot be read."""
    if answered.fault:
        yield _fault(
            "answers-unreadable",
            post_id,
            message(
                "The editors' answers about this version cannot be read: {reason}. A maintainer must look at them.",
                reason=answered.fault,
            ),
        )
    if context.acceptances.fault:
        text = message(
            (
                "The list of accepted findings cannot be read: {reason}. Posts stay held until a maintainer "
                "repairs the list."
            ),
            reason=context.acceptances.fault,
        )
        yield _fault("grants-unreadable", post_id, text)


def idle_waivers(post_id: str, findings: Sequence[Finding], acceptances: Acceptances) -> Iterable[Finding]:
    """Yield what should be said about waivers that do nothing; they decide nothing."""
    for void in acceptances.void:
        if void.waiver.post == post_id:
            yield _note("waiver-void", f"{post_id}\0{void.waiver.check}\0{void.waiver.fingerprint}", void.why)
    for waiver in unused(findings, post_id, acceptances):
        text = message(
            "The waiver of {check} no longer matches a finding: the passage was edited. Remove the waiver.",
            check=waiver.check,
        )
        yield _note("waiver-unused", f"{post_id}\0{waiver.check}\0{waiver.fingerprint}", text)


def idle_comments(post_id: str, findings: Sequence[Finding], inline: InlineWaivers) -> Iterable[Finding]:
    """Yield what should be said about comments in the post that excuse nothing."""
    for void in inline.void:
        yield _note("waiver-void", f"{post_id}\0{void.check}\0{void.line}", void.why, Span(void.line, 1, void.line, 1))
    for waiver in inline.sound:
        place = Span(waiver.first_line, 1, waiver.first_line, 1)
        covered = [finding for finding in findings if covers(waiver, finding)]
        if any(finding.severity >= Severity.BLOCKER for finding in covered):
            text = message(
                (
                    "A comment in a post cannot waive a blocker, and {check} is a blocker here. Ask for a waiver in "
                    "the site's waiver file."
                ),
                check=waiver.check,
            )
            yield _note("waiver-void", f"{post_id}\0{waiver.check}\0{waiver.first_line}", text, place)
        elif not covered:
            text = message(
                "The comment that allows {check} matches no finding. Remove the comment.", check=waiver.check
            )
            yield _note("waiver-unused", f"{post_id}\0{waiver.check}\0{waiver.first_line}", text, place)


def edited_debt(post_id: str, sha256: str, findings: Sequence[Finding], baseline: Baseline) -> Iterable[Finding]:
    """Yield what an edited post still owes, what the edit calls in, and what is new; the note decides nothing."""
    known = baseline.posts.get(post_id)
    if known is None or known.sha256 == sha256:
        return
    loud = [one for one in findings if one.severity > Severity.INFO and one.category is not Category.INSPECTION]
    counted = [one for one in loud if one.waived is None]
    new = [one for one in counted if mark(one) not in known.findings]
    values: dict[str, Value] = {
        "owed": sum(map(is_owed, loud)),
        "called": len(counted) - len(new),
        "new": len(new),
        "on": known.recorded.on,
    }
    text = message(
        "A person accepted this post with its old findings on {on}, and the post was edited since. Still owed: {owed}. "
        "Called in by the edit: {called}. New: {new}.",
        **values,
    )
    if new:
        places = ", ".join(str(line) for line in dict.fromkeys(one.span.line for one in new))
        text = message(
            "A person accepted this post with its old findings on {on}, and the post was edited since. Still owed: "
            "{owed}. Called in by the edit: {called}. New: {new} (lines {lines}).",
            **values,
            lines=places,
        )
    yield _note("edited-debt", f"{post_id}\0{sha256}", text)


def _note(name: str, about: str, text: Message, place: Span = WHOLE_POST) -> Finding:
    return Finding(name, Category.INSPECTION, Severity.INFO, place, text, fingerprint=fingerprint(name, about))


def _check_faults(
    post_id: str, results: Sequence[CheckResult], checks: Sequence[Check], *, readable: bool
) -> Iterable[Finding]:
    if any(result.check == PROCESS for result in results):
        yield _fault(
            "crashed-check",
            post_id,
            message("The program crashed while it checked this post. A maintainer must look at the program."),
        )
        return
    if not readable and any(result.check == UNREADABLE and result.findings for result in results):
        return  # held by the finding that says why it cannot be read
    for result in results:
        if result.error:
            yield _fault(
                "crashed-check",
                post_id,
                message(
                    "The check {check} crashed on this post. A maintainer must look at the check.", check=result.check
                ),
            )
    if not readable:
        yield _fault("not-inspected", post_id, message("This post could not be measured."))
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
