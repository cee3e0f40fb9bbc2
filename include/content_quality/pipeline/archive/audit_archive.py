"""Use case: look at the whole archive under today's policy. It records and sums up.

It gates nothing, releases nothing, alerts about no post.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime

from content_quality.adapters.state.files import read_lines, write_lines
from content_quality.adapters.state.outbox import NOT_READ
from content_quality.adapters.store import writer
from content_quality.adapters.store.rows_of_people import audit_tables
from content_quality.core.gate.acceptances import Baseline, mark
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.records import dataclass
from content_quality.pipeline.archive.judge_archive import judge_archive
from content_quality.pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit saw of one post."""

    post_id: str
    sha256: str
    verdict: str
    publication: str
    checks: dict[str, int]  # findings that nobody accepted, by check
    baseline: int  # findings of the baseline that are still there


@dataclass(frozen=True, slots=True)
class Audit:
    """The archive at one time."""

    audit_id: str
    posts: int
    hold: int
    review: int
    clear: int
    unpublished: int  # drafts and scheduled posts among those that would be held
    baseline_left: int
    baseline_total: int
    idle_waivers: int  # that have ended, match nothing, or name a check or a post that is not there

    @property
    def debt(self) -> int:
        """Posts that are published with debt."""
        return self.posts - self.hold - self.review - self.clear

    def describe(self) -> str:
        """Return one line."""
        owing = f"{self.debt} published with debt, " if self.debt else ""
        line = f"{self.posts} posts under today's policy: {self.hold} would be held, {self.review} reviewed, {owing}{self.clear} are clear"  # noqa: E501 - a pattern
        drafts = f"; {self.unpublished} of the held ones are drafts or scheduled" if self.unpublished else ""
        baseline = (
            f"; {self.baseline_left} of {self.baseline_total} findings of the baseline are left"
            if self.baseline_total
            else ""
        )
        waivers = f"; {self.idle_waivers} waivers do nothing and can go" if self.idle_waivers else ""
        return line + drafts + baseline + waivers


def audit_archive(project: Project, audit_id: str, now: datetime) -> Audit:
    """Judge every present post, going on where an interrupted call for the same audit stopped.

    Keep the sums in a file.

    Raises `SourceVanished` when a source that had posts lists none.
    """
    folder = project.workspace.root / "audits"
    scratch = folder / f"{audit_id}.unfinished"
    policy, acceptances = project.policy, project.acceptances
    baseline = acceptances.baseline
    _, decisions = judge_archive(project, scratch, now)
    idle = Counter((waiver.post, waiver.check, waiver.fingerprint) for waiver in acceptances.waivers)
    posts = []
    for decision in decisions:
        posts.append(_audited(decision, baseline))
        for finding in decision.findings:
            idle.pop((decision.post_id, *mark(finding)), None)
    verdicts = Counter(post.verdict for post in posts)
    held, review, clear = (verdicts[one.label] for one in (Verdict.HOLD, Verdict.REVIEW, Verdict.CLEAR))
    audit = Audit(
        audit_id, len(posts), held, review, clear,
        sum(post.verdict == Verdict.HOLD.label and post.publication in NOT_READ for post in posts),
        sum(post.baseline for post in posts), sum(len(post.findings) for post in baseline.posts.values()),
        len(acceptances.void) + idle.total(),
    )  # fmt: skip
    names = sorted({name for post in posts for name in post.checks})
    checks = {
        name: [sum(post.checks.get(name, 0) for post in posts), sum(name in post.checks for post in posts)]
        for name in names
    }
    about = {**asdict(audit), "audited_at": now.astimezone(UTC).isoformat(), "policy": policy, "checks": checks}
    write_lines(folder / f"{audit_id}.jsonl", [about, *map(asdict, posts)])
    shutil.rmtree(scratch)
    return audit


def _audited(decision: Decision, baseline: Baseline) -> Audited:
    counted = Counter(finding.check for finding in decision.findings if finding.waived is None)
    left = sum(baseline.accepts(decision.post_id, decision.sha256, finding) for finding in decision.findings)
    return Audited(decision.post_id, decision.sha256, decision.verdict.label, decision.publication, dict(counted), left)


def load_audits(project: Project) -> None:
    """Load the sums of every audit that was finished; a repeat changes nothing."""
    files = sorted((project.workspace.root / "audits").glob("*.jsonl"))
    with writer.writing(project.workspace) as store:
        store.load("audits", "audits", audit_tables([next(read_lines(path)) for path in files]))
