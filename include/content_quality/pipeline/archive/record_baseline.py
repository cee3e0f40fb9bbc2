"""Use case: record the baseline of an archive from the command line, or shrink it.

What the pipeline has decided stands in the metrics store, so nothing is inspected again. Only where the pipeline has
not run yet, the archive is judged as the gate would judge it.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from content_quality.adapters.site import acceptances_file
from content_quality.adapters.store.present_findings import PresentPost, present_findings, present_posts
from content_quality.adapters.store.present_state import PresentState, present_state
from content_quality.adapters.store.reader import Reader
from content_quality.core.document.publication import PublicationState
from content_quality.core.findings import Category, Severity
from content_quality.core.gate.acceptances import Baseline, BaselinePost, Mark, Recorded, mark
from content_quality.core.gate.decide import Decision
from content_quality.core.records import dataclass
from content_quality.core.report.causes import PostFinding, common_causes
from content_quality.pipeline.archive.accept_state import NotAccepted, accept, refuse_without_reason
from content_quality.pipeline.archive.first_look import waiting_looks
from content_quality.pipeline.archive.judge_archive import judge_archive
from content_quality.pipeline.gate.decide_again import decide_again
from content_quality.pipeline.gate.release_batch import publish
from content_quality.pipeline.ingest.source_listing import listing, refuse_emptiness
from content_quality.pipeline.progress import Progress, silent
from content_quality.pipeline.project import Project

RUN = "content-quality baseline"  # in place of the Airflow run that decides a batch


class ArchiveNotJudged(Exception):  # noqa: N818 - names the state
    """The suites could not be asked; a baseline without what they say would be too small for ever."""


@dataclass(frozen=True, slots=True)
class BaselineChange:
    """What came of recording the baseline, or of looking at it again."""

    path: Path
    posts: int
    findings: int
    gone: int | None = None  # findings that left it; None when findings were recorded
    state: PresentState | None = None  # what was recorded, by cause
    decided: str = ""  # what the gate decided about the accepted posts, where it could do so at once

    def describe(self) -> str:
        """Return one line."""
        line = f"{self.findings:,} findings in {self.posts:,} posts"
        if self.gone is not None:
            return f"{line} left; {self.gone:,} gone. A baseline only shrinks."
        return f"Recorded {line} in {self.path.name}, notes included." + (f" {self.decided}." if self.decided else "")


def is_recorded(project: Project) -> bool:
    """Return whether the state of the archive was accepted before and no first look waits, so that it only shrinks."""
    recorded = (project.root / acceptances_file.BASELINE).exists() or any(project.workspace.accepted.glob("*.jsonl"))
    return recorded and not waiting_looks(project)


def acceptable(project: Project) -> PresentState | None:
    """Return what would be accepted; None where the pipeline has decided nothing yet."""
    published = project.workspace.published
    return present_state(published, waiting_looks(project)) if published.exists() else None


def record_baseline(
    project: Project, by: str, reason: str, now: datetime, progress: Progress = silent
) -> BaselineChange:
    """Accept the findings of posts that readers already see.

    Raises `NotAccepted` without a name and a reason, `SourceVanished` when a source that had posts lists none, for that
    is no archive in which everything was fixed, and `ArchiveNotJudged`.
    """
    refuse_without_reason(by, reason)
    path, looks = project.root / acceptances_file.BASELINE, waiting_looks(project)
    refuse_emptiness(project, listing(project), frozenset(acceptances_file.read_baseline(project.root).posts))
    if not project.workspace.published.exists():
        recorded = Recorded(project.today.isoformat(), by.strip(), reason.strip())
        state = judged_state(project, now, progress)
        posts = state.baseline(recorded)
        baseline = Baseline(posts, recorded.on, recorded.by, recorded.reason)
        acceptances_file.write_baseline(path, baseline)
        return BaselineChange(path, len(posts), _count(posts), state=state)
    accepted = accept(project, looks, by, reason, now, path)
    decided = ""
    if accepted.batch_id:
        decided = decide_again(project, accepted.batch_id, RUN, now).describe()
        publish(project)
    marks = accepted.state.posts
    return BaselineChange(path, len(marks), sum(map(len, marks.values())), state=accepted.state, decided=decided)


def shrink_baseline(project: Project) -> BaselineChange:
    """Drop from the site's baseline what was fixed, edited or deleted, as the store says."""
    before = acceptances_file.read_baseline(project.root)
    path = project.root / acceptances_file.BASELINE
    refuse_emptiness(project, listing(project), frozenset(before.posts))
    kept = dict(_left(before, project.workspace.published)) if project.workspace.published.exists() else before.posts
    after = replace(before, posts=kept)
    if path.exists():
        acceptances_file.write_baseline(path, after)
    return BaselineChange(path, len(kept), _count(kept), _count(before.posts) - _count(kept))


def _left(before: Baseline, published: Path) -> Mapping[str, BaselinePost]:
    with Reader(published).session() as session:
        present = {post.post_id: post for post in present_posts(session)}
        marks: dict[str, set[Mark]] = defaultdict(set)
        for one in present_findings(session):
            marks[one.post_id].add(one.mark)
    kept = {}
    for post_id, post in before.posts.items():
        now = present.get(post_id)
        if now is None or now.sha256 != post.sha256:
            continue
        findings = post.findings & marks[post_id] if now.whole else post.findings  # a broken batch proves nothing
        if findings:
            kept[post_id] = replace(post, findings=findings)
    return kept


def judged_state(project: Project, now: datetime, progress: Progress) -> PresentState:
    """Return the present state of an archive that the pipeline has not seen, judged as the gate would."""
    with tempfile.TemporaryDirectory(prefix="baseline-") as scratch:
        context, decisions = judge_archive(project, Path(scratch), now, progress)
        if context and context.broken:
            raise ArchiveNotJudged(f"the archive cannot be judged: {'; '.join(context.broken)}")
        return _state_of(decisions)


def _state_of(decisions: Iterable[Decision]) -> PresentState:
    """Return the findings of posts that readers already see; raise `NotAccepted` where there are none."""
    marks: dict[str, frozenset[Mark]] = {}
    versions, loud, unseen = dict[str, PresentPost](), list[PostFinding](), 0
    for one in decisions:
        found = [
            finding
            for finding in one.findings
            if finding.category is not Category.INSPECTION and finding.fingerprint and finding.waived is None
        ]
        if one.publication != PublicationState.LIVE.value:
            unseen += any(finding.severity > Severity.INFO for finding in found)
        elif found:
            marks[one.post_id] = frozenset(map(mark, found))
            versions[one.post_id] = PresentPost(one.post_id, one.sha256, "", one.publication, whole=True)
            loud += [PostFinding.of(one.post_id, finding) for finding in found if finding.severity > Severity.INFO]
    if not marks:
        raise NotAccepted("No post that readers already see has findings, so there is nothing to accept.")
    return PresentState(marks, versions, tuple(common_causes(loud)), unseen, 0)


def _count(posts: Mapping[str, BaselinePost]) -> int:
    return sum(len(post.findings) for post in posts.values())
