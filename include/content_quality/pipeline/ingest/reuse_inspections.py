"""Use case: take over what an earlier batch found in the same bytes under the same checks.

So a change of tolerances only decides again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter

from content_quality.adapters.state.batch_files import BatchFiles, ResultsIncomplete
from content_quality.adapters.store.known import inspected_in
from content_quality.core.gate.batches import BatchPost
from content_quality.core.gate.policy import inspection_id
from content_quality.core.inspection import Inspection
from content_quality.pipeline.project import Project


def reuse_inspections(project: Project, files: BatchFiles, posts: Sequence[BatchPost]) -> frozenset[str]:
    """Copy the inspections that still hold into the batch's results and return the post_ids they are about.

    What crashed, could not be read, or was inspected by a version of this program that kept no outline is tried again.
    """
    checks = project.checks_digest
    known = inspected_in(project.workspace.published)
    origins: dict[str, dict[str, str]] = defaultdict(dict)  # sha256 by post_id, by batch
    for post in posts:
        name, batch_id = known.get(post.post_id, ("", ""))
        if post.sha256 and name == inspection_id(post.post_id, post.sha256, checks) and batch_id != files.folder.name:
            origins[batch_id][post.post_id] = post.sha256
    reused = set()
    for batch_id, wanted in sorted(origins.items()):
        found = BatchFiles.of(project.workspace, batch_id).results(checks)
        sound = (pair for pair in found if wanted.get(pair[0].post_id) == pair[0].sha256 and _is_sound(pair[0]))
        with suppress(OSError, ValueError, ResultsIncomplete):  # what cannot be read is inspected anew
            for number, (at, of_shard) in enumerate(groupby(sound, itemgetter(1)), 1):
                inspections = [inspection for inspection, _ in of_shard]
                files.write_results(f"reused-{batch_id}-{at:%Y%m%dT%H%M%S%f}-{number:03d}", checks, at, inspections)
                reused |= {inspection.post_id for inspection in inspections}
    return frozenset(reused)


def _is_sound(inspection: Inspection) -> bool:
    return inspection.error is None and inspection.facts is not None and inspection.outline is not None
