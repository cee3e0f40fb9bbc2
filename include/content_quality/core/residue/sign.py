"""One reason to believe that a machine talks, and the words that a text must hold for it."""

from __future__ import annotations

import regex

from content_quality.core.records import dataclass
from content_quality.core.text.content_languages import common_words


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """One reason to believe that a machine talks, see `signs/README.md`."""

    kind: str
    weight: float
    pattern: regex.Pattern[str]
    words: tuple[frozenset[str], ...]  # groups of whole words; one of each is in whatever the pattern finds
    parts: tuple[tuple[str, ...], ...]  # the same for scripts without spaces: parts of the text
    at: str = "sentence"
    placed: bool = False
    whole: bool = False
    unless: regex.Pattern[str] | None = None
    next: regex.Pattern[str] | None = None

    def has_all_in(self, text: str) -> bool:
        """Return whether `text`, in lower case, holds one word or part of each group, be it inside another word."""
        for group in (*self.words, *self.parts):
            for need in group:
                if need in text:
                    break
            else:
                return False
        return True

    @property
    def is_anchored_by_words(self) -> bool:
        """Return whether the rarest group is one of words: parts of one character are common."""
        return bool(self.words) and all(min(len(part) for part in group) == 1 for group in self.parts)

    @property
    def anchors(self) -> tuple[str, ...]:
        """One of these is in whatever the pattern finds: the group whose words are rarest, or its parts."""
        if not self.is_anchored_by_words:
            return max(self.parts, key=lambda group: min(len(part) for part in group), default=())
        rarest: frozenset[str] = min(self.words, key=commonness)
        return tuple(rarest)


def commonness(group: frozenset[str]) -> tuple[int, float]:
    """Return how common the words of `group` are: what to sort by, the rarest first."""
    return len(group & common_words()), -sum(len(word) for word in group) / len(group)
