"""Findings about one key of the front matter, placed at the key and fingerprinted by its value."""

from __future__ import annotations

from dataclasses import dataclass

from content_quality.core.document.post import Post
from content_quality.core.findings import (
    Category,
    Finding,
    Message,
    Related,
    Role,
    Severity,
    Span,
    excerpt,
    fingerprint,
)


@dataclass(frozen=True, slots=True)
class KeyFindings:
    """Makes the findings of one check about keys of `post`."""

    check: str
    post: Post
    category: Category = Category.FRONT_MATTER

    def at(self, key: str, severity: Severity, text: Message, suggestion: Message | None = None) -> Finding:
        """Return a finding about the dotted `key`, at its line, or at the front matter's first line when it is missing."""
        place = self.post.front_matter.place(key)
        if place is None:
            start, end = self.post.front_matter.start, self.post.front_matter.start + 3
        else:
            start, end = place.key_start, max(place.key_end, place.value_end)
        return self.between(
            start, end, severity, text, suggestion, passage=f"{key}\0{self.post.text[start:end]}" if place else key
        )

    def between(
        self,
        start: int,
        end: int,
        severity: Severity,
        text: Message,
        suggestion: Message | None = None,
        *,
        passage: str | None = None,
        other: int | None = None,
    ) -> Finding:
        """Return a finding about [start, end) of the file.

        `passage` names it for waivers, `other` is a related place.
        """
        words = self.post.text[start:end]
        span = self.post.span(start, end)
        related = (Related(self._line(other), Role.KEPT),) if other is not None else ()
        name = fingerprint(self.check, f"{text.template}\0{passage if passage is not None else words}")
        return Finding(self.check, self.category, severity, span, text, excerpt(words), suggestion, related, name)

    def _line(self, at: int) -> Span:
        line = self.post.source.position(at)[0]
        return Span(line, 1, line, max(1, len(self.post.source.line(line))))
