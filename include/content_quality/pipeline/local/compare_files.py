"""Use cases: what files share with an archive and with each other."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from content_quality.adapters.isolation import WorkerLost, can_fork, processors, run_isolated
from content_quality.adapters.site import sources
from content_quality.core.cross_post.passages import PostVersion
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Finding
from content_quality.core.inspection import Inspection
from content_quality.core.settings import Limits, Settings
from content_quality.core.settings.post_settings import settings_for
from content_quality.pipeline.local.kept_versions import KeptVersions
from content_quality.pipeline.progress import Progress, bar, silent

MOST_OF_PART = 500  # posts that a child compares: each looks through all fingerprints once
PART_LIMITS = Limits(seconds_per_post=3_600, megabytes_per_post=4_000)  # of such a part; its posts were inspected
NEW, OLD = "1", "0"  # first seen: what is checked is newer than the archive


def copies(
    posts: Sequence[Inspection],
    archive: Iterable[str],
    settings: Settings,
    given: Mapping[str, bytes],
    kept: KeptVersions | None = None,
) -> Mapping[str, tuple[Finding, ...]]:
    """Return, by path, what `posts` took from the files of `archive` and from each other.

    The text of a post that is `given`, by path, does not come from the disk. What inspections `kept` is not read again.
    """
    from content_quality.adapters.fingerprints import index_file
    from content_quality.pipeline.ingest.post_versions import ComparedFile, synchronise

    def source(name: str, sha256: str, seen: str) -> ComparedFile:
        text = given.get(name) if seen == NEW else None
        named = ids.get(name, "") if seen == NEW else ""
        version = kept.version_of(name, sha256) if kept and seen == NEW else None
        return ComparedFile(
            name, name, sha256, seen, lambda: _bytes(name, settings) if text is None else text, named, version
        )

    ids = {post.path: post.post_id for post in posts}
    batch = [source(post.path, post.sha256, NEW) for post in posts if post.facts]
    own = {Path(one.path).resolve() for one in batch}
    older = [
        source(name, sha256, OLD) for name, sha256 in _digests(archive, settings) if Path(name).resolve() not in own
    ]
    everything = {(one.post_id, one.sha256): one for one in (*older, *batch)}
    with tempfile.TemporaryDirectory(prefix="content-quality-") as folder:
        path = Path(folder) / "fingerprints.duckdb"
        with index_file.writing(path, "") as index:
            workers = processors()
            synchronise(index, everything.values(), settings, workers=workers, progress=bar)
            versions = [(one.post_id, one.sha256) for one in batch]
            index.learn(list(index.numbers(versions).values()), settings.across.common_fingerprint)
        return _found(
            path,
            versions,
            lambda path: settings_for(settings, ids.get(path, path)),
            lambda post_version: everything[post_version.post_id, post_version.sha256].text(),
        )


def _found(
    path: Path,
    versions: Sequence[tuple[str, str]],
    settings_of: Callable[[str], Settings],
    read: Callable[[PostVersion], SourceText | None],
) -> dict[str, tuple[Finding, ...]]:
    """Return what `versions` took, by post_id: many of them in children that read the index side by side."""
    from content_quality.adapters.fingerprints import index_file
    from content_quality.pipeline.ingest.compare_posts import CHUNK, find_copies

    def some(part: Sequence[tuple[str, str]], progress: Progress = silent) -> dict[str, tuple[Finding, ...]]:
        with index_file.reading(path) as index:
            return find_copies(index, part, settings_of, read, progress)

    workers = processors() if can_fork() else 1
    if workers == 1 or len(versions) <= CHUNK:
        return some(versions, bar)
    size = max(CHUNK, min(MOST_OF_PART, -(-len(versions) // (2 * workers))))
    parts = [versions[first : first + size] for first in range(0, len(versions), size)]
    found: dict[str, tuple[Finding, ...]] = {}
    outcomes = bar(run_isolated(some, parts, PART_LIMITS, workers, are_long=True), len(parts), "Comparing")
    for part, outcome in zip(parts, outcomes, strict=True):
        found |= some(part) if isinstance(outcome, WorkerLost) else outcome
    return found


def boilerplate(names: Sequence[str], settings: Settings) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each paragraph that several of the files hold, in its own words, and their paths.

    The most frequent first.
    """
    from content_quality.adapters.fingerprints import index_file
    from content_quality.pipeline.ingest.post_versions import ComparedFile, synchronise

    def source(name: str, sha256: str) -> ComparedFile:
        return ComparedFile(name, name, sha256, "", lambda: _bytes(name, settings))

    files = {(one.post_id, one.sha256): one for one in (source(*pair) for pair in _digests(names, settings))}
    with (
        tempfile.TemporaryDirectory(prefix="content-quality-") as folder,
        index_file.writing(Path(folder) / "f.duckdb", "") as index,
    ):
        synchronise(index, files.values(), settings)
        shared = index.shared(settings.across.boilerplate_posts)
        first = index.passages([one.passage for one in shared])
        post_versions = index.post_versions({placed.post_version for placed in first.values()})
        for one in shared:
            placed = first[one.passage]
            post_version = post_versions[placed.post_version]
            post = files[post_version.post_id, post_version.sha256].post(settings.site.language)
            yield (post.blocks[placed.passage.block].text if post else one.text), one.paths


def _bytes(name: str, settings: Settings) -> bytes | None:
    try:
        return sources.read(Path(name), settings.limits.max_bytes)
    except (sources.Refused, OSError):
        return None


def _digests(names: Iterable[str], settings: Settings) -> Iterator[tuple[str, str]]:
    for name in names:
        if (data := _bytes(name, settings)) is not None:
            yield name, hashlib.sha256(data).hexdigest()
