"""Use case: read the sources, keep the bytes of new and changed posts, and freeze them as a batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path

from content_quality.adapters.site.source_kinds import open_source
from content_quality.adapters.site.sources import Refused, SourceFile
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import read_json, write_json
from content_quality.adapters.store.known import known_posts
from content_quality.core.gate import post_ids
from content_quality.core.gate.batches import Batch, BatchPost, batch_id, held_when_named_twice
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.source_listing import is_settled, listing, listing_digest, refuse_emptiness
from content_quality.pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What one look at the sources brought."""

    batch_id: str | None  # None when nothing is new
    listed: int
    fresh: int  # new or changed, or decided under another policy
    waiting: int  # still settling, or in a batch that is being decided
    newest: datetime | None  # of the files listed

    def describe(self) -> str:
        """Return one line for the run's note."""
        if self.batch_id:
            return f"{self.fresh} new or changed of {self.listed} posts: batch {self.batch_id}" + (
                f"; {self.waiting} waiting" if self.waiting else ""
            )
        since = f" since {self.newest:%Y-%m-%d %H:%M} UTC" if self.newest else ""
        return f"Nothing new{since}: {self.listed} posts, all decided" + (
            f" but {self.waiting} waiting" if self.waiting else ""
        )


@dataclass(frozen=True, slots=True)
class Request:
    """What to read: one source or all, files that match a pattern, and whether decided posts are read again."""

    source: str | None = None
    glob: str | None = None
    force: bool = False
    reason: str = "manual"


def changed_since_ingestion(project: Project, now: datetime) -> str | None:
    """Return the digest of the present listing when it is settled and another one than was last ingested, else None."""
    files = listing(project)
    known = read_json(project.workspace.listing) if project.workspace.listing.exists() else {}
    settled = [file for _, file in files if is_settled(file, now, project.settings.schedule.settle_seconds)]
    present = listing_digest(files, project.policy)
    if len(settled) == len(files):
        return None if present == known.get("digest") else present
    # A file that is written at every look keeps no other file waiting: one that was written since, and is settled,
    # counts.
    seen_at = float(str(known.get("seen_at", 0)))
    return present if any(file.mtime_ns / 1e9 > seen_at for file in settled) else None


def ingest(project: Project, request: Request, now: datetime) -> Ingestion:
    """Keep the bytes of every post that has no decision under today's policy, and freeze them as one batch."""
    policy = project.policy
    everything = listing(project)
    known = known_posts(project.workspace.published)
    refuse_emptiness(project, everything, known.post_ids)
    decided = {} if request.force else dict(known.decided) | dict(_pending(project, now, policy))
    wanted = [(source, file) for source, file in everything if _is_wanted(source, file, request)]
    settled = [
        (source, file) for source, file in wanted if is_settled(file, now, project.settings.schedule.settle_seconds)
    ]
    posts = [
        post
        for source, file in settled
        if (post := _keep(project, source, file)) and decided.get(post.post_id) != (post.sha256, policy)
    ]
    posts = held_when_named_twice(posts)
    newest = max((file.mtime_ns for _, file in everything), default=None)
    # The digest of the listing from before anything was read: what changed meanwhile makes the watcher look again.
    if request.source is None and request.glob is None:
        digest = listing_digest(everything, policy) if len(settled) == len(wanted) else ""
        seen_at = now.timestamp() - project.settings.schedule.settle_seconds
        write_json(project.workspace.listing, {"digest": digest, "seen_at": seen_at})
    removed = known.post_ids - {post_id_of(source, file) for source, file in everything}
    at = _after_all_batches(project, now.astimezone(UTC))
    batch = Batch(
        batch_id(at, posts, policy),
        at,
        request.reason,
        policy,
        tuple(sorted(posts, key=lambda post: post.post_id)),
        tuple(sorted(removed)),
    )
    if posts:
        BatchFiles.of(project.workspace, batch.batch_id).write_manifest(batch)
    return Ingestion(
        batch.batch_id if posts else None,
        len(everything),
        len(posts),
        len(wanted) - len(settled),
        datetime.fromtimestamp(newest / 1e9, UTC) if newest else None,
    )


def post_id_of(source: Source, file: SourceFile) -> str:
    """Return the name of a post."""
    return post_ids.post_id_of(source.name, file.path)


def _is_wanted(source: Source, file: SourceFile, request: Request) -> bool:
    return request.source in (None, "", source.name) and (not request.glob or fnmatch(file.path, request.glob))


def _after_all_batches(project: Project, now: datetime) -> datetime:
    """Return `now`, or the moment after the newest batch when the clock was set back.

    Batches are ordered by their time.
    """
    names = [folder.name for folder in project.workspace.batches.glob("*Z-*")]
    if not names:
        return now
    newest = datetime.strptime(max(names).partition("Z")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return max(now, newest + timedelta(milliseconds=1))


def _keep(project: Project, source: Source, file: SourceFile) -> BatchPost:
    """Keep the bytes of one file; what cannot be read becomes a post of the batch that says why."""
    post_id = post_id_of(source, file)
    path = (Path(source.path) / post_ids.file_of(post_id).partition("/")[2]).as_posix()
    if not post_ids.is_utf8(file.path):
        path = (Path(source.path) / post_id.partition("/")[2]).as_posix()
        return BatchPost(post_id, path, source.name, "", 0, "The name of the file is not UTF-8. Give it another one.")
    try:
        data = open_source(project.root, source).read(file.path, project.settings.limits.max_bytes)
    except Refused as refusal:
        return BatchPost(post_id, path, source.name, "", 0, str(refusal))
    return BatchPost(post_id, path, source.name, project.snapshots.keep(data), len(data))


def _pending(project: Project, now: datetime, policy: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the posts of batches that wait for their decision; one that waits for too long counts as lost."""
    patience = timedelta(minutes=project.settings.batches.pending_minutes)
    oldest, newest = now - patience, now + patience
    for folder in sorted(project.workspace.batches.glob("*")):
        # Names start with the time of creation, so that old batches cost a glance at their name.
        files = BatchFiles(folder)
        if folder.name < f"{oldest.astimezone(UTC):%Y%m%dT%H%M%S}" or files.is_settled:
            continue
        if folder.name > f"{newest.astimezone(UTC):%Y%m%dT%H%M%S}":
            # frozen by a clock that was ahead: how long it has waited is not known, so its posts are read again
            continue
        if (folder / "manifest.json").exists():
            batch = files.manifest()
            if batch.policy == policy:
                yield from ((post.post_id, (post.sha256, policy)) for post in batch.posts)
