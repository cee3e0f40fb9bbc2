"""The kinds of sources that posts are read from, by the name that `sources.kind` gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from content_quality.adapters.site import sources
from content_quality.adapters.site.git_source import GitRepository
from content_quality.adapters.site.object_store_source import ObjectStore
from content_quality.adapters.site.source_place import SourcePlace
from content_quality.adapters.site.sources import SourceFile
from content_quality.core.settings import SettingsError, Source


class SourceKind(Protocol):
    """Where the posts of one source are. Paths are relative to the source, with forward slashes."""

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
    "git": GitRepository,
    "object-store": ObjectStore,
}


def open_source(place: SourcePlace) -> SourceKind:
    """Return where the posts of a source are."""
    return KINDS[place.source.kind](place)


def refuse_unknown_kind(source: Source) -> None:
    """Raise `SettingsError` for a kind of source that does not exist."""
    if source.kind not in KINDS:
        raise SettingsError(f"sources.kind must be one of {', '.join(KINDS)}, not {source.kind!r}.")
