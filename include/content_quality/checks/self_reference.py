"""See `self_reference`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document import references
from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Severity, message
from content_quality.core.settings import Settings

NAME = "self-reference"


def self_reference(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a related post that is the post itself.

    Why it matters: readers who follow the link find the post that they have just read.
    Example: `related_articles: [winter-table]` in `2026-03-02-winter-table.md`.
    Instead: name another post, or delete the entry.
    Known false positives: none known; a translation under the same name in another folder is not flagged.
    """
    for reference in references.related(post.front_matter.values):
        if references.is_itself(post, reference):
            text = message("{key} refers to this post itself.", key=reference.key)
            yield about_key(
                post, reference.key, Severity.WARNING, text, message("Name another post, or delete the entry.")
            )
