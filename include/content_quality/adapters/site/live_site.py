"""What readers see: the pages that a feed or sitemap of the live site names. Only looked at, never gated."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from content_quality.adapters.site.html_posts import (
    HtmlPost,
    missing_library,
    refuse_missing_libraries,
    written,
)
from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, is_listed, matches_glob
from content_quality.adapters.site.web_pages import Web
from content_quality.core.records import dataclass

LONGEST_LIST = 20_000_000  # bytes of a feed or sitemap
MOST_PAGES = 2_000  # that are looked at, in the order of the list
MOST_SITEMAPS = 50  # that an index of sitemaps names
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)  # none is needed, and they can stand for gigabytes
SITEMAP = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex)[\s>]")


@dataclass(frozen=True, slots=True)
class _Page:
    address: str
    changed: str = ""
    post: HtmlPost | None = None  # where the list itself holds the text


@dataclass(frozen=True, slots=True)
class LiveSite:
    """The pages that the feed or sitemap at `url` names, on its own host."""

    is_only_shown: ClassVar[bool] = True
    has_no_folder: ClassVar[bool] = True
    place: SourcePlace
    notices: list[str] = field(default_factory=list)  # what was left out
    _pages: dict[str, _Page] = field(default_factory=dict)
    _web: list[Web] = field(default_factory=list)

    def files(self, extensions: tuple[str, ...]) -> Iterator[SourceFile]:
        """Yield a file for each page; its path is that of the address, with `.md`."""
        self._look()
        for path, page in self._pages.items():
            wanted = is_listed(PurePosixPath(path), extensions)
            if wanted and matches_glob(path, self.place.source.glob):
                yield SourceFile(path, 0, 0, page.changed)

    def read(self, path: str, limit: int) -> bytes:
        """Return the page as a Markdown post."""
        page = self._pages.get(path)
        if page is None:
            raise Refused("The feed or sitemap does not name this page any more.")
        post = page.post
        if post is None:
            html = self._site.get(page.address, limit).decode("utf-8", "replace")
            post = HtmlPost(html, {"permalink": urlsplit(page.address).path}, is_page=True)
        (found,) = written([post], self.place.limits)
        if isinstance(found, Refused):
            raise found
        return found

    def has(self, path: str) -> bool:
        """Return whether the last look named the page."""
        return path in self._pages

    def identity(self, path: str) -> Path:
        """Return what names the page."""
        return Path("/web", urlsplit(self.place.source.url).netloc, path)

    @property
    def _site(self) -> Web:
        if not self._web:
            source = self.place.source
            self._web.append(Web(source.url, self.place.access.credentials(source)))
        return self._web[0]

    def _look(self) -> None:
        refuse_missing_libraries()
        self.notices.clear()
        self._pages.clear()
        site = self._site
        left = other = 0
        for page in self._named(self._list(site.url)):
            path = _path(page.address)
            if not site.is_own(page.address) or path is None:
                other += 1
            elif len(self._pages) >= MOST_PAGES:
                left += 1
            else:
                self._pages.setdefault(path, page)
        if other:
            self.notices.append(f"{other} addresses lie on another site or name no page; they are not read.")
        if left:
            self.notices.append(f"Only the first {MOST_PAGES:,} pages are read; {left:,} are left out.")

    def _list(self, address: str) -> bytes:
        try:
            data = self._site.get(address, LONGEST_LIST)
        except Refused as refusal:
            why = str(refusal).rstrip(".")
            raise SourceUnusable(
                f"{why[:1].lower()}{why[1:]}", "Correct `url`: the address of a feed or sitemap."
            ) from refusal
        if ENTITY.search(data.replace(b"\0", b"")):  # also in UTF-16
            raise SourceUnusable("the feed or sitemap declares entities", "Write it without <!ENTITY …>.")
        return data

    def _named(self, data: bytes) -> Iterator[_Page]:
        kind = SITEMAP.search(data[:5_000])
        if kind is None:
            yield from self._of_feed(data)
        elif kind[1] == b"urlset":
            yield from self._of_sitemap(data)
        else:
            for address, _ in _locations(data)[:MOST_SITEMAPS]:
                yield from self._of_sitemap(self._list(self._site.absolute(address)))

    def _of_sitemap(self, data: bytes) -> Iterator[_Page]:
        for address, changed in _locations(data):
            yield _Page(self._site.absolute(address), changed)

    def _of_feed(self, data: bytes) -> Iterator[_Page]:
        try:
            import feedparser
        except ImportError as error:
            raise missing_library("feedparser") from error
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
        if not feed.get("version"):
            raise SourceUnusable("`url` is neither a feed nor a sitemap", "Write the address of one of them.")
        for entry in feed.entries:
            if address := entry.get("link", ""):
                yield self._of_entry(self._site.absolute(address), entry, feed.feed.get("language", ""))

    @staticmethod
    def _of_entry(address: str, entry: Mapping[str, Any], language: str) -> _Page:
        html = next((one["value"] for one in entry.get("content", ()) if "html" in one.get("type", "")), "")
        changed = hashlib.sha256(html.encode()).hexdigest()[:16] if html else str(entry.get("updated", ""))
        if not html:
            return _Page(address, changed)
        keys = {
            "title": entry.get("title", ""), "date": entry.get("published", ""), "author": entry.get("author", ""),
            "lang": language, "permalink": urlsplit(address).path,
        }  # fmt: skip
        return _Page(address, changed, HtmlPost(html, keys))


def _locations(data: bytes) -> list[tuple[str, str]]:
    """Return the addresses in a sitemap or an index of sitemaps, and when each was changed."""
    from xml.etree import ElementTree as Tree

    try:
        root = Tree.fromstring(data)  # noqa: S314 - a document with entities was refused before
    except (Tree.ParseError, ValueError, LookupError) as error:  # the others: an encoding that does not exist
        raise SourceUnusable("the sitemap is not well-formed XML", "Write the sitemap again.") from error
    found = []
    for element in root:
        texts = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in element}
        if texts.get("loc"):
            found.append((texts["loc"], texts.get("lastmod", "")))
    return found


def _path(address: str) -> str | None:
    """Return the path of a post for the page at `address`; None when the address names none."""
    parts = urlsplit(address)
    names = [name for name in unquote(parts.path).split("/") if name]
    if any(name in (".", "..") or not name.isprintable() or "\\" in name for name in names):
        return None
    names[-1:] = [names[-1].removesuffix(".html").removesuffix(".htm")] if names else ["index"]
    suffix = f"-{hashlib.sha256(parts.query.encode()).hexdigest()[:8]}" if parts.query else ""
    return "/".join(names) + f"{suffix}.md"
