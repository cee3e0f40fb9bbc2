"""The first look at an archive: the first decisions about posts that readers saw before the gate did.

Many posts are held at once then, and for few causes. Whoever starts with such an archive needs these causes, and not
a question and an alert for each post.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field
from datetime import datetime

from content_quality.core.document.publication import PublicationState
from content_quality.core.gate.batches import Batch
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.gate.gate_findings import MISSING_EVIDENCE
from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the first batch of a source held, of posts that readers already saw and of others."""

    batch_id: str
    looked_at: datetime
    held: int  # posts that readers see
    posts: Mapping[str, str] = field(default_factory=dict)  # sha256 by post_id: every post of the look
    seen: frozenset[str] = frozenset()  # the post_ids that readers saw at that time

    def holds(self, post_id: str, sha256: str) -> bool:
        """Return whether these bytes of the post were looked at; an edit ends it."""
        return bool(sha256) and self.posts.get(post_id) == sha256

    def covers(self, post_id: str, sha256: str) -> bool:
        """Return whether a person may accept the findings of these bytes: readers saw them before the gate did."""
        return post_id in self.seen and self.holds(post_id, sha256)


def first_look(
    batch: Batch, decisions: Iterable[Decision], known_sources: Collection[str], least: int, now: datetime
) -> FirstLook | None:
    """Return the first look that `batch` is, None when it is not.

    It is one when none of an earlier batch's posts came from the same source, and when at least `least` of the posts
    that readers already see are held for what was found in them. A `least` of zero never is.
    """
    new = {post.post_id: post.sha256 for post in batch.posts if post.sha256 and post.source not in known_sources}
    live = PublicationState.LIVE.value
    seen = [one for one in decisions if one.post_id in new and one.publication == live]
    held = sum(decision.verdict is Verdict.HOLD and not is_without_evidence(decision.reasons) for decision in seen)
    if not least or held < least:
        return None
    return FirstLook(batch.batch_id, now, held, new, frozenset(decision.post_id for decision in seen))


def is_without_evidence(reasons: Collection[str]) -> bool:
    """Return whether a decision rests on missing evidence; such a decision says nothing about the words of a post."""
    return not set(MISSING_EVIDENCE).isdisjoint(reasons)
