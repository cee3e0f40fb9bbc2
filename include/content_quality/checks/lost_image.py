"""See `lost_image`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, excerpt, message
from content_quality.core.residue.shown_text import ShownText
from content_quality.core.settings import Settings
from content_quality.core.text.content_languages import alternatives, phrases
from content_quality.core.text.patterns import lazy, lazy_re

ANNOUNCED = lazy(lambda: alternatives("image_below"), regex.IGNORECASE)
NAMED = lazy_re(lambda: "|".join(map(re.escape, phrases("images"))))
VISUAL = frozenset({Kind.CODE, Kind.HTML, Kind.TABLE, Kind.TEMPLATE})


def lost_image(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a sentence that sends readers to an image below, where the rest of the post has no image.

    Why it matters: readers look for an image that is missing.
    Example: “See the diagram below.”, and only paragraphs until the end of the post.
    Instead: add the image, or delete the sentence.
    Known false positives: an image that a layout adds. Code, tables, HTML, a template and a link count as the image.
    """
    last = next((index for index in reversed(range(len(post.blocks))) if _is_visual(post.blocks[index])), -1)
    for block in post.blocks[last + 1 :]:
        if not block.is_prose or "quote" in block.containers or not NAMED.search(block.text.lower()):
            continue
        shown = ShownText.of(block)
        match = ANNOUNCED.search(shown.text)
        if match is None:
            continue
        start, end = shown.span(*match.span())
        yield post.finding(
            start,
            end,
            message(
                "Line {line} refers to an image (“{words}”), but no image follows.",
                line=post.source.position(start)[0],
                words=excerpt(match[0], 60),
            ),
            suggestion=message("Add the image, or delete the sentence."),
        )


def _is_visual(block: Block) -> bool:
    return block.kind in VISUAL or any(run.kind in (Text.IMAGE, Text.URL) or run.linked for run in block.runs)
