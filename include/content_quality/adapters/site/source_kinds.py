"""The kinds of sources that posts are read from, by the name that `sources.kind` gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from content_quality.adapters.site import sources
from content_quality.adapters.site.drop_folder import DropFolder
from content_quality.adapters.site.git_source import GitRepository
from content_quality.adapters.site.live_site import LiveSite
from content_quality.adapters.site.object_store_source import ObjectPrefixSource
from content_quality.adapters.site.source_place import SourcePlace
from content_quality.adapters.site.sources import SourceFile
from content_quality.adapters.site.wordpress_export import WordPressExport
from content_quality.adapters.site.wordpress_source import WordPressSource
from content_quality.core.records import dataclass
from content_quality.core.settings import SettingsError, Source


class SourceKind(Protocol):
    """Where the posts of one source are. Paths are relative to the source, with forward slashes.

    A kind may also have `notices`, sentences about what the last listing left out; `is_inbox`, true when a file that
    has gone is not a deletion; `is_only_shown`, true when its posts are what readers see, and no batch is made;
    `has_no_folder`, true when `url` alone names the place; and `edit_page(source, path)`, the address of the page on
    which an editor changes a post.
    """

    def files(self, extensions: tuple[str, ...]) -> Iterable[SourceFile]:
        """Yield the files whose names end in one of `extensions`; raise `OSError` when they cannot be listed."""

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of a file of at most `limit` bytes; raise `Refused` with a reason for editors otherwise."""

    def has(self, path: str) -> bool:
        """Return whether there is a file at `path` now."""

    def identity(self, path: str) -> Path:
        """Return what names the file itself: two sources that list the same file have the same name for it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that others write to."""

    place: SourcePlace

    def files(self, extensions: tuple[str, ...]) -> Iterable[SourceFile]:
        """Yield the Markdown files below the folder, following no link."""
        return sources.walk(self.place.folder, self.place.source.glob, extensions)

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of a file below the folder, following no link on the way."""
        return sources.read_below(self.place.folder, path, limit)

    def has(self, path: str) -> bool:
        """Return whether there is a file at `path` now."""
        return (self.place.folder / path).is_file()

    def identity(self, path: str) -> Path:
        """Return the path of the file; the folder may be reached through a link."""
        return self.place.folder.resolve() / path


KINDS: Mapping[str, Callable[[SourcePlace], SourceKind]] = {
    "folder": Folder,
    "drop": DropFolder,
    "git": GitRepository,
    "object-store": ObjectPrefixSource,
    "live-site": LiveSite,
    "wordpress": WordPressSource,
    "wordpress-export": WordPressExport,
}


def open_source(place: SourcePlace) -> SourceKind:
    """Return where the posts of a source are."""
    return KINDS[place.source.kind](place)


def is_inbox(opened: SourceKind) -> bool:
    """Return whether a file that has gone from the source was taken away, and not deleted."""
    return bool(getattr(opened, "is_inbox", False))


def is_only_shown(source: Source) -> bool:
    """Return whether the source is only looked at: its posts are never gated or released."""
    return bool(getattr(KINDS[source.kind], "is_only_shown", False))


def named_by_itself(source: Source) -> Source:
    """Return the source with its name for a path, where it has no folder and the settings give no path."""
    return replace(source, path=source.name) if _has_no_folder(source) and source.path == Source().path else source


def where(source: Source) -> str:
    """Return what names the place of the source to a maintainer: its address, or its path."""
    return source.url if _has_no_folder(source) else source.path


def edit_page_of(source: Source, path: str) -> str:
    """Return the address of the page on which the post `path` is edited; empty where the kind knows none."""
    known = getattr(KINDS.get(source.kind), "edit_page", None)
    return str(known(source, path)) if known else ""


def _has_no_folder(source: Source) -> bool:
    return bool(getattr(KINDS.get(source.kind), "has_no_folder", False))


def refuse_unknown_kind(source: Source) -> None:
    """Raise `SettingsError` for a kind of source that does not exist."""
    if source.kind not in KINDS:
        raise SettingsError(f"sources.kind must be one of {', '.join(KINDS)}, not {source.kind!r}.")
