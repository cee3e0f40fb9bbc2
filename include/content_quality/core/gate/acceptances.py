"""What people have accepted: waivers, the baseline of an old archive, approvals. Only they set a finding aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime

from content_quality.core.findings import AcceptanceKind, Category, Finding, Severity, Waived
from content_quality.core.gate.waivers import InlineWaiver, VoidWaiver, Waiver
from content_quality.core.records import dataclass

Mark = tuple[str, str]  # check and fingerprint: names a finding of a post


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's release of exactly these bytes of this post, in spite of the findings they saw and of nothing else."""

    post_id: str
    sha256: str
    policy: str  # under which they were held
    reason: str
    granted_by: str
    at: datetime
    seen: frozenset[Mark]

    def accepts(self, post_id: str, sha256: str, finding: Finding) -> bool:
        """Return whether the approval is of these bytes and its author saw `finding`."""
        return self.post_id == post_id and self.sha256 == sha256 and mark(finding) in self.seen


@dataclass(frozen=True, slots=True)
class Recorded:
    """Who accepted the state of an archive, when and why."""

    on: str = ""  # ISO date
    by: str = ""
    reason: str = ""  # a baseline of an earlier version has none

    @property
    def waived(self) -> Waived:
        """What is said of each finding that is accepted so."""
        reason = f"in the baseline of {self.on}" + (f": {self.reason}" if self.reason else "")
        return Waived(reason, self.by, "", AcceptanceKind.BASELINE)


@dataclass(frozen=True, slots=True)
class BaselinePost:
    """What an old post was found with when the state of the archive was accepted."""

    sha256: str
    findings: frozenset[Mark]
    recorded: Recorded = Recorded()


@dataclass(frozen=True, slots=True)
class PostEdit:
    """The bytes that an accepted post has now, and which of their lines were edited or lie beside an edit."""

    sha256: str
    touched: frozenset[int]

    def touches(self, finding: Finding) -> bool:
        """Return whether the finding lies in a line that the edit touched."""
        return not self.touched.isdisjoint(range(finding.span.line, finding.span.end_line + 1))


@dataclass(frozen=True, slots=True)
class Baseline:
    """The findings of an archive that was there before the checks were: the debt of its posts."""

    posts: Mapping[str, BaselinePost] = field(default_factory=dict)  # by post_id
    recorded_on: str = ""  # ISO date
    recorded_by: str = ""
    reason: str = ""
    edits: Mapping[str, PostEdit] = field(default_factory=dict)  # by post_id: where an edit leaves the rest accepted

    @property
    def recorded(self) -> Recorded:
        """Who recorded it."""
        return Recorded(self.recorded_on, self.recorded_by, self.reason)

    def accepts(self, post_id: str, sha256: str, finding: Finding) -> bool:
        """Return whether `finding` was there when the state was accepted.

        An edit of the post ends that, wholly or, where `edits` names the post, for what the edit touched.
        """
        known = self.posts.get(post_id)
        if known is None or mark(finding) not in known.findings:
            return False
        edit = self.edits.get(post_id)
        return known.sha256 == sha256 or (edit is not None and edit.sha256 == sha256 and not edit.touches(finding))

    def acceptance(self, post_id: str, sha256: str, finding: Finding) -> Waived | None:
        """Return who accepted `finding` and why; None when it counts."""
        if not self.accepts(post_id, sha256, finding):
            return None
        known = self.posts[post_id].recorded
        return (known if known.by else self.recorded).waived

    def joined(self, other: Baseline) -> Baseline:
        """Return a baseline with the posts of both; of a post in both, `other` counts and was recorded later."""
        posts = dict(self.posts)
        for post_id, post in other.posts.items():
            mine = posts.get(post_id)
            same = mine is not None and mine.sha256 == post.sha256
            posts[post_id] = replace(post, findings=post.findings | mine.findings) if mine and same else post
        return replace(self, posts=posts)


@dataclass(frozen=True, slots=True)
class Acceptances:
    """Everything that may set findings aside. The default grants nothing."""

    waivers: tuple[Waiver, ...] = ()  # those in force
    void: tuple[VoidWaiver, ...] = ()
    baseline: Baseline = field(default_factory=Baseline)
    fault: str = ""  # why the files cannot be read; then nothing is released

    def digest(self) -> str:
        """Return the name of what is granted; it changes when a waiver comes into force or ends."""
        digest = hashlib.sha256(self.fault.encode())
        for waiver in self.waivers:
            digest.update(repr(waiver).encode("utf-8", "surrogatepass"))
        for post_id, post in sorted(self.baseline.posts.items()):
            digest.update(f"\0{post_id}\0{post.sha256}\0{sorted(post.findings)}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()[:16]

    def of(self, post_id: str) -> tuple[Waiver, ...]:
        """Return the waivers about one post."""
        return tuple(waiver for waiver in self.waivers if waiver.post == post_id)


def is_owed(finding: Finding) -> bool:
    """Return whether the finding is debt: it would count, and the accepted state of the archive sets it aside."""
    waived = finding.waived
    return waived is not None and waived.kind == AcceptanceKind.BASELINE and finding.severity > Severity.INFO


def mark(finding: Finding) -> Mark:
    """Return what names `finding` within its post."""
    return finding.check, finding.fingerprint


def apply_acceptances(
    findings: Iterable[Finding],
    post_id: str,
    sha256: str,
    acceptances: Acceptances,
    approval: Approval | None = None,
    inline: Sequence[InlineWaiver] = (),
) -> tuple[Finding, ...]:
    """Return `findings`, those that somebody accepted marked with who, why and until when.

    What says that evidence is missing can't be accepted by anybody, and a post can't excuse its own blockers.
    """
    waivers = acceptances.of(post_id)

    def accepted(finding: Finding) -> Waived | None:
        if finding.category is Category.INSPECTION:
            return None
        if finding.waived or not finding.fingerprint:
            return finding.waived
        if approval and approval.accepts(post_id, sha256, finding):
            return Waived(approval.reason, approval.granted_by, "", AcceptanceKind.APPROVAL)
        if known := acceptances.baseline.acceptance(post_id, sha256, finding):
            return known
        return _waived(finding, waivers) or _excused(finding, inline)

    return tuple(replace(finding, waived=accepted(finding)) for finding in findings)


def _waived(finding: Finding, waivers: Sequence[Waiver]) -> Waived | None:
    found = next((waiver for waiver in waivers if (waiver.check, waiver.fingerprint) == mark(finding)), None)
    return Waived(found.reason, found.granted_by, found.until.isoformat()) if found else None


def _excused(finding: Finding, inline: Sequence[InlineWaiver]) -> Waived | None:
    if finding.severity >= Severity.BLOCKER:
        return None
    found = next((one for one in inline if covers(one, finding)), None)
    if found is None:
        return None
    return Waived(found.reason, "the post itself", found.until.isoformat(), AcceptanceKind.COMMENT)


def covers(waiver: InlineWaiver, finding: Finding) -> bool:
    """Return whether `finding` is of the check that the comment names, and begins within its lines."""
    return waiver.check == finding.check and waiver.first_line <= finding.span.line <= waiver.last_line


def unused(findings: Iterable[Finding], post_id: str, acceptances: Acceptances) -> tuple[Waiver, ...]:
    """Return the waivers of a post that match none of its findings: the passage was edited, or the finding is gone."""
    marks = {mark(finding) for finding in findings}
    return tuple(waiver for waiver in acceptances.of(post_id) if (waiver.check, waiver.fingerprint) not in marks)
