"""Findings about one key of the front matter, placed at the key and named by its value."""

from __future__ import annotations

import re

from content_quality.core.document.dates import NO_DATE as UNREAD
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
    message,
)

SIGNS = {"yaml": ": ", "toml": " = "}


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
        suggestion=on_its_line(post, key, suggestion),
        severity=severity,
        passage=passage_of(Message(former) if former else text, named),
    )


PLAIN = re.compile(r"[\w][\w .,'’/+-]*")  # a value that needs no quotation marks in YAML
NOT_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
TYPED, DATED = "Type: {line}", "Type: {date}"


def on_its_line(post: Post, key: str, suggestion: Message | None) -> Message | None:
    """Return `suggestion` with the number of the line to replace, where the whole new line is certain.

    It is where the key and its value are all that stands in the line, and where the new value is plain.
    """
    place, form = post.front_matter.place(key), post.front_matter.format
    if suggestion is None or place is None or form not in ("yaml", "toml") or "." in key:
        return suggestion
    number = post.source.position(place.key_start)[0]
    if post.source.line(number).strip() != post.text[place.key_start : max(place.value_end, place.key_end)].strip():
        return suggestion
    if suggestion == UNREAD.suggestion:
        return message(
            "Replace line {number} with the intended date as year-month-day, such as: {line}",
            number=number,
            line=f"{key}{SIGNS[form]}2026-01-31",
        )
    line = str(suggestion.values.get("line", ""))
    if suggestion.template == DATED:
        line = f"{key}{SIGNS[form]}{suggestion.values['date']}"
    elif suggestion.template != TYPED or not _is_plain(line, post.front_matter.values.get(key)):
        return suggestion
    return message("Replace line {number} with: {line}", number=number, line=line)


def _is_plain(line: str, old: object) -> bool:
    """Return whether the new `line` means in YAML what it shows; of a list a text is made, not a number or a switch."""
    value = line.partition(SIGNS["yaml"])[2].strip()
    if not PLAIN.fullmatch(value):
        return False
    return not isinstance(old, list) or (any(map(str.isalpha, value)) and value.lower() not in NOT_TEXT)


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
