"""Edits, and a text that remembers where each of its characters stood in the post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from enum import StrEnum

from content_quality.core.findings import Evidence, Finding, Replacement, Span
from content_quality.core.records import dataclass


class EditKind(StrEnum):
    """What an edit does."""

    COPY = "copy"  # deletes a passage that stands elsewhere, character by character
    FRAGMENT = "fragment"  # deletes a few words that the next paragraph says again
    RESTART = "restart"  # deletes the beginning of a sentence that begins again
    MACHINE = "machine-text"  # deletes a line that a script or a language model left
    JOIN = "join"  # joins a cut with what goes on from it
    MOVE = "move"  # moves a continuation to its cut
    LAYOUT = "layout"  # sets flattened words as headings and paragraphs again
    VALUE = "value"  # sets a named value of the front matter
    FIX = "fix"  # makes the edit that the finding itself names


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of the post: what it does at `span` of the original file, and the finding that justifies it."""

    kind: EditKind
    span: Span
    words: str  # what was deleted, moved or joined (hostile text)
    check: str
    fingerprint: str
    evidence: tuple[Evidence, ...] = ()
    guessed: bool = False  # whether the white space at a seam is a guess
    place: tuple[int, int] = (0, 0)  # of the original file, in characters
    kept: tuple[int, int] | None = None  # where the passage stands that a deleted copy repeats, if both are paragraphs


@dataclass(frozen=True, slots=True)
class Change:
    """Put `insert` in the place of [start, end) of the text at hand.

    `moved` is a range of the same text that goes there before what follows, and is deleted at its place.
    """

    start: int
    end: int
    kind: EditKind
    finding: Finding
    insert: str = ""
    moved: tuple[int, int] | None = None
    guessed: bool = False
    kept: tuple[int, int] | None = None  # what a deleted copy repeats, where both are whole paragraphs

    @classmethod
    def of(cls, replacement: Replacement, kind: EditKind, finding: Finding) -> Change:
        """Return `replacement` as a change that `finding` justifies."""
        return cls(replacement.start, replacement.end, kind, finding, replacement.text)


@dataclass(frozen=True)
class TracedText:
    """A text, and the place in the original of each of its characters; -1 - n for those that the edit n added."""

    text: str
    origin: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> TracedText:
        """Return an unchanged text."""
        return cls(text, tuple(range(len(text))))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original that holds the characters [start, end).

        An empty one where all were added.
        """
        known = [place for place in self.origin[start:end] if place >= 0]
        if known:
            return min(known), max(known) + 1
        before = next((place for place in reversed(self.origin[:start]) if place >= 0), 0)
        return before, before

    def unchanged(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the place of [start, end) in the original; None where it was edited."""
        known = self.origin[start:end]
        if not known or known[0] < 0 or list(known) != list(range(known[0], known[0] + len(known))):
            return None
        return known[0], known[-1] + 1

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the longest run of the original that [start, end) holds, past what was deleted from it before."""
        runs: list[tuple[int, int]] = []
        for known in self.origin[start:end]:
            if known < 0:
                continue
            if runs and runs[-1][1] <= known:
                runs[-1] = runs[-1][0], known + 1
            else:
                runs.append((known, known + 1))
        return max(runs, key=lambda run: run[1] - run[0]) if runs else self.original(start, end)

    def changed(self, changes: Sequence[Change], first: int = 0) -> TracedText:
        """Return the text after `changes`, which lie apart; the first of them is the edit with the number `first`."""
        pieces: list[str] = []
        origin: list[int] = []
        at = 0
        for start, end, insert, moved, number in _steps(changes):
            pieces.append(self.text[at:start])
            origin.extend(self.origin[at:start])
            pieces.append(insert)
            origin.extend([-1 - first - number] * len(insert))
            if moved is not None:
                pieces.append(self.text[slice(*moved)])
                origin.extend(self.origin[slice(*moved)])
            at = end
        pieces.append(self.text[at:])
        origin.extend(self.origin[at:])
        return TracedText("".join(pieces), tuple(origin))


Step = tuple[int, int, str, tuple[int, int] | None, int]


def _steps(changes: Sequence[Change]) -> list[Step]:
    steps: list[Step] = []
    for number, change in enumerate(changes):
        steps.append((change.start, change.end, change.insert, change.moved, number))
        if change.moved is not None:
            steps.append((*change.moved, "", None, number))
    return sorted(steps, key=lambda step: step[:2])


def without_overlaps(changes: Iterable[Change]) -> list[Change]:
    """Return `changes` in order, without those that touch an earlier one: the next round sees to them."""
    taken: list[tuple[int, int]] = []
    kept = []
    for change in sorted(changes, key=lambda one: (one.start, -one.end)):
        ranges = [(change.start, change.end), *([change.moved] if change.moved else [])]
        if any(start < last and first < end for start, end in ranges for first, last in taken):
            continue
        taken.extend(ranges)
        kept.append(change)
    return kept
