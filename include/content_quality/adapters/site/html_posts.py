"""A page of HTML as a Markdown post, so that every check works on it. Nothing of the page is run or fetched.

HTML is as hostile as any text of a post: it is converted in a child process, under the limits of one post.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

import yaml

from content_quality.adapters.isolation import WorkerLost, run_isolated
from content_quality.adapters.site.source_place import SourceUnusable
from content_quality.adapters.site.sources import Refused, Unconvertible
from content_quality.core.records import dataclass
from content_quality.core.settings import Limits

# Elements whose text readers do not see as part of a post.
UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "object", "form", "button", "nav")
AROUND = ("header", "footer", "aside")  # around the post on its page
POST = ("article", "main", "[role=main]", "body")  # where a page holds its post, the first that there is
LANGUAGE = re.compile(r"\blang(?:uage)?-([\w+#-]+)")


@dataclass(frozen=True, slots=True)
class HtmlPost:
    """What is known of a post, and its text as HTML; a whole page is reduced to the post on it."""

    html: str = field(repr=False)
    keys: Mapping[str, object] = field(default_factory=dict)  # of the front matter; empty values are left out
    is_page: bool = False

    @property
    def revision(self) -> str:
        """What names everything that is read of the post."""
        told = json.dumps([self.html, {key: str(value) for key, value in self.keys.items()}], sort_keys=True)
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]

    def markdown(self) -> bytes:
        """Return the post with its front matter; raise `Refused` when the HTML cannot be read."""
        post = page_post(self.html, self.keys) if self.is_page else self
        known = {key: value for key, value in post.keys.items() if value not in ("", None, [])}
        front_matter = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=100_000)
        return f"---\n{front_matter}---\n\n{markdown_of(post.html)}\n".encode("utf-8", "replace")


def written(posts: Sequence[HtmlPost], limits: Limits) -> Iterator[bytes | Refused]:
    """Yield each of `posts` as Markdown, or why it is not read, whatever its HTML does to the process that reads it."""
    refuse_missing_libraries()  # and load them once, not in each child
    for outcome in run_isolated(_markdown, posts, limits):
        if isinstance(outcome, WorkerLost):
            yield Unconvertible(
                "The HTML takes more time or memory to read than a post may take."
                if outcome.slow or "Memory" in outcome.detail
                else "The HTML cannot be read as a post."
            )
        elif isinstance(outcome, str):
            yield Unconvertible(outcome)
        elif len(outcome) > limits.max_bytes:
            yield Unconvertible(f"The post has {len(outcome):,} bytes; the limit is {limits.max_bytes:,} bytes.")
        else:
            yield outcome


def _markdown(post: HtmlPost) -> bytes | str:
    """Return the post, or why it is refused: an error would not come back from the child as what it is."""
    try:
        return post.markdown()
    except Refused as refusal:
        return str(refusal)


def refuse_missing_libraries() -> None:
    """Raise `SourceUnusable` where HTML cannot be converted because a library is not installed."""
    try:
        import bs4
        import markdownify
    except ImportError as error:
        raise missing_library("markdownify") from error
    del bs4, markdownify


def markdown_of(html: str) -> str:
    """Return `html` as Markdown, one block for each block; raise `Refused` when it is nested too deeply."""
    soup = _soup(html)
    return _converted(soup)


def page_post(html: str, keys: Mapping[str, object]) -> HtmlPost:
    """Return the post on a page as readers see it: without what stands around it; its title is that of the page."""
    soup = _soup(html)
    place = next((found for name in POST if (found := soup.select_one(name)) is not None), soup)
    for around in place.find_all(AROUND):
        around.decompose()
    heading = place.find("h1")
    title = (heading or soup.find("title") or soup).get_text(" ", strip=True) if heading or soup.find("title") else ""
    if heading is not None:
        heading.decompose()  # a post has its title in its front matter
    root = soup.find("html")
    language = root.get("lang", "") if root is not None else ""
    return HtmlPost(str(place), {"title": title, "lang": str(language), **keys})


def _soup(html: str) -> Any:
    from bs4 import BeautifulSoup, Comment

    try:
        soup = BeautifulSoup(html, "html.parser")
        for element in soup(UNSEEN):
            element.decompose()
        for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
            comment.extract()
    except RecursionError as error:
        raise Refused("The HTML is nested too deeply to be read.") from error
    return soup


def _converted(soup: Any) -> str:
    from markdownify import MarkdownConverter

    converter = MarkdownConverter(
        heading_style="ATX",
        bullets="-",
        escape_misc=True,
        newline_style="backslash",
        code_language_callback=_language,
        keep_inline_images_in=["td", "th", "h1", "h2", "h3", "h4", "h5", "h6"],
    )
    try:
        text: str = converter.convert_soup(soup)
    except RecursionError as error:
        raise Refused("The HTML is nested too deeply to be read.") from error
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _language(element: Any) -> str:
    """Return the language of a block of code, from the class of its element or of the one in it."""
    inner = element.find("code") or element
    found = LANGUAGE.search(" ".join([*element.get("class", []), *inner.get("class", [])]))
    return found[1] if found else ""


def missing_library(name: str) -> SourceUnusable:
    """Return what to say of a library that is not installed."""
    return SourceUnusable(f"{name} is not installed", "Install it: pip install 'content-quality[web]'.")
