"""A whole post that is a copy of an older one."""

from __future__ import annotations

from content_quality.core.cross_post.passages import PostVersion
from content_quality.core.cross_post.stretches import Stretch, joined_span
from content_quality.core.cross_post.titles import Title
from content_quality.core.findings import (
    Category,
    Finding,
    Related,
    Role,
    Severity,
    excerpt,
    fingerprint,
    message,
)
from content_quality.core.settings import CrossPostRules

POST = "copied-post"  # the name of the finding
VERBATIM = 0.95  # likeness and share from which nothing but the address makes a post another one
SAME_LENGTH = 0.05  # of a post's whole text, by which two copies may differ outside of their prose
FEW_LETTERS = 300  # weight of a post below which sharing it all may be a notice or a stub


def whole_post(
    newer: PostVersion, stretches: list[Stretch], boilerplate: frozenset[int], limits: CrossPostRules
) -> Finding | None:
    """Return the finding that `newer` repeats the older post of `stretches` as a whole; None when it does not."""
    older = stretches[0].older
    total = max(1, newer.weight)
    taken = sum(stretch.weight for stretch in stretches)
    share = taken / total
    own = sum(stretch.weight for stretch in stretches if stretch.passage.exact not in boilerplate) / total
    title, other = Title.read(newer.title, newer.language), Title.read(older.title, older.language)
    likeness = min(stretch.copy.likeness for stretch in stretches)
    if taken < MOSTLY_PROSE * newer.whole or (title.is_instalment(other) and min(own, likeness) < VERBATIM):
        return None  # little of the post was compared, or it tells of another release, part or month
    if not (title.says(other) and share >= limits.post_share and own > 0) and not (
        own >= limits.post_share and newer.weight >= FEW_LETTERS
    ):
        return None
    certain = (
        min(own, likeness) >= VERBATIM
        and newer.weight >= FEW_LETTERS
        and not title.is_instalment(other)
        and _are_as_long(newer, older)
    )
    first, last = stretches[0], stretches[-1]
    percent = percent_of(taken, newer)
    text = (
        message(
            "This post repeats {path}, title and text: {percent} % of this post also appears there.",
            path=older.path,
            percent=percent,
        )
        if title.says(other)
        else message(
            "This post repeats {path} under another title: {percent} % of this post also appears there.",
            path=older.path,
            percent=percent,
        )
    )
    return Finding(
        POST,
        Category.CROSS_POST,
        Severity.BLOCKER if certain else Severity.WARNING,
        joined_span(first.passage.span, last.passage.span),
        text,
        excerpt(newer.title or first.passage.text),
        message(
            "If the wrong text was pasted, paste the right one. Otherwise publish only one of the two posts: delete "
            "the other, or keep it as a draft. If the post has moved, redirect its old address to it, or keep the same "
            "slug."
        ),
        (
            Related(
                joined_span(*(pick(stretch.source.span for stretch in stretches) for pick in (min, max))),
                Role.KEPT,
                older.path,
            ),
        ),
        fingerprint(POST, f"{older.post_id}\0{newer.post_id}"),
    )


MOSTLY_PROSE = 0.5  # of a post's text, from which its prose stands for the whole; the rest is tables, code, raw HTML


def _are_as_long(newer: PostVersion, older: PostVersion) -> bool:
    """Return whether the two have as much text, so that what was not compared cannot tell them apart."""
    return abs(newer.whole - older.whole) <= SAME_LENGTH * newer.whole


def percent_of(weight: int, newer: PostVersion) -> int:
    """Return how much of the text of `newer` has the weight `weight`; never 0, since something was taken."""
    return max(1, min(100, round(100 * weight / max(1, newer.whole))))
