"""Use cases of the comparison in the pipeline.

Bring the index up to date, find copies part by part, put them together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple, TypeVar

from content_quality.adapters.fingerprints import index_file
from content_quality.adapters.fingerprints.index_file import IndexDamaged, IndexMissing, evidence
from content_quality.adapters.isolation import processors
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.comparisons import ComparisonFiles
from content_quality.adapters.state.failures import Failure, write_failure
from content_quality.adapters.state.snapshots import SnapshotDamaged
from content_quality.adapters.store.site_posts import current_facts, current_versions
from content_quality.core.alerts.faults import PipelineFault
from content_quality.core.cross_post.comparison import Comparison
from content_quality.core.cross_post.passages import PostVersion
from content_quality.core.document.source_text import SourceText
from content_quality.core.gate.batches import Batch
from content_quality.core.inspection import Inspection
from content_quality.core.settings.post_settings import settings_for
from content_quality.core.site.site_findings import survey_site
from content_quality.core.site.site_post import SitePost, site_post
from content_quality.pipeline.ingest import compare_posts
from content_quality.pipeline.ingest.check_references import missing
from content_quality.pipeline.ingest.post_versions import (
    ComparedFile,
    forget_versions,
    kept_versions,
    made_with,
    synchronise,
)
from content_quality.pipeline.project import Project

T = TypeVar("T")

MAX_PARTS = 64  # each of them looks through all fingerprints of the archive once


def plan_parts(project: Project, batch_id: str, now: datetime) -> list[str]:
    """Make the index hold the site's current posts and those of the batch, and cut the batch into parts.

    Return their names.

    An index that is damaged is built anew.
    """
    files = BatchFiles.of(project.workspace, batch_id)
    batch = files.manifest()
    try:
        known = _synchronised(project, files, batch)
    except IndexDamaged:
        _tell(project, now)
        known = _synchronised(project, files, batch)
    versions = [key for key in _versions(batch) if key in known]
    size = max(1, project.settings.across.posts_per_range, -(-len(versions) // MAX_PARTS))
    parts = [versions[first : first + size] for first in range(0, len(versions), size)] or [[]]
    numbers = sorted(known[key] for key in versions)
    plan = hashlib.sha256(f"{project.checks_digest} {sorted(known.values())} {numbers} {size}".encode()).hexdigest()
    return ComparisonFiles(files).write_plan(plan, parts)


def _synchronised(project: Project, files: BatchFiles, batch: Batch) -> dict[tuple[str, str], int]:
    """Bring the index up to date; return the number of each version it holds."""
    kept = kept_versions(files, project.settings)
    with index_file.writing(project.workspace.fingerprints, made_with(project.settings), files.folder) as index:
        workers = processors()
        synchronise(index, _wanted(project, batch, _readable(project, files)), project.settings, kept, workers)
        known = index.known()
        numbers = [known[key] for key in _versions(batch) if key in known]
        index.learn(numbers, project.settings.across.common_fingerprint)
        return known


def _with_index(project: Project, batch_id: str, now: datetime, work: Callable[[Project, BatchFiles], T]) -> T:
    """Return what `work` makes of the index; when it is damaged or gone, it is built anew first, once."""
    files = BatchFiles.of(project.workspace, batch_id)
    try:
        return work(project, files)
    except IndexDamaged:
        _tell(project, now)
    except IndexMissing:
        pass  # whoever put it aside has told
    plan_parts(project, batch_id, now)
    return work(project, files)


def _tell(project: Project, now: datetime) -> None:
    """Tell maintainers: what damaged one file may damage others, which are not built anew."""
    kept = evidence(project.workspace.fingerprints).name
    key, fault = f"index damaged {now:%Y-%m-%d}", PipelineFault("index")
    write_failure(project.workspace, Failure(key, kept, "fingerprint index damaged", now, repaired=True, fault=fault))


def find_copies(project: Project, batch_id: str, name: str, now: datetime) -> str:
    """Compare the posts of the part `name` with all others, and keep what they took; return one line about it."""
    return _with_index(project, batch_id, now, partial(find_in, name=name))


def find_in(project: Project, files: BatchFiles, name: str, fetch: Callable[[str], None] = lambda _: None) -> str:
    """Compare the posts of the part `name`; `fetch` brings the bytes of a sha256 here before they are read."""
    plan, parts = ComparisonFiles(files).plan()

    def text(version: PostVersion) -> SourceText | None:
        fetch(version.sha256)
        return _text(project, version)

    with index_file.reading(project.workspace.fingerprints) as index:
        found = compare_posts.find_copies(index, parts[name], partial(settings_for, project.settings), text)
    ComparisonFiles(files).write_found(name, plan, found)
    return f"{len(parts[name])} posts compared, {sum(map(len, found.values()))} findings in {len(found)} posts"


def collect_copies(project: Project, batch_id: str, now: datetime) -> str:
    """Put together what all parts found, look at the site as a whole, and keep the comparison.

    Return one line about it.
    """
    return _with_index(project, batch_id, now, _collect)


def _collect(project: Project, files: BatchFiles) -> str:
    batch = files.manifest()
    comparisons = ComparisonFiles(files)
    plan, parts = comparisons.plan()
    for name in comparisons.outdated(parts, plan):
        find_in(project, files, name)  # the index was built anew behind this part
    found = comparisons.found(parts, plan)
    inspected = {one.post_id: _Gist.of(one) for one, _ in files.results(project.checks_digest)}
    inspections = [one.inspection for one in inspected.values()]
    with index_file.reading(project.workspace.fingerprints) as index:
        known = index.numbers(_versions(batch))
        absent = missing(inspections, index.called, project.root, project.settings)
    posts = list(_site(project, batch, inspected))
    found = {post_id: (*found.get(post_id, ()), *absent.get(post_id, ())) for post_id in {**found, **absent}}
    unreadable = {(one.post_id, one.sha256) for one in inspections if one.facts is None}
    compared = frozenset(key for key in _versions(batch) if key in known or key in unreadable)
    survey = survey_site(posts)
    explained = survey.explained_in(inspections)
    comparison = Comparison(compared, found, survey.findings, explained)
    comparisons.write(project.checks_digest, comparison)
    forget_versions(files)
    return f"{len(compared)} posts compared, {sum(map(len, found.values()))} findings in {len(found)} posts, {len(comparison.site_findings)} about the site"  # noqa: E501 - one sentence for people


def _versions(batch: Batch) -> list[tuple[str, str]]:
    return [(post.post_id, post.sha256) for post in batch.posts]


class _Gist(NamedTuple):
    """What a look at the whole site needs of one post: its findings, which are most of it, are left out."""

    inspection: Inspection
    facts: SitePost | None

    @classmethod
    def of(cls, inspection: Inspection) -> _Gist:
        return cls(replace(inspection, results=()), site_post(inspection) if inspection.facts is not None else None)


def _readable(project: Project, files: BatchFiles) -> frozenset[str]:
    """Return the posts that could be inspected; another may have crashed the process that tried."""
    return frozenset(one.post_id for one, _ in files.results(project.checks_digest) if one.facts is not None)


def _wanted(project: Project, batch: Batch, readable: frozenset[str]) -> Iterator[ComparedFile]:
    """Yield the site's posts as they are now.

    Those of the batch in its versions, since when the site has had each of them.
    """
    now = batch.created_at.astimezone(UTC).replace(tzinfo=None).isoformat()
    replaced = {*batch.removed, *(post.post_id for post in batch.posts)}
    seen: dict[str, str] = {}
    for current in current_versions(project.workspace.published):
        seen[current.post_id] = current.first_seen
        if current.post_id not in replaced and current.readable:
            yield _source(project, current.post_id, current.path, current.sha256, current.first_seen)
    for post in batch.posts:
        if post.post_id in readable:
            yield _source(project, post.post_id, post.path, post.sha256, min(now, seen.get(post.post_id, now)))


def _source(project: Project, post_id: str, path: str, sha256: str, seen: str = "") -> ComparedFile:
    def read() -> bytes | None:
        try:
            return project.snapshots.read(sha256) if sha256 else None
        except SnapshotDamaged:
            return None

    return ComparedFile(post_id, path, sha256, seen, read)


def _text(project: Project, post_version: PostVersion) -> SourceText | None:
    return _source(project, post_version.post_id, post_version.path, post_version.sha256).text()


def _site(project: Project, batch: Batch, inspected: Mapping[str, _Gist]) -> Iterator[SitePost]:
    """Yield the facts of all posts of the site, those of the batch as they are now."""
    gone = set(batch.removed)
    current = current_facts(project.workspace.published).items()
    yield from (facts for post_id, facts in current if post_id not in inspected and post_id not in gone)
    yield from (one.facts for one in inspected.values() if one.facts is not None)
