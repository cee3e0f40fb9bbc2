"""What content-quality finds in the posts: every check on every post, in as many processes as there are processors."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from content_quality.checks import CHECKS
from content_quality.core.findings import Severity
from content_quality.core.inspection import inspect
from content_quality.core.settings import Settings

CHUNK = 16


@dataclass(frozen=True, slots=True)
class Hit:
    """A warning or a blocker."""

    check: str
    category: str
    blocks: bool
    first: int
    last: int

    def touches(self, first: int, last: int) -> bool:
        """Return whether the finding stands on one of the lines from `first` to `last`."""
        return self.first <= last and first <= self.last


def hits(posts: Iterable[tuple[str, str]]) -> dict[str, tuple[Hit, ...]]:
    """Return the warnings and blockers of each of `posts` (name and text), by name."""
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return dict(pool.map(_inspected, posts, chunksize=CHUNK))


def _inspected(post: tuple[str, str]) -> tuple[str, tuple[Hit, ...]]:
    name, text = post
    found = inspect(text.encode(), f"posts/{name}", CHECKS, Settings())
    if found.error:
        raise RuntimeError(f"{name}: {found.error}")
    return name, tuple(
        Hit(one.check, one.category.value, one.severity is Severity.BLOCKER, one.span.line, one.span.end_line)
        for one in found.findings
        if one.severity > Severity.INFO
    )
