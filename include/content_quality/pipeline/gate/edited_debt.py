"""Use case: find out which lines an edit touched in posts that are published with debt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from content_quality.adapters.state.snapshots import SnapshotDamaged
from content_quality.core.document.source_text import SourceText
from content_quality.core.gate.acceptances import Acceptances, PostEdit
from content_quality.core.gate.edited_lines import touched_lines
from content_quality.pipeline.project import Project

NEAR = "near"  # of waivers.debt_after_edit
Version = tuple[str, str, Callable[[], bytes]]  # post_id, sha256, and what reads the bytes


def with_edits(project: Project, acceptances: Acceptances, versions: Iterable[Version]) -> Acceptances:
    """Return `acceptances` with the edits of accepted posts among `versions`, where the site calls in what is near.

    Where one of the two texts cannot be read, nothing is known about the edit, and it calls in the whole debt.
    """
    if project.settings.waivers.debt_after_edit != NEAR:
        return acceptances
    baseline, edits = acceptances.baseline, {}
    for post_id, sha256, read in versions:
        known = baseline.posts.get(post_id)
        if known is None or known.sha256 == sha256:
            continue
        try:
            before, after = (SourceText.decode(data).text for data in (project.snapshots.read(known.sha256), read()))
        except (SnapshotDamaged, OSError, ValueError):
            continue
        edits[post_id] = PostEdit(sha256, touched_lines(before, after))
    return replace(acceptances, baseline=replace(baseline, edits=edits)) if edits else acceptances
