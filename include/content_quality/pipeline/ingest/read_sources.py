"""Use case: read the sources, keep the bytes of new and changed posts, and freeze them as a batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch

from content_quality.adapters.site.sources import SourceFile
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import read_json, write_json
from content_quality.adapters.state.locks import locked
from content_quality.adapters.store.known import known_posts
from content_quality.core.gate import post_ids
from content_quality.core.gate.batches import Batch, BatchPost, batch_id, held_when_named_twice
from content_quality.core.gate.colliding_names import unplaceable
from content_quality.core.records import dataclass
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.keep_posts import keep_posts
from content_quality.pipeline.ingest.pending_posts import pending_posts
from content_quality.pipeline.ingest.readers_copy import asked_of_readers_copy
from content_quality.pipeline.ingest.source_listing import (
    Listing,
    SourceFault,
    SourceVanished,
    is_settled,
    listing_digest,
    look,
    without_emptied,
)
from content_quality.pipeline.project import Project

NAMED_MOVES = 5  # in one line of a log


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What one look at the sources brought."""

    batch_id: str | None  # None when nothing is new
    listed: int
    fresh: int  # new or changed, or decided under another policy
    waiting: int  # still settling, or in a batch that is being decided
    newest: datetime | None  # of the files listed; None where no source knows
    moved: tuple[tuple[str, str], ...] = ()  # old and new name of posts with the same bytes
    removed: int = 0  # posts that have gone from their source, moved ones too
    faults: tuple[SourceFault, ...] = ()  # of sources that could not be read
    notices: tuple[str, ...] = ()  # what sources left out

    def describe(self) -> str:
        """Return one line for the run's note."""
        return "; ".join(
            [self._fresh(), *self._gone(), *self.notices, *(f"FAULT: {fault.describe()}" for fault in self.faults)]
        )

    def _fresh(self) -> str:
        if self.batch_id:
            return f"{self.fresh} new or changed of {self.listed} posts: batch {self.batch_id}" + (
                f"; {self.waiting} waiting" if self.waiting else ""
            )
        since = f" since {self.newest:%Y-%m-%d %H:%M} UTC" if self.newest else ""
        return f"Nothing new{since}: {self.listed} posts, all decided" + (
            f" but {self.waiting} waiting" if self.waiting else ""
        )

    def _gone(self) -> Iterator[str]:
        """Yield what became of posts that are not where they were."""
        if self.moved:
            shown = ", ".join(f"{old} → {new}" for old, new in self.moved[:NAMED_MOVES])
            more = len(self.moved) - NAMED_MOVES
            yield f"{len(self.moved)} moved: {shown}" + (f" and {more} more" if more > 0 else "")
        if deleted := self.removed - len(self.moved):
            later = "" if self.batch_id else "; the next batch takes them from the site's figures"
            yield f"{deleted} deleted{later}"


@dataclass(frozen=True, slots=True)
class Request:
    """What to read: one source or all, files that match a pattern, and whether decided posts are read again."""

    source: str | None = None
    glob: str | None = None
    force: bool = False
    reason: str = "manual"


def changed_since_ingestion(project: Project, now: datetime) -> str | None:
    """Return the digest of the present listing when it is settled and another one than was last ingested, else None.

    Raise `SourceVanished` when every source is at fault.
    """
    found = look(project, anew=False)
    _refuse_nothing_but_faults(found, found.opened)
    files = found.everything
    known = read_json(project.workspace.listing) if project.workspace.listing.exists() else {}
    settled = [file for file in files if is_settled(file, now, project.settings.schedule.settle_seconds)]
    present = listing_digest(found, project.policy)
    if len(settled) == len(files):
        return None if present == known.get("digest") else present
    # A file that is written at every look keeps no other file waiting: one that was written since, and is settled,
    # counts.
    seen_at = float(str(known.get("seen_at", 0)))
    return present if any(file.mtime_ns / 1e9 > seen_at for file in settled) else None


def ingest(project: Project, request: Request, now: datetime) -> Ingestion:
    """Keep the bytes of every post that has no decision under today's policy, and freeze them as one batch.

    A source at fault stops no other, and none of its posts counts as deleted. Raise `SourceVanished` when nothing that
    was asked for can be read. Of several ingestions at once, such as those of a backfill, each waits for the one
    before: else two of them would freeze the same posts.
    """
    with locked(project.workspace.root / "ingest.lock"):
        return _ingest(project, request, now)


def _ingest(project: Project, request: Request, now: datetime) -> Ingestion:
    policy = project.policy
    seen = look(project)
    known = asked_of_readers_copy(project, now, known_posts)
    found = without_emptied(project, seen, known.post_ids)
    _refuse_nothing_but_faults(found, [request.source] if request.source else found.opened)
    before = dict(known.decided) | dict(pending_posts(project, known.batch_ids, now))
    decided = {} if request.force else before
    wanted = [(source, file) for source, file in found.files if _is_wanted(source, file, request)]
    seconds = project.settings.schedule.settle_seconds
    settled = [pair for pair in wanted if all(is_settled(file, now, seconds) for file in found.with_files(*pair))]
    listed = {post_id_of(source, file) for source, file in found.files}
    beside = {post_ids.post_id_of(name, file.path) for (name, _), files in found.beside.items() for file in files}
    read_before = {post_id for post_id, (sha256, *_) in before.items() if sha256}
    held = unplaceable(listed | beside, read_before)
    kept = held_when_named_twice(keep_posts(project, found, settled, held, None if request.force else decided))
    posts = [post for post in kept if decided.get(post.post_id) != (post.sha256, policy, post.bundle)]
    # The digest of the listing from before anything was read: what changed meanwhile makes the watcher look again.
    if request.source is None and request.glob is None:
        digest = listing_digest(seen, policy) if len(settled) == len(wanted) else ""
        write_json(project.workspace.listing, {"digest": digest, "seen_at": now.timestamp() - seconds})
    kept_sources = found.faulty | found.inboxes
    removed = {name for name in known.post_ids - listed if name.partition("/")[0] not in kept_sources}
    batch = _freeze(project, request, now, posts, removed)
    newest = max((file.mtime_ns for _, file in found.files), default=0)
    return Ingestion(
        batch.batch_id if posts else None,
        len(found.files),
        len(posts),
        len(wanted) - len(settled),
        datetime.fromtimestamp(newest / 1e9, UTC) if newest else None,
        _moves(posts, removed, known.decided),
        len(removed),
        found.faults,
        found.notices,
    )


def _freeze(project: Project, request: Request, now: datetime, posts: list[BatchPost], removed: set[str]) -> Batch:
    policy, at = project.policy, _after_all_batches(project, now.astimezone(UTC))
    ordered = tuple(sorted(posts, key=lambda post: post.post_id))
    batch = Batch(batch_id(at, posts, policy), at, request.reason, policy, ordered, tuple(sorted(removed)))
    if posts:
        BatchFiles.of(project.workspace, batch.batch_id).write_manifest(batch)
    return batch


def _refuse_nothing_but_faults(found: Listing, asked: Iterable[str]) -> None:
    """Raise `SourceVanished` when a source that is `asked` for does not exist, or every one of them is at fault."""
    names = set(asked)
    if unknown := sorted(names - set(found.opened)):
        known = ", ".join(found.opened)
        raise SourceVanished(f"{unknown[0]!r} is not a source of which batches are made; these are: {known}")
    if names and names <= found.faulty:
        raise SourceVanished(" ".join(fault.describe() for fault in found.faults if fault.source in names))


def _moves(
    posts: list[BatchPost], removed: set[str], decided: Mapping[str, tuple[str, str, str]]
) -> tuple[tuple[str, str], ...]:
    """Return the old and the new name of each post that has gone and stands elsewhere with the same bytes."""
    gone = {decided[name][0]: name for name in sorted(removed) if name in decided}
    return tuple((gone[post.sha256], post.post_id) for post in posts if post.sha256 in gone)


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
