"""Posts in an export file of WordPress (WXR): each of them as a Markdown post, named by its post id."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any
from xml.etree.ElementTree import ParseError

from content_quality.adapters.site.html_posts import HtmlPost, refuse_missing_libraries, written
from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, is_listed, matches_glob
from content_quality.adapters.site.wordpress_html import html_of

NAMES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://wordpress.org/export/1.2/excerpt/": "excerpt",
}
EXPORT = re.compile(r"\Ahttp://wordpress\.org/export/[\d.]+/\Z")
KINDS, PUBLIC = ("post", "page"), ("publish", "future")
UNREAD = ("trash", "auto-draft", "inherit")
SLUG = re.compile(r"[^\w-]+")
LONGEST_SLUG = 80  # characters
LONGEST_NUMBER = 20  # digits of a post id; MySQL has no longer ones
LONGEST_EXPORT = 500_000_000  # bytes; the texts of all posts are in memory while the export is read
AHEAD = 50  # posts that one child converts, while they are read in order


@dataclass(frozen=True, slots=True)
class WordPressExport:
    """The file that WordPress writes under Tools, Export. `path` is the file."""

    place: SourcePlace
    notices: list[str] = field(default_factory=list)  # what was left out
    _posts: dict[str, HtmlPost] = field(default_factory=dict)
    _twice: set[str] = field(default_factory=set)  # names that two posts of the export share
    _written: dict[str, bytes | Refused] = field(default_factory=dict)

    def files(self, extensions: tuple[str, ...]) -> Iterator[SourceFile]:
        """Yield a file for each post and page of the export, such as `post/123-tides.md`, in order of path."""
        self._look()
        written = self.place.folder.stat().st_mtime_ns
        for path in sorted(self._posts):
            wanted = is_listed(PurePosixPath(path), extensions)
            if wanted and matches_glob(path, self.place.source.glob):
                yield SourceFile(path, len(self._posts[path].html), written)

    def read(self, path: str, limit: int) -> bytes:
        """Return a post of the export that was listed."""
        if not self._posts:
            self._look()
        post = self._posts.get(path)
        if post is None:
            raise Refused("The export does not hold this post any more.")
        if path in self._twice:
            raise Refused("The export holds two posts with this id and name. Export the posts again.")
        if len(post.html) > limit:
            raise Refused(f"The post has {len(post.html):,} characters; the limit is {limit:,} bytes.")
        if path not in self._written:
            self._write(path)
        found = self._written[path]
        if isinstance(found, Refused):
            raise found
        return found

    def has(self, path: str) -> bool:
        """Return whether the export holds the post."""
        if not self._posts:
            self._look()
        return path in self._posts

    def identity(self, path: str) -> Path:
        """Return what names the post: its place in this file."""
        return self.place.folder.resolve() / path

    def _write(self, first: str) -> None:
        """Convert the post `first` and those that follow."""
        names = sorted(self._posts)
        at = names.index(first)
        ahead = names[at : at + AHEAD]
        self._written.clear()
        self._written.update(zip(ahead, written([self._posts[name] for name in ahead], self.place.limits), strict=True))

    def _look(self) -> None:
        refuse_missing_libraries()
        self.notices.clear()
        for known in (self._posts, self._twice, self._written):
            known.clear()
        left = 0
        for item in _items(self.place.folder):
            path = _path(item)
            if path is None:
                left += item.get("kind") in KINDS
            else:
                if path in self._posts:
                    self._twice.add(path)
                self._posts[path] = _post(item)
        if left:
            self.notices.append(f"{left} posts in the trash, never saved or without a post id are not read.")


def _items(file: Path) -> Iterator[dict[str, Any]]:
    """Yield what the export says of each item; raise `SourceUnusable` for a file that cannot be read as one."""
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import iterparse
    except ImportError as error:
        raise SourceUnusable(
            "defusedxml is not installed", "Install it: pip install 'content-quality[web]'."
        ) from error
    if not stat.S_ISREG(file.stat().st_mode):
        raise SourceUnusable("the export is not a file", "Correct the path of the source.")
    if file.stat().st_size > LONGEST_EXPORT:
        raise SourceUnusable(
            f"the export has {file.stat().st_size:,} bytes; the limit is {LONGEST_EXPORT:,}",
            "Export the posts in several files, by year or author, and give each a source.",
        )
    is_export = False
    try:
        for event, element in iterparse(file, events=("start", "end")):
            is_export = is_export or element.tag == "channel"
            if event == "end" and element.tag == "item":
                yield _item(element)
                element.clear()  # an export may hold a hundred thousand posts
    except DefusedXmlException as error:
        raise SourceUnusable(
            "the export declares entities", "Export the posts again; WordPress writes none."
        ) from error
    except (ParseError, ValueError, LookupError) as error:  # the others: an encoding that does not exist
        raise SourceUnusable("the export is not well-formed XML", "It may be cut: export the posts again.") from error
    if not is_export:
        raise SourceUnusable("the file is not an export of WordPress", "Write one under Tools, Export, in WordPress.")


def _item(element: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"categories": [], "tags": []}
    for child in element:
        space, _, name = child.tag.removeprefix("{").rpartition("}")
        text = child.text or ""
        if not space and name == "category":
            kinds = {"category": "categories", "post_tag": "tags"}
            if kind := kinds.get(child.get("domain", "")):
                found[kind].append(text)
        elif not space and name == "title":
            found["title"] = text
        elif EXPORT.match(space):
            found[name] = text
        elif space in NAMES:
            found[f"{NAMES[space]}:{name}"] = text
    found["kind"] = found.get("post_type", "")
    return found


def _path(item: dict[str, Any]) -> str | None:
    number = item.get("post_id", "")
    if item["kind"] not in KINDS or item.get("status") in UNREAD or not number.isascii() or not number.isdigit():
        return None
    if len(number) > LONGEST_NUMBER:
        return None
    slug = SLUG.sub("-", item.get("post_name") or item.get("title", "")).strip("-")[:LONGEST_SLUG]
    return f"{item['kind']}/{number}{'-' if slug else ''}{slug}.md"


def _post(item: dict[str, Any]) -> HtmlPost:
    keys = {
        "title": item.get("title", ""),
        "date": _date(item),
        "author": item.get("dc:creator", ""),
        "slug": item.get("post_name", ""),
        "excerpt": item.get("excerpt:encoded", "").strip(),
        "categories": item["categories"],
        "tags": item["tags"],
        "draft": None if item.get("status") in PUBLIC else True,
        "wordpress_id": int(item["post_id"]),
    }
    return HtmlPost(html_of(item.get("content:encoded", "")), keys)


def _date(item: dict[str, Any]) -> datetime | None:
    try:
        return datetime.strptime(item.get("post_date", ""), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - local to the site
    except ValueError:
        return None  # a draft: 0000-00-00
