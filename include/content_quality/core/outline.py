"""What later stages need from the bytes of a post. It is taken while the post is inspected.

Its text is not read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from itertools import islice

from content_quality.core.document.post import Post
from content_quality.core.document.publication import PublicationDates, publication_dates
from content_quality.core.document.references import References, references
from content_quality.core.document.waiver_comments import WaiverComment, waiver_comments
from content_quality.core.findings import WHOLE_POST, Span
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings

MOST_KEYS = 500  # of the front matter, whose places are kept; a suite names a few


@dataclass(frozen=True, slots=True)
class Outline:
    """The facts of one post that no suite judges: dates, comments, references, places."""

    publication: PublicationDates = field(default_factory=PublicationDates)
    comments: tuple[WaiverComment, ...] = ()
    references: References = field(default_factory=References)
    head: Span = WHOLE_POST  # where a key stands that the post does not have
    body: Span = WHOLE_POST  # the first block
    keys: Mapping[str, Span] = field(default_factory=dict)  # place of each key of the front matter, by dotted path

    def key_span(self, key: str) -> Span:
        """Return the place of the front matter's `key` and value, or its first line when the key is missing.

        `permalink|url` is the first of these keys that the post has.
        """
        return next((self.keys[name] for name in key.split("|") if name in self.keys), self.head)


def outline(post: Post, settings: Settings) -> Outline:
    """Return the outline of `post`."""
    blocks = post.blocks
    return Outline(
        publication_dates(post, settings),
        waiver_comments(post.text),
        references(post),
        post.span(0, min(3, len(post.text))),
        post.span(blocks[0].start, blocks[0].end) if blocks else WHOLE_POST,
        {key: post.key_span(key) for key in islice(post.front_matter.places, MOST_KEYS)},
    )
