"""See `cross_post`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.findings import Finding
from content_quality.core.settings import Settings


def cross_post(post: Post, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - the signature of a check
    """Flag a passage, or a whole post, that an older post of the site holds, and an image or a related post that the site does not have.

    Reading one post finds nothing here: the findings `copied-passage` and `copied-post` come from comparing the batch
    with
    the archive, `missing-image` and `missing-post` from looking for what front matter names, and `partly-compared`
    names a post
    of thousands of paragraphs that was not compared to its end. The gate asks for the result all the same, so that a
    comparison
    that did not run holds the post.

    Why it matters: readers and search engines take a copy for an oversight, or for padding.
    Example: three paragraphs of last month's article under a new title.
    Instead: write it anew, link to the older post, or quote it in a block quote.
    Known false positives: notices of two sentences or more that exactly two posts share; a third makes them the site's
    boilerplate; an image that a later step draws, where the folder it will stand in holds others already.
    """  # noqa: E501 - a table or an example
    yield from ()
