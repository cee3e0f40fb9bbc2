"""Work on hostile bytes in child processes, so that an endless loop or a crash costs one post and not all of them.

Linux and macOS fork their children (`forked`). Windows starts them anew (`spawned`), which takes longer, and where a
limit of memory is missing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

from content_quality.adapters.isolation.outcome import WorkerLost
from content_quality.core.settings import Limits

__all__ = ["WorkerLost", "can_fork", "processors", "run_isolated"]

T = TypeVar("T")
R = TypeVar("R")


def can_fork() -> bool:
    """Return whether this system can fork."""
    return hasattr(os, "fork")


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_isolated(
    work: Callable[[T], R], pieces: Sequence[T], limits: Limits, workers: int = 1, *, are_long: bool = False
) -> Generator[R | WorkerLost]:
    """Yield what `work` returns for each of `pieces`, in their order, or that it was lost.

    An `OSError` of `work` is raised here. As many as `workers` children work side by side; behind a loss another child
    goes on. Pieces that `are_long` are handed out one by one. Results have to be picklable, and `work` and `pieces` as
    well where this system cannot fork. When the caller stops listening, or is interrupted, no child is left.
    """
    if can_fork():
        from content_quality.adapters.isolation.forked import SHORTEST_STRETCH, run_forked

        return run_forked(work, pieces, limits, workers, 1 if are_long else SHORTEST_STRETCH)
    from content_quality.adapters.isolation.spawned import run_spawned

    return run_spawned(work, pieces, limits, workers)
