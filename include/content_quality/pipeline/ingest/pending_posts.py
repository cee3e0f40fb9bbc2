"""Use case: which posts wait for a decision, or for the readers' copy to show it; they are not read again meanwhile."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import read_json, write_json
from content_quality.pipeline.project import Project


def pending_posts(
    project: Project, published: Collection[str], now: datetime
) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield the posts of batches under today's policy that are not among the `published` ones, the oldest batch first.

    A batch that waits for too long counts as lost. One that is decided waits as well until readers see its decisions:
    who asks the readers' copy would take its posts for new ones.
    """
    policy, patience = project.policy, timedelta(minutes=project.settings.batches.pending_minutes)
    oldest, newest = _begins(now - patience), _begins(now + patience)
    for folder in sorted(project.workspace.batches.glob("*")):
        # Names start with the time of creation, so that old batches cost a glance at their name.
        if folder.name < oldest or folder.name in published:
            continue
        files, manifest = BatchFiles(folder), folder / "manifest.json"
        if files.merged.exists() or not manifest.exists():
            continue
        if folder.name > newest and now - _seen(folder / "ahead.json", now) > patience:
            continue  # frozen by a clock that was ahead, or this clock is behind
        batch = files.manifest()
        if batch.policy == policy:
            yield from ((post.post_id, (post.sha256, policy, post.bundle)) for post in batch.posts)


def _begins(when: datetime) -> str:
    """Return what the name of a batch of this moment begins with."""
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%S}"


def _seen(path: Path, now: datetime) -> datetime:
    """Return when a batch whose name lies ahead was seen first, by this clock: that is how long it is known to wait."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        seen = datetime.fromisoformat(str(read_json(path)["seen"]))
        if seen <= now:
            return seen
    write_json(path, {"seen": now.isoformat()})
    return now
