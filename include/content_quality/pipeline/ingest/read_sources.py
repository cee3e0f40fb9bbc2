"""Use case: read the sources, keep the bytes of new and changed posts, and freeze them as a batch."""

from __future__ import annotations

import hashlib
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
from content_quality.core.document import generators
from content_quality.core.gate import post_ids
from content_quality.core.gate.batches import Batch, BatchPost, batch_id, held_when_named_twice
from content_quality.core.settings import Source
from content_quality.pipeline.project import Project


class SourceVanished(Exception):  # noqa: N818 - names the state
    """A source that had posts lists none, or cannot be listed: that is a fault, not an empty day."""


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


def listing(project: Project) -> list[tuple[Source, SourceFile]]:
    """Return every Markdown file of every source; raise `SourceVanished` when one cannot be listed."""
    found = []
    _refuse_release_in_source(project)
    listed_by: dict[Path, str] = {}
    extensions = generators.extensions(project.settings.site.generator)
    for source in project.settings.sources:
        opened, root = open_source(project.root, source), project.root / source.path
        try:
            files = [file for file in opened.files(extensions) if not _is_ours(project, root / file.path)]
        except OSError as error:
            raise SourceVanished(
                f"the source {source.name} ({source.path}) cannot be listed: {error.strerror}"
            ) from error
        if len(files) > project.settings.limits.max_posts:
            raise SourceVanished(
                f"the source {source.name} lists {len(files):,} posts; the limit is {project.settings.limits.max_posts:,}"  # noqa: E501 - one sentence for people
            )
        for file in files if len(project.settings.sources) > 1 else ():
            other = listed_by.setdefault(opened.identity(file.path), source.name)
            if other != source.name:
                raise SourceVanished(
                    f"the sources {other} and {source.name} both list {file.path!r}: change the path or the glob of one"
                )
        found += [(source, file) for file in files]
    return found


def _refuse_release_in_source(project: Project) -> None:
    """Refuse to read a folder into which posts are released: each release would be read as new posts."""
    if not project.settings.release.folder:
        return
    target = (project.root / project.settings.release.folder).resolve()
    for source in project.settings.sources:
        if target.is_relative_to((project.root / source.path).resolve()):
            raise SourceVanished(
                f"release.folder ({project.settings.release.folder}) lies in the source {source.name}: released posts would be read again"  # noqa: E501 - one sentence for people
            )


def _is_ours(project: Project, path: Path) -> bool:
    """Return whether `path` is a copy that the pipeline itself has written.

    A source may be the site's folder, with the state in it.
    """
    return path.absolute().is_relative_to(project.workspace.root)


def listing_digest(files: list[tuple[Source, SourceFile]], policy: str) -> str:
    """Return a digest that changes when a file appears, goes, or is written, and when the policy changes."""
    digest = hashlib.sha256(policy.encode())
    for source, file in files:
        digest.update(f"\0{source.name}\0{file.path}\0{file.size}\0{file.mtime_ns}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def is_settled(file: SourceFile, now: datetime, seconds: float) -> bool:
    """Return whether `file` was last written long enough ago that its writer has finished.

    A time far ahead is a wrong clock.
    """
    return abs(now.timestamp() - file.mtime_ns / 1e9) >= seconds


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


def refuse_emptiness(project: Project, files: list[tuple[Source, SourceFile]], known: frozenset[str]) -> None:
    """Raise `SourceVanished` when a source lists nothing and had posts, by the store or, before it, by the batches."""
    if not project.workspace.published.exists():
        known |= {
            post.post_id
            for path in project.workspace.batches.glob("*/manifest.json")
            for post in BatchFiles(path.parent).manifest().posts
        }
    listed = {source.name for source, _ in files}
    had_posts = {post_id.partition("/")[0] for post_id in known}
    for source in project.settings.sources:
        if source.name in had_posts and source.name not in listed:
            raise SourceVanished(f"the source {source.name} ({source.path}) had posts and now lists none")


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
