"""Use case: recognise the first look at an archive; no alert and no question is then about a single post of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from content_quality.adapters.state import first_looks
from content_quality.adapters.store.known import decided_sources
from content_quality.core.gate.batches import Batch
from content_quality.core.gate.decide import Decision
from content_quality.core.gate.first_look import FirstLook, first_look
from content_quality.pipeline.project import Project


def recognise(project: Project, batch: Batch, decisions: Iterable[Decision], now: datetime) -> FirstLook | None:
    """Return the first look that `batch` is, after keeping it; None when it is not.

    Where readers' copy of the store was lost and other batches were decided, nobody knows of which sources: it is none.
    """
    if not project.workspace.published.exists() and _has_decided_others(project, batch):
        return None
    known = decided_sources(project.workspace.published, batch.batch_id)
    look = first_look(batch, decisions, known, project.settings.archive.first_look_posts, now)
    if look:
        first_looks.write(project.workspace, look)
    return look


def _has_decided_others(project: Project, batch: Batch) -> bool:
    decided = project.workspace.batches.glob("*/decisions.jsonl")
    return any(path.parent.name != batch.batch_id for path in decided)


def waiting_looks(project: Project) -> tuple[FirstLook, ...]:
    """Return the first looks that wait for a person; none where the site wants no such thing."""
    return tuple(first_looks.waiting(project.workspace)) if project.settings.archive.first_look_posts else ()


def apart_from(looks: Sequence[FirstLook], decisions: Iterable[Decision]) -> Iterator[Decision]:
    """Yield the decisions about posts that are told of one by one: those that no first look holds as they are."""
    for one in decisions:
        if not any(look.holds(one.post_id, one.sha256) for look in looks):
            yield one
