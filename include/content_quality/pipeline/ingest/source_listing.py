"""List the files of all sources; one that cannot be listed is at fault, stops no other, and loses no post."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path

from content_quality.adapters.site.source_kinds import SourceKind, is_inbox, is_only_shown, where
from content_quality.adapters.site.source_place import SourceUnusable
from content_quality.adapters.site.sources import SourceFile
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.records import dataclass
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.list_source import SourceListing, left_out, list_source
from content_quality.pipeline.project import Project

log = logging.getLogger(__name__)


class SourceVanished(Exception):  # noqa: N818 - names the state
    """A source that had posts lists none, or cannot be listed: that is a fault, not an empty day."""


@dataclass(frozen=True, slots=True)
class SourceFault:
    """What is wrong with one source, and what to do."""

    source: str
    why: str
    instead: str

    def describe(self) -> str:
        """Return sentences for maintainers."""
        why = f"T{self.why[1:]}" if self.why.startswith("the ") else self.why
        return f"{why}. {self.instead}"


@dataclass(frozen=True, slots=True)
class Listing:
    """What one look at all sources brought."""

    files: list[tuple[Source, SourceFile]]
    faults: tuple[SourceFault, ...] = ()
    opened: Mapping[str, SourceKind] = field(default_factory=dict)  # by name of the source
    beside: Mapping[tuple[str, str], tuple[SourceFile, ...]] = field(default_factory=dict)  # by source and post
    unreleased: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # by source: files of other kinds beside posts

    @property
    def inboxes(self) -> frozenset[str]:
        """The names of sources from which files are taken away that are not deleted."""
        return frozenset(name for name, opened in self.opened.items() if is_inbox(opened))

    @property
    def notices(self) -> tuple[str, ...]:
        """What kinds of sources say of their listing, each after the name of its source."""
        said = [
            f"{name}: {notice}" for name, opened in self.opened.items() for notice in getattr(opened, "notices", ())
        ]
        return (*said, *(f"{name}: {left_out(paths)}" for name, paths in self.unreleased.items()))

    @property
    def everything(self) -> list[SourceFile]:
        """All posts, and the files in the folders that posts own."""
        return [*(file for _, file in self.files), *(file for files in self.beside.values() for file in files)]

    def with_files(self, source: Source, file: SourceFile) -> tuple[SourceFile, ...]:
        """Return a post, and the files in its folder when the post owns it."""
        return (file, *self.beside.get((source.name, file.path), ()))

    @property
    def faulty(self) -> frozenset[str]:
        """The names of sources of which nothing is known now."""
        return frozenset(fault.source for fault in self.faults)

    def without(self, faults: Iterable[SourceFault]) -> Listing:
        """Return the listing with more `faults`, and without the files of their sources."""
        together = (*self.faults, *faults)
        names = {fault.source for fault in together}
        files = [pair for pair in self.files if pair[0].name not in names]
        beside = {owner: found for owner, found in self.beside.items() if owner[0] not in names}
        return replace(self, files=files, faults=together, beside=beside)


class _AtFault(Exception):  # noqa: N818 - names the state
    def __init__(self, why: str, instead: str) -> None:
        super().__init__(why)
        self.why, self.instead = why, instead


def listing(project: Project) -> list[tuple[Source, SourceFile]]:
    """Return every Markdown file of every source; raise `SourceVanished` when one of them is at fault."""
    found = look(project)
    if found.faults:
        raise SourceVanished(" ".join(fault.describe() for fault in found.faults))
    return found.files


def look(project: Project, *, anew: bool = True) -> Listing:
    """List all sources that are gated; `anew` asks their servers whatever an earlier look has found."""
    gated = [source for source in project.settings.sources if not is_only_shown(source)]
    opened = {source.name: project.open_source(source, anew=anew) for source in gated}
    listed: dict[str, SourceListing] = {}
    faults = []
    for source in gated:
        try:
            listed[source.name] = _files(project, source, opened[source.name])
        except _AtFault as fault:
            faults.append(SourceFault(source.name, fault.why, fault.instead))
    found = [(source, file) for source in gated if source.name in listed for file in listed[source.name].posts]
    beside = {(name, post): files for name, one in listed.items() for post, files in one.beside.items()}
    unreleased = {name: one.left_out for name, one in listed.items() if one.left_out}
    whole = Listing(found, tuple(faults), opened, beside, unreleased)
    return whole.without(_overlapping(found, opened)) if len(opened) > 1 else whole


def _files(project: Project, source: Source, opened: SourceKind) -> SourceListing:
    root, most = project.root / source.path, project.settings.limits.max_posts
    _refuse_release_in_source(project, source)
    try:
        listed = list_source(project.settings, source, opened, _ours(project, root))
    except OSError as error:
        why = f"the source {source.name} ({where(source)}) cannot be listed: {error.strerror}"
        usual = "Correct the path of the source in the settings, or make the folder readable."
        raise _AtFault(why, error.instead if isinstance(error, SourceUnusable) else usual) from error
    except Exception as error:  # whatever a server or an export brings that its kind did not expect
        log.exception("the source %s cannot be listed", source.name)
        why = f"the source {source.name} ({where(source)}) cannot be listed: {type(error).__name__}"
        raise _AtFault(why, "The log of this task has the details; please report them.") from error
    if len(listed.posts) > most:
        why = f"the source {source.name} lists {len(listed.posts):,} posts; the limit is {most:,}"
        raise _AtFault(why, "Raise limits.max_posts, or exclude files of the source.")
    return listed


def _overlapping(files: Iterable[tuple[Source, SourceFile]], opened: Mapping[str, SourceKind]) -> list[SourceFault]:
    """Return a fault for each source that lists a file of another one: which of them the post is from is not known."""
    listed_by: dict[Path, str] = {}
    faults: dict[str, SourceFault] = {}
    for source, file in files:
        other = listed_by.setdefault(opened[source.name].identity(file.path), source.name)
        if other != source.name:
            why = f"the sources {other} and {source.name} both list {file.path!r}"
            for name in (other, source.name):
                faults.setdefault(name, SourceFault(name, why, "Change the path of one of them, or exclude its files."))
    return list(faults.values())


def _refuse_release_in_source(project: Project, source: Source) -> None:
    """Refuse to read a folder into which posts are released: each release would be read as new posts."""
    release = project.settings.release.folder
    if release and (project.root / release).resolve().is_relative_to((project.root / source.path).resolve()):
        why = f"release.folder ({release}) lies in the source {source.name}: released posts would be read again"
        raise _AtFault(why, "Release into a folder outside of the source.")


def _ours(project: Project, root: Path) -> Callable[[str], bool]:
    """Return what knows whether a path below `root` is of a copy that the pipeline itself has written.

    A source may be the site's folder, with the state in it.
    """
    source, state = root.absolute(), project.workspace.root
    if source.is_relative_to(state):
        return lambda _: True
    if not state.is_relative_to(source):
        return lambda _: False
    inside = state.relative_to(source).as_posix()
    return lambda path: path == inside or path.startswith(f"{inside}/")


def listing_digest(found: Listing, policy: str) -> str:
    """Return a digest that changes when a file appears, goes, or is written, and with policy and faults."""
    digest = hashlib.sha256(policy.encode())
    for source, file in found.files:
        for one in found.with_files(source, file):
            about = f"\0{source.name}\0{one.path}\0{one.size}\0{one.mtime_ns}"
            digest.update(f"{about}\0{one.revision}".encode("utf-8", "surrogatepass"))
    for name in sorted(found.faulty):
        digest.update(f"\0\0{name}".encode())
    return digest.hexdigest()


def is_settled(file: SourceFile, now: datetime, seconds: float) -> bool:
    """Return whether `file` was last written long enough ago that its writer has finished.

    A time far ahead is a wrong clock. What has a revision was put in place whole.
    """
    return bool(file.revision) or abs(now.timestamp() - file.mtime_ns / 1e9) >= seconds


def without_emptied(project: Project, found: Listing, known: frozenset[str]) -> Listing:
    """Return `found` with a fault for each source that lists nothing and had posts.

    By the store or, before it, by the batches: a mount that is not there looks like an empty folder.
    """
    if not project.workspace.published.exists():
        known |= {
            post.post_id
            for path in project.workspace.batches.glob("*/manifest.json")
            for post in BatchFiles(path.parent).manifest().posts
        }
    listed = {source.name for source, _ in found.files} | found.faulty
    had_posts = {post_id.partition("/")[0] for post_id in known}
    return found.without(
        SourceFault(
            source.name,
            f"the source {source.name} ({where(source)}) had posts and now lists none",
            "No post counts as deleted. Put the posts back; or take the source out of the settings if it has ended.",
        )
        for source in project.settings.sources
        if source.name in had_posts - listed - found.inboxes
    )


def refuse_emptiness(project: Project, files: list[tuple[Source, SourceFile]], known: frozenset[str]) -> None:
    """Raise `SourceVanished` when a source lists nothing and had posts."""
    if faults := without_emptied(project, Listing(files), known).faults:
        raise SourceVanished(" ".join(fault.describe() for fault in faults))
