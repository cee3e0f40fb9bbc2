"""Where a post stands at this moment: what readers see of it, what is being checked, and whether that failed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from content_quality.adapters.store.version_queries import Version
from content_quality.core.dag_ids import GATE_POSTS
from content_quality.core.gate.batches import Batch
from content_quality.dashboard.runs import Run


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest version, the one that readers see, and the batch that holds the next."""

    newest: Version | None
    published: Version | None  # an older version that was released, where the newest is not
    waiting: Batch | None
    is_new: bool = False  # the waiting version has other bytes than the newest
    failed: Run | None = None  # the run that should have decided the waiting one

    @property
    def signature(self) -> str:
        """Name this state: another name says that the page is out of date."""
        parts = (
            self.newest.batch_id if self.newest else "",
            self.newest.verdict if self.newest else "",
            self.waiting.batch_id if self.waiting else "",
            self.failed.run_id if self.failed else "",
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def standing(post_id: str, versions: Sequence[Version], waiting: Sequence[Batch], runs: Sequence[Run]) -> Standing:
    """Return where a post stands; `versions` are its own, newest first."""
    newest = versions[0] if versions else None
    released = next((version for version in versions if version.released), None)
    for batch in waiting:
        if post := next((post for post in batch.posts if post.post_id == post_id), None):
            is_new = newest is None or post.sha256 != newest.sha256
            return Standing(newest, _older(newest, released), batch, is_new, failed_run(batch, runs))
    return Standing(newest, _older(newest, released), None)


def _older(newest: Version | None, released: Version | None) -> Version | None:
    return None if newest is None or newest.released else released


def failed_run(batch: Batch, runs: Sequence[Run]) -> Run | None:
    """Return the newest run of the gate where it failed after `batch` was frozen."""
    return next(
        (
            run
            for run in runs
            if run.dag_id.endswith(GATE_POSTS)  # one site of several has its name before it
            and run.state == "failed"
            and (run.ended is None or run.ended > batch.created_at)
        ),
        None,
    )
