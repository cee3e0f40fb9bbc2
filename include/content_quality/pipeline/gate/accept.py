"""Use cases: waive a finding, and record or shrink the baseline of an archive."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from content_quality.adapters.site import acceptances_file, sources
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.store.added import added_marks
from content_quality.checks import CHECKS
from content_quality.core.findings import Category, Finding
from content_quality.core.gate.acceptances import Baseline, BaselinePost, mark
from content_quality.core.gate.reasons import LONGEST_REASON, is_readable
from content_quality.core.gate.waivers import Waiver
from content_quality.core.inspection import inspect
from content_quality.pipeline.project import Project

__all__ = ["ArchiveNotJudged", "NothingToWaive", "Refused", "record_baseline", "waive"]


class NothingToWaive(Exception):  # noqa: N818 - an outcome, said to a person
    """No finding of that check, or more than one; the message says how to name one."""


def waive(  # noqa: PLR0913 - one value per option of the command
    project: Project, path: Path, check: str, reason: str, who: str, days: int, fingerprint: str | None
) -> tuple[Waiver, ...]:
    """Write a waiver for the findings of `check` in the post `path`, one per passage.

    Raise `NothingToWaive`, `Refused` or `WaiversUnreadable`.
    """
    rules = project.settings.waivers
    if not (is_readable(reason) and is_readable(who)):
        raise NothingToWaive(
            f"a waiver needs a reason in visible words, {LONGEST_REASON} characters at most, and the name of the person who grants it"  # noqa: E501 - one sentence for people
        )
    if not 1 <= days <= rules.most_days:
        raise NothingToWaive(f"a waiver lasts from 1 to {rules.most_days} days")
    acceptances_file.read_waivers(project.root, rules)  # a file that cannot be read is not written to
    post_id = project.post_id(path)
    inspection = inspect(
        sources.read(path, project.settings.limits.max_bytes), path.as_posix(), CHECKS, project.settings, post_id
    )
    own = [mark(finding) for finding in inspection.findings if _acceptable(finding)]
    found = [*own, *sorted(added_marks(project.workspace.published).get((post_id, inspection.sha256), ()))]
    names = dict.fromkeys(name for found_by, name in found if found_by == check)
    if fingerprint is not None:
        names = {name: None for name in names if name == fingerprint}
    if not names:
        there = ", ".join(sorted({found_by for found_by, _ in found})) or "nothing"
        raise NothingToWaive(f"{check} has no such finding in {path}; findings there: {there}")
    until = project.today + timedelta(days=days)
    waivers = tuple(Waiver(check, post_id, name, reason.strip(), who.strip(), project.today, until) for name in names)
    for waiver in waivers:
        acceptances_file.add_waiver(project.root, waiver)
    return waivers


def _acceptable(finding: Finding) -> bool:
    return finding.category is not Category.INSPECTION and bool(finding.fingerprint)


class ArchiveNotJudged(Exception):  # noqa: N818 - names the state
    """The suites could not be asked; a baseline without what they say would be too small for ever."""


@dataclass(frozen=True, slots=True)
class BaselineChange:
    """What came of recording the baseline, or of looking at it again."""

    path: Path
    posts: int
    findings: int
    gone: int | None  # findings that left it; None when it was recorded for the first time

    def describe(self) -> str:
        """Return one line."""
        line = f"{self.findings} findings in {self.posts} posts"
        return f"Recorded {line}." if self.gone is None else f"{line} left; {self.gone} gone. A baseline only shrinks."


def record_baseline(project: Project, who: str, now: datetime) -> BaselineChange:
    """Record every finding that the gate would make of the present posts.

    Where there is a baseline, drop what was fixed, edited or deleted.

    Raises `SourceVanished` when a source that had posts lists none, for that is no archive in which everything was
    fixed, and
    `ArchiveNotJudged`.
    """
    from content_quality.pipeline.archive.judge_archive import judge_archive  # these two need the pipeline's packages
    from content_quality.pipeline.ingest.source_listing import listing, refuse_emptiness

    if not is_readable(who):
        raise NothingToWaive("a baseline needs the name of who records it, in visible words")
    before = acceptances_file.read_baseline(project.root)
    first = not (project.root / acceptances_file.BASELINE).exists()
    refuse_emptiness(project, listing(project), frozenset(before.posts))
    with tempfile.TemporaryDirectory(prefix="baseline-") as scratch:
        context, decisions = judge_archive(project, Path(scratch), now)
    if context and context.broken:
        raise ArchiveNotJudged(f"the archive cannot be judged: {'; '.join(context.broken)}")
    present = {
        decision.post_id: BaselinePost(
            decision.sha256, frozenset(mark(one) for one in decision.findings if _acceptable(one))
        )
        for decision in decisions
    }
    if first:
        after = Baseline(
            {post_id: post for post_id, post in present.items() if post.findings}, project.today.isoformat(), who
        )
    else:
        kept = {
            post_id: BaselinePost(post.sha256, post.findings & present[post_id].findings)
            for post_id, post in before.posts.items()
            if post_id in present and present[post_id].sha256 == post.sha256
        }
        after = replace(before, posts={post_id: post for post_id, post in kept.items() if post.findings})
    path = acceptances_file.write_baseline(project.root, after)
    return BaselineChange(path, len(after.posts), _count(after), None if first else _count(before) - _count(after))


def _count(baseline: Baseline) -> int:
    return sum(len(post.findings) for post in baseline.posts.values())
