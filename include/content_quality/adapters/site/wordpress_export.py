"""Posts in an export file of WordPress (WXR): each of them as a Markdown post, named by its post id.

The file is parsed when it has changed, or when a post of it is read; in between, its listing is remembered.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import field
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

from content_quality.adapters.site.html_posts import refuse_missing_libraries, written
from content_quality.adapters.site.source_place import SourcePlace
from content_quality.adapters.site.sources import Refused, SourceFile, is_listed, matches_glob
from content_quality.adapters.site.spooled_items import SpooledItems
from content_quality.adapters.site.wordpress_items import KINDS, items, path_of, post_of
from content_quality.adapters.site.wordpress_names import edit_page
from content_quality.adapters.state.files import read_json, write_json
from content_quality.core.records import dataclass
from content_quality.core.settings import Source

MOST_AHEAD = 50  # posts that one child converts, while they are read in order


@dataclass(frozen=True, slots=True)
class _ExportListing:
    """What the export holds: of each post what names its bytes, and how long it is."""

    posts: dict[str, tuple[str, int]] = field(default_factory=dict)  # in order of name
    twice: frozenset[str] = frozenset()  # names that two posts of the export share
    notices: tuple[str, ...] = ()  # what was left out


@dataclass(frozen=True, slots=True)
class WordPressExport:
    """The file that WordPress writes under Tools, Export. `path` is the file."""

    edit_page: ClassVar[Callable[[Source, str], str]] = staticmethod(edit_page)
    place: SourcePlace
    notices: list[str] = field(default_factory=list)  # what was left out
    _known: list[_ExportListing] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _items: list[SpooledItems] = field(default_factory=list)
    _written: dict[str, bytes | Refused] = field(default_factory=dict)
    _next: dict[str, int] = field(default_factory=dict)  # the post that is read next, and how many with it

    def files(self, extensions: tuple[str, ...]) -> Iterator[SourceFile]:
        """Yield a file for each post and page of the export, such as `post/123-tides.md`, in order of path."""
        self._forget()
        listing = self._listing()
        self.notices.extend(listing.notices)
        changed = self.place.folder.stat().st_mtime_ns
        for path, (revision, size) in listing.posts.items():
            wanted = is_listed(PurePosixPath(path), extensions)
            if wanted and matches_glob(path, self.place.source.glob):
                yield SourceFile(path, size, changed, revision)

    def read(self, path: str, limit: int) -> bytes:
        """Return a post of the export as it was listed."""
        listing = self._listing()
        if path not in listing.posts:
            raise Refused("The export does not hold this post any more.")
        if path in listing.twice:
            raise Refused("The export holds two posts with this id and name. Export the posts again.")
        size = listing.posts[path][1]
        if size > limit:
            raise Refused(f"The post has {size:,} characters; the limit is {limit:,} bytes.")
        if path not in self._written:
            self._convert(path, listing)
        found = self._written[path]
        if isinstance(found, Refused):
            raise found
        return found

    def has(self, path: str) -> bool:
        """Return whether the export holds the post."""
        return path in self._listing().posts

    def identity(self, path: str) -> Path:
        """Return what names the post: its place in this file."""
        return self.place.folder.resolve() / path

    def _convert(self, first: str, listing: _ExportListing) -> None:
        """Convert the post `first`, and more of those behind it the longer they are read in order."""
        many = self._next.pop(first, 1)
        order = self._order(listing)
        at = bisect_left(order, first)
        names = order[at : at + many + 1]
        self._next.clear()
        self._next.update(dict.fromkeys(names[many : many + 1], min(2 * many, MOST_AHEAD)))
        if not self._items:
            self._parse()
        self._written.clear()
        posts = {}
        for name in names[:many]:
            item = self._items[0].get(name)
            post = post_of(item) if item else None
            if post is None or post.revision != listing.posts[name][0]:
                self._written[name] = Refused("The export changed while it was read.")
            else:
                posts[name] = post
        self._written.update(zip(posts, written(list(posts.values()), self.place.limits), strict=True))

    def _order(self, listing: _ExportListing) -> list[str]:
        """Return the names of all posts in order."""
        if not self._names:
            self._names.extend(listing.posts)
        return self._names

    def _forget(self) -> None:
        for known in (self.notices, self._known, self._names, self._items, self._written, self._next):
            known.clear()

    def _listing(self) -> _ExportListing:
        if not self._known:
            self._known.append(self._remembered() or self._parse())
        return self._known[0]

    def _remembered(self) -> _ExportListing | None:
        """Return what the last look found when the file has not changed since."""
        try:
            row: Any = read_json(self._memory) if self._memory and self._memory.exists() else {}
        except ValueError:  # damaged
            return None
        if row.get("of") != self._file_version():
            return None
        posts = {path: (str(revision), int(size)) for path, (revision, size) in row["posts"].items()}
        return _ExportListing(posts, frozenset(row["twice"]), tuple(row["notices"]))

    def _parse(self) -> _ExportListing:
        """Read the whole export: what it holds, and the posts themselves onto the disk."""
        refuse_missing_libraries()
        version = self._file_version()
        spooled = SpooledItems(self.place.state)
        posts: dict[str, tuple[str, int]] = {}
        twice: set[str] = set()
        left = 0
        for item in items(self.place.folder):
            path = path_of(item)
            if path is None:
                left += item["kind"] in KINDS
                continue
            if path in posts:
                twice.add(path)
            post = post_of(item)
            posts[path] = (post.revision, len(post.html))
            spooled.put(path, item)
        told = f"{left} posts in the trash, never saved or without a post id are not read."
        found = _ExportListing(dict(sorted(posts.items())), frozenset(twice), (told,) if left else ())
        self._items[:] = [spooled]
        if self._memory and version == self._file_version():
            row = {"of": version, "posts": found.posts, "twice": sorted(twice), "notices": list(found.notices)}
            write_json(self._memory, row)
        return found

    @property
    def _memory(self) -> Path | None:
        return self.place.state / "export.json" if self.place.state else None

    def _file_version(self) -> list[object]:
        """Return what changes when the file does."""
        found = self.place.folder.stat()
        return [str(self.place.folder), found.st_size, found.st_mtime_ns, found.st_ino]
