"""The present state of an archive, from the metrics store: what a person would accept, and what stays held."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from content_quality.adapters.store.present_findings import (
    PresentFinding,
    PresentPost,
    present_findings,
    present_posts,
)
from content_quality.adapters.store.reader import Reader, Session
from content_quality.core.document.publication import PublicationState
from content_quality.core.findings import Severity
from content_quality.core.gate.acceptances import BaselinePost, Mark, Recorded
from content_quality.core.gate.first_look import FirstLook
from content_quality.core.records import dataclass
from content_quality.core.report.causes import CommonCause, PostFinding, blanked, common_causes

Covers = Callable[[PresentPost], bool]


@dataclass(frozen=True, slots=True)
class PresentState:
    """What would be accepted, by cause, and how many posts are left out and why."""

    posts: Mapping[str, frozenset[Mark]]  # findings by post_id, notes included
    versions: Mapping[str, PresentPost]  # those posts, by post_id
    causes: tuple[CommonCause, ...]  # of blockers and warnings
    unseen: int  # drafts, planned and expired posts with findings
    changed: int  # posts that were edited or came since the first look, with findings

    @property
    def checks(self) -> dict[str, int]:
        """How many blockers and warnings of each check would be accepted, the most first."""
        counts: Counter[str] = Counter()
        for cause in self.causes:
            counts[cause.check] += cause.findings
        return dict(counts.most_common())

    def baseline(self, recorded: Recorded) -> dict[str, BaselinePost]:
        """Return the posts as a baseline holds them."""
        return {
            post_id: BaselinePost(self.versions[post_id].sha256, marks, recorded)
            for post_id, marks in self.posts.items()
        }

    def describe(self) -> Iterator[str]:
        """Yield the count by check, with causes of front matter and security apart, and what is left out."""
        number = sum(self.checks.values())
        yield f"{number:,} findings in {len(self.posts):,} posts that readers already see:"
        yield from _lines(cause for cause in self.causes if not cause.is_apart)
        if apart := [cause for cause in self.causes if cause.is_apart]:
            yield "Of these in front matter and about security; look at them first:"
            yield from _lines(apart)
        if self.unseen:
            yield f"Not accepted: {self.unseen:,} drafts, planned posts and expired posts with findings."
        if self.changed:
            yield f"Not accepted: {self.changed:,} posts with findings that were edited or came since the first look."


def _lines(causes: Iterator[CommonCause] | Sequence[CommonCause]) -> Iterator[str]:
    for one in causes:
        yield f"{one.findings:>8,} {one.check:<24} {one.severity.label:<8} {blanked(one.template)}"


def present_state(published: Path, looks: Sequence[FirstLook]) -> PresentState:
    """Return what a person would accept of the first looks; without one, of every post that readers already see.

    Raise `SnapshotUnreadable` when nothing was decided yet.
    """
    with Reader(published).session() as session:
        return state_in(session, looks)


def state_in(session: Session, looks: Sequence[FirstLook]) -> PresentState:
    """Return the same of a session that is open."""
    posts = {post.post_id: post for post in present_posts(session) if post.whole}
    seen = {name: post for name, post in posts.items() if post.publication == PublicationState.LIVE.value}
    versions = {name: post for name, post in seen.items() if _covers(looks, post)}
    open_findings = [one for one in present_findings(session) if not one.set_aside]
    marks: dict[str, set[Mark]] = defaultdict(set)
    left: set[str] = set()
    occurrences = []
    for one in open_findings:
        if one.post_id in versions:
            marks[one.post_id].add(one.mark)
        if one.severity > Severity.INFO:
            left.add(one.post_id)
            occurrences.append(one)
    causes = common_causes(_occurrence(one) for one in occurrences if one.post_id in versions)
    unseen = sum(name in posts and name not in seen for name in left)
    changed = sum(name in seen and name not in versions for name in left)
    return PresentState(
        {name: frozenset(found) for name, found in marks.items()}, versions, tuple(causes), unseen, changed
    )


def _covers(looks: Sequence[FirstLook], post: PresentPost) -> bool:
    return not looks or any(look.covers(post.post_id, post.sha256) for look in looks)


def _occurrence(one: PresentFinding) -> PostFinding:
    return PostFinding(one.post_id, one.check, one.category, one.severity, one.template)
