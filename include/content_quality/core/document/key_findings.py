"""Findings about one key of the front matter, placed at the key and named by its value."""

from __future__ import annotations

from content_quality.core.document.first_wordings import first_wording
from content_quality.core.document.post import Post
from content_quality.core.findings import (
    Category,
    DraftFinding,
    Finding,
    Message,
    Related,
    Role,
    Severity,
    Span,
    fingerprint,
)


def about_key(
    post: Post,
    key: str,
    severity: Severity,
    text: Message,
    suggestion: Message | None = None,
    former: str | None = None,
) -> DraftFinding:
    """Return a finding about the dotted `key`, at its line, or at the front matter's first line when it is missing.

    `former` is the template by which waivers know the finding, where its words have changed since.
    """
    place = post.front_matter.place(key)
    if place is None:
        start, end = post.front_matter.start, post.front_matter.start + 3
    else:
        start, end = place.key_start, max(place.key_end, place.value_end)
    named = f"{key}\0{post.text[start:end]}" if place else key
    return post.finding(
        start,
        end,
        text,
        suggestion=suggestion,
        severity=severity,
        passage=passage_of(Message(former) if former else text, named),
    )


def passage_of(text: Message, named: str) -> str:
    """Return what the fingerprint of a finding about front matter names: the kind of mistake, then the words."""
    return f"{first_wording(text.template)}\0{named}"


def first_place(post: Post, other: int | None) -> tuple[Related, ...]:
    """Return the line at the offset `other` as the place that is kept, nothing when there is none."""
    if other is None:
        return ()
    line = post.source.position(other)[0]
    return (Related(Span(line, 1, line, max(1, len(post.source.line(line)))), Role.KEPT),)


def bound(check: str, draft: DraftFinding, category: Category = Category.FRONT_MATTER) -> Finding:
    """Return `draft` as a finding of `check`, for what is found outside of a check or in another category."""
    severity = Severity.WARNING if draft.severity is None else draft.severity
    return Finding(
        check,
        category,
        severity,
        draft.span,
        draft.message,
        draft.excerpt,
        draft.suggestion,
        draft.related,
        fingerprint(check, draft.passage),
        evidence=draft.evidence,
        fix=draft.fix,
    )
