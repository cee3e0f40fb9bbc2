"""The items of an export file of WordPress (WXR), one after the other: no more than one post is in memory."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from content_quality.adapters.site.html_posts import HtmlPost
from content_quality.adapters.site.source_place import SourceUnusable
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
LONGEST_EXPORT = 500_000_000  # bytes; one post may be as long as the whole export

ExportItem = dict[str, Any]  # what the export says of one post: texts, and two lists of texts


def items(file: Path) -> Iterator[ExportItem]:
    """Yield what the export says of each item; raise `SourceUnusable` for a file that cannot be read as one."""
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import iterparse
    except ImportError as error:
        raise SourceUnusable(
            "defusedxml is not installed", "Install it: pip install 'content-quality[web]'."
        ) from error
    _refuse_other_files(file)
    channel: Any = None
    try:
        for event, element in iterparse(file, events=("start", "end")):
            if channel is None and element.tag == "channel":
                channel = element
            if event == "end" and element.tag == "item":
                yield _item(element)
                element.clear()
                if channel is not None:
                    channel.clear()  # else it keeps an element for each of a hundred thousand posts
    except DefusedXmlException as error:
        raise SourceUnusable(
            "the export declares entities", "Export the posts again; WordPress writes none."
        ) from error
    except (ParseError, ValueError, LookupError) as error:  # the others: an encoding that does not exist
        raise SourceUnusable("the export is not well-formed XML", "It may be cut: export the posts again.") from error
    if channel is None:
        raise SourceUnusable("the file is not an export of WordPress", "Write one under Tools, Export, in WordPress.")


def _refuse_other_files(file: Path) -> None:
    found = file.stat()
    if not stat.S_ISREG(found.st_mode):
        raise SourceUnusable("the export is not a file", "Correct the path of the source.")
    if found.st_size > LONGEST_EXPORT:
        raise SourceUnusable(
            f"the export has {found.st_size:,} bytes; the limit is {LONGEST_EXPORT:,}",
            "Export the posts in several files, by year or author, and give each a source.",
        )


def _item(element: Any) -> ExportItem:
    found: ExportItem = {"categories": [], "tags": []}
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


def path_of(item: ExportItem) -> str | None:
    """Return what a post is called, such as `post/123-tides.md`; None for what is not read."""
    number = item.get("post_id", "")
    if item["kind"] not in KINDS or item.get("status") in UNREAD or not number.isascii() or not number.isdigit():
        return None
    if len(number) > LONGEST_NUMBER:
        return None
    slug = SLUG.sub("-", item.get("post_name") or item.get("title", "")).strip("-")[:LONGEST_SLUG]
    return f"{item['kind']}/{number}{'-' if slug else ''}{slug}.md"


def post_of(item: ExportItem) -> HtmlPost:
    """Return a post as HTML with the keys of its front matter."""
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


def _date(item: ExportItem) -> datetime | None:
    try:
        return datetime.strptime(item.get("post_date", ""), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - local to the site
    except ValueError:
        return None  # a draft: 0000-00-00
