"""Where a version of a post came from, as its batch keeps it: author and commit, and the files that leave with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.gate.batches import BatchPost

UNREADABLE = (OSError, ValueError, KeyError, TypeError)


def provenance(workspace: Workspace, batch_id: str, post_id: str) -> BatchPost | None:
    """Return what the batch says about the origin of a post; None where it says nothing, or is not there any more."""
    try:
        return _origins(BatchFiles.of(workspace, batch_id).folder).get(post_id)
    except UNREADABLE:
        return None


@lru_cache(maxsize=4)  # a batch is frozen, and a reader opens one post of it after the other
def _origins(folder: Path) -> Mapping[str, BatchPost]:
    """Return the posts of a batch that have files, or an author or commit that the source knows."""
    posts = BatchFiles(folder).manifest().posts
    return {post.post_id: post for post in posts if post.author or post.commit or post.files}
