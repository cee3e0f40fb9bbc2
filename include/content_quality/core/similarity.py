"""Repeated passages inside one post, grouped, with exact places."""

from __future__ import annotations

from dataclasses import dataclass

from content_quality.core.post import Post, once_per_post
from content_quality.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Copy:
    """One telling of a passage: [start, end) in characters of the file; `likeness` to the kept one is in [0, 1]."""

    start: int
    end: int
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class RepeatGroup:
    """All tellings of one passage. `length` is the longest superfluous copy in folded characters of prose."""

    kept: Copy
    copies: tuple[Copy, ...]
    length: int
    reason: str  # why `kept` is the one to keep: "continues", "structured" or "first"


@dataclass(frozen=True, slots=True)
class Repeats:
    """The repeats of a post. `superfluous` are disjoint ranges of the file, in order; `share` is of prose characters."""

    groups: tuple[RepeatGroup, ...] = ()
    superfluous: tuple[tuple[int, int], ...] = ()
    share: float = 0.0
    longest: int = 0


@once_per_post
def repeats(post: Post, settings: Settings) -> Repeats:
    """Return the repeated passages of `post`."""
    seen: dict[str, Copy] = {}
    groups = []
    total = repeated = longest = 0
    for block in post.blocks:
        if not block.is_prose:
            continue
        folded = "".join(block.text.split())
        total += len(folded)
        if folded in seen and len(folded) >= settings.repeats.passage_characters:
            groups.append(RepeatGroup(seen[folded], (Copy(block.start, block.end),), len(folded), "first"))
            repeated += len(folded)
            longest = max(longest, len(folded))
        seen.setdefault(folded, Copy(block.start, block.end))
    superfluous = tuple((copy.start, copy.end) for group in groups for copy in group.copies)
    return Repeats(tuple(groups), superfluous, repeated / total if total else 0.0, longest)
