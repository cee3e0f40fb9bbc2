"""Describe a post in numbers: measuring is separate from deciding."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from content_quality.core.document import dates
from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.duplicates import repeat_groups
from content_quality.core.facts import PostFacts
from content_quality.core.reading_time import declared_time, estimation
from content_quality.core.settings import Settings

ADDRESS = frozenset({Text.URL})
INDEX_PAGE = re.compile(r"/index\.html?\Z", re.IGNORECASE)
EXCERPT_FACT = 300  # characters; more than any theme shows


def describe(post: Post, settings: Settings) -> PostFacts:
    """Return the facts of `post`."""
    repeats = repeat_groups.repeats(post, settings)
    estimate = estimation.estimate(post, settings)
    title = post.front_matter.text("title")
    date = dates.post_date(post, settings)
    kinds = Counter([block.kind for block in post.blocks])
    return PostFacts(
        characters=len("".join(post.visible.split())),
        words=estimate.words,
        paragraphs=kinds[Kind.PARAGRAPH],
        headings=kinds[Kind.HEADING],
        images=estimate.images,
        links=sum([_links(block) for block in post.blocks]),
        language=post.language,
        repeated_share=round(repeats.share, 4),
        longest_repeat=repeats.longest,
        repeat_groups=len(repeats.groups),
        reading_time_declared=declared_time.declared(post).minutes,
        reading_time_computed=estimate.minutes,
        reading_time_without_repeats=estimation.estimate(post, settings, without=repeats.superfluous).minutes,
        title=title,
        title_characters=len(title) if title else None,
        slug=post.front_matter.text("slug") or post.stem,
        permalink=_address(post.front_matter.text("permalink") or post.front_matter.text("url")),
        folder=str(PurePosixPath(post.path).parent),
        author=_name(post.front_matter.values.get("author")) or _name(post.front_matter.values.get("authors")),
        section=_name(post.front_matter.values.get("categories")) or _name(post.front_matter.values.get("category")),
        date=date.isoformat() if date else None,
        excerpt=(post.front_matter.text("excerpt") or post.front_matter.text("description") or "")[:EXCERPT_FACT]
        or None,
        tags="\n".join(_tags(post.front_matter.values.get("tags"))) or None,
    )


def _address(permalink: str | None) -> str | None:
    """Return `permalink` as servers understand it: `/rooms/index.html` is `/rooms/`."""
    return INDEX_PAGE.sub("/", permalink) if permalink else None


def _tags(value: object) -> list[str]:
    """Return the tags in a front matter value; Jekyll splits a string at spaces."""
    tags = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    return [tag.strip() for tag in tags if isinstance(tag, str) and tag.strip()]


def _links(block: Block) -> int:
    """Return how many links start in `block`: runs in a row belong to one link, and so does an address inside it."""
    links, inside = 0, False
    for run in block.runs:
        links += not inside and (run.linked or run.kind in ADDRESS)
        inside = run.linked
    return links


def _name(value: object) -> str | None:
    """Return the first name in a front matter value: a string, a list of strings, or a mapping with `name`."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip() or None if isinstance(value, str) else None
