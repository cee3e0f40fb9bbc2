"""Inspect files in child processes with limits; their text is read nowhere else."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from content_quality.adapters.isolation import WorkerLost, can_fork, processors, run_isolated
from content_quality.adapters.site import sources
from content_quality.adapters.state.inspection_cache import InspectionCache, program_digest
from content_quality.checks import CHECKS
from content_quality.core.findings import WHOLE_POST, message
from content_quality.core.gate.policy import checks_digest
from content_quality.core.inspection import Inspection, crashed, inspect, too_slow, unreadable
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import compile_all

if TYPE_CHECKING:
    from content_quality.core.document.post import Post
    from content_quality.pipeline.local.kept_versions import KeptVersions

Compare = Callable[["Post", Settings], bytes]  # what an inspection leaves of a post for a comparison
WARM_UP = """---
title: A shelf for seeds
date: 2026-03-02
---

## Seeds 種の棚

The library lends seeds in spring, and [readers](https://example.org) bring some back in autumn. Nobody counts them.
図書館では春に種を貸し出し、読者は秋に少しずつ返します。数える人はいません。

The library lends seeds in spring, and [readers](https://example.org) bring some back in autumn. Nobody counts them
図書館では春に種を貸し出し、読者は秋に少しずつ返します。数える人はいませ
"""
FEW_POSTS = 24  # below this several processes cost more than they save


@dataclass(frozen=True, slots=True)
class File:
    """One file to inspect."""

    name: str  # as the user typed it
    post_id: str
    data: bytes | None = field(default=None, repr=False)  # its text, where it does not come from the disk
    refusal: str = ""  # why it is not read

    def read(self, limit: int) -> bytes:
        """Return the bytes of the post, at most `limit`; raise `sources.Refused` with the reason."""
        if self.refusal:
            raise sources.Refused(self.refusal)
        return sources.read(Path(self.name), limit) if self.data is None else self.data


def inspect_files(
    files: Sequence[File],
    settings: Settings,
    jobs: int,
    cache: InspectionCache | None = None,
    versions: KeptVersions | None = None,
) -> list[Inspection]:
    """Return the inspection of each of `files`, with `jobs` children side by side (0: as many as there are processors).

    Those that `cache` holds are taken from there, and the others are put there. `versions` take what the others leave
    for a comparison.
    """
    if versions:
        from content_quality.pipeline.local.kept_versions import packed_version
    compare = packed_version if versions else None
    kept = [_cached(file, settings, cache) if cache else None for file in files]
    unknown = [file for file, found in zip(files, kept, strict=True) if not found]
    inspected = _inspect_all(unknown, settings, jobs, compare)
    fresh = map(versions.taken, inspected) if versions else inspected
    done = (found or _keep(next(fresh), cache) for found in kept)
    return list(_progress(done, len(files)))


def _cached(file: File, settings: Settings, cache: InspectionCache) -> Inspection | None:
    try:
        sha256 = hashlib.sha256(file.read(settings.limits.max_bytes)).hexdigest()
    except (sources.Refused, OSError):
        return None
    return cache.get(file.post_id, file.name, sha256)


def _keep(inspection: Inspection, cache: InspectionCache | None) -> Inspection:
    if cache:
        cache.put(inspection)
    return inspection


def made_with(settings: Settings) -> str:
    """Return what an inspection depends on besides the post: the checks, their settings and this program."""
    return f"{checks_digest(CHECKS, settings)} {program_digest()}"


def _inspect_all(files: Sequence[File], settings: Settings, jobs: int, compare: Compare | None) -> Iterator[Inspection]:
    workers = 1 if len(files) < FEW_POSTS else jobs or processors()
    if workers > 1 and can_fork():
        warm_up(settings)
    outcomes = run_isolated(partial(_inspect_one, settings, compare), files, settings.limits, workers)
    for file, outcome in zip(files, outcomes, strict=True):
        yield _worker_lost(settings, file, outcome) if isinstance(outcome, WorkerLost) else outcome


def warm_up(settings: Settings) -> None:
    """Work out here what every child would work out for itself with its first post, in 30 ms.

    Patterns, tables of characters, code pages.
    """
    compile_all()
    inspect(WARM_UP.encode(), "warm-up.md", CHECKS, settings)


def _worker_lost(settings: Settings, file: File, lost: WorkerLost) -> Inspection:
    try:
        sha256 = hashlib.sha256(file.read(settings.limits.max_bytes)).hexdigest()
    except (sources.Refused, OSError):
        sha256 = ""
    if lost.slow:
        return too_slow(file.post_id, file.name, sha256, settings.limits.seconds_per_post)
    return crashed(file.post_id, file.name, sha256, lost.detail)


def _inspect_one(settings: Settings, compare: Compare | None, file: File) -> Inspection:
    try:
        data = file.read(settings.limits.max_bytes)
    except sources.Refused as refusal:
        refused = unreadable(file.post_id, file.name, "", message("{reason}", reason=str(refusal)), WHOLE_POST)
        if not isinstance(refusal, sources.Unreachable):
            return refused
        return replace(refused, results=tuple(replace(result, error=str(refusal)) for result in refused.results))
    return inspect(data, file.name, CHECKS, settings, file.post_id, compare=compare)


def _progress(posts: Iterator[Inspection], total: int) -> Iterator[Inspection]:
    """Pass `posts` on, drawing a bar on a terminal while many are read."""
    if total < FEW_POSTS or not sys.stderr.isatty():
        yield from posts
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(posts, "Checking", total=total, transient=True, console=Console(stderr=True))
