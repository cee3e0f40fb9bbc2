"""Logs of releases: headings that are the number or the day of a release, and what stands below each.

Whoever lists what changed writes the same headings and the same sentences again for each release. Tools that write such
logs set a small release one level lower than a large one, so that the level of a heading says nothing about its parent.
"""

from __future__ import annotations

from bisect import bisect_left

import regex

from content_quality.core.document.blocks import Kind
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.duplicates.passage_places import outline
from content_quality.core.text.patterns import lazy

RELEASES = 2  # headings of releases, from which a page is a log of them
# A heading that is a release and nothing else: “[1.2.0] - 2024-05-01”, “Lantern v4.2 (March 2026)”, “2024-05-01”. A
# numbered section (“2.1 Setup”) goes on with words.
LOGGED = lazy(
    r"\W{0,3}(?:(?:19|20)\d\d-[01]\d-[0-3]\d\b(?=\W*$|[ ,:–—-]{1,4}(?:[\p{L}-]{1,30} )?v?\d)"
    r"|(?:(?:19|20)\d\d-[01]\d-[0-3]\d,? )?(?:[\p{L}@/_.-]{1,40} ){0,2}"
    r"[\[(]?v?\d+\.\d+(?:\.\d+)*+(?:[+-]?[\w.+-]*[\w+])?[\])]?\s*"
    r"(?:$|[(\[|:/–—-]|,? (?:on )?(?:\d{1,2}\b|\p{Lu}\p{L}+ \d|(?:19|20)\d\d)))",
    regex.IGNORECASE,
)
# The same with more words, which counts for the sections below it.
RELEASE = lazy(
    r"(?:<[^<>]*>)*\s*(?:\p{N}{4}-\p{N}{2}-\p{N}{2},?\s+)?(?:\p{L}+ )?\[?v?\p{N}+\.\p{N}+(?:\.\p{N}+)*",
    regex.IGNORECASE,
)


@once_per_post
def release_headings(post: Post) -> tuple[int, ...]:
    """Return the indices of the headings that are releases, in order; nothing where the page is no log of them."""
    found = tuple(
        index
        for index, block in enumerate(post.blocks)
        if block.kind is Kind.HEADING and LOGGED.match(block.text.strip())
    )
    return found if len(found) >= RELEASES else ()


def logged_under(post: Post, block: int) -> int:
    """Return the index of the release heading that is nearest above the block, whatever its level, or -1."""
    headings = release_headings(post)
    before = bisect_left(headings, block) - 1
    return headings[before] if before >= 0 else -1


def parted_by_release(post: Post, one: int, other: int) -> bool:
    """Return whether the two blocks stand in sections of different releases, with other sections or without."""
    first, second = _release(post, one), _release(post, other)
    return bool(first) and bool(second) and first != second


def _release(post: Post, block: int) -> str:
    """Return the nearest heading above the block that begins with the number or the date of a release."""
    parents, section = outline(post), post.blocks[block].section
    while section >= 0 and not RELEASE.match(post.blocks[section].text.strip()):
        section = parents[section]
    return post.blocks[section].text.strip() if section >= 0 else ""
