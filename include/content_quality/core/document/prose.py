"""The prose of a post as one row of folded letters, each with its place in the file.

Folding is one to one (case, width and compatibility forms; spaces and punctuation fall away), so that a letter's index
leads back to its place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from content_quality.core.document.blocks import Block, Kind, Text, TextRun
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.text.characters import EVERY_CODE, Codes, fold

Indices = NDArray[np.int64]

HEADING_CHARACTERS = 90  # a heading longer than this holds a paragraph: the longest of 20,000 human headings has 88
LIST_SHARE = 0.6  # of a block's characters: more inside links, code or numbers make it a list of them, not prose
READ = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING})
COMPARED, SAID = frozenset({Text.PROSE, Text.CODE, Text.BREAK}), frozenset({Text.PROSE, Text.BREAK})
CHECKSUM = re.compile(r"[0-9a-fA-F]{32,}")  # with IGNORECASE, a search takes three times as long
CODE_SIGN = re.compile(r"[/\\_=@]")
CHECKSUM_CHARACTERS = 200  # SHA-512 has 128 hex digits; a longer block without a sign of code is prose
DENSE = ((0x0E00, 0x0F00), (0x1000, 0x10A0), (0x1780, 0x1800), (0x2E80, 0xFB00), (0x20000, 0x40000))


class Part(NamedTuple):
    """One block's share of the row: folded letters [first, last) of block number `block` of the post."""

    block: int
    first: int
    last: int
    heading: bool


@dataclass(frozen=True, eq=False)
class Prose:
    """Folded letters and, for each, its offset in the file and its rank among the characters a reader sees."""

    letters: Codes
    places: Indices
    seen: Indices
    parts: tuple[Part, ...]

    def __len__(self) -> int:
        return len(self.letters)

    @cached_property
    def starts(self) -> Indices:
        """The first letter of each part."""
        return np.fromiter((part.first for part in self.parts), np.int64, len(self.parts))

    @cached_property
    def _firsts(self) -> list[int]:
        return [part.first for part in self.parts]

    @cached_property
    def dense_before(self) -> Indices:
        """For each letter, and behind the last, how many letters of dense scripts stand before it."""
        return np.concatenate(([0], np.cumsum(dense(self.letters), dtype=np.int64)))

    def part_at(self, letter: int) -> int:
        """Return the index of the part that holds `letter`."""
        return bisect_right(self._firsts, letter) - 1

    def before(self, letter: int) -> tuple[int, int]:
        """Return the letters of the same part from its first up to `letter`."""
        return self.parts[self.part_at(letter)].first, letter

    def after(self, letter: int) -> tuple[int, int]:
        """Return the letters of the same part as the one before `letter`, from `letter` to its last."""
        return letter, self.parts[self.part_at(letter - 1)].last

    def length(self, first: int, last: int) -> int:
        """Return the length of the letters [first, last) in characters as an editor counts them, spaces included."""
        return int(self.seen[last - 1] - self.seen[first]) + 1 if last > first else 0

    def range(self, first: int, last: int) -> tuple[int, int]:
        """Return the half-open range of the file that holds the letters [first, last)."""
        return int(self.places[first]), int(self.places[last - 1]) + 1

    def text(self, first: int, last: int) -> str:
        """Return the folded letters [first, last) as a string."""
        return self.letters[first:last].tobytes().decode("utf-32-le", "surrogatepass")


def dense(letters: Codes) -> NDArray[np.bool_]:
    """Return which letters say as much as two of an alphabet: han, kana, hangul, Thai, Lao, Burmese, Khmer."""
    return _dense_characters().take(letters)


@cache
def _dense_characters() -> NDArray[np.bool_]:
    table = np.zeros(EVERY_CODE, np.bool_)
    for first, last in DENSE:
        table[first:last] = True
    return table


@cache
def _boilerplate(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE) if patterns else None


@once_per_post
def prose(post: Post, settings: Settings) -> Prose:
    """Return the prose of `post`: its paragraphs, list items and headings, without boilerplate, links and code."""
    boilerplate = _boilerplate(settings.repeats.boilerplate)
    bounds: list[int] = []  # of each run: start, end in the file
    owners: list[int] = []
    for index, block in enumerate(post.blocks):
        if block.kind not in READ or (boilerplate and boilerplate.search(block.text)):
            continue
        runs = [run for run in block.runs if run.kind in COMPARED]
        if _is_list_of_references(runs):
            continue
        bounds += [edge for run in runs for edge in run[2:4]]
        owners += [index] * len(runs)
    if not bounds:
        nothing = np.zeros(0, np.int64)
        return Prose(np.zeros(0, np.uint32), nothing, nothing, ())
    edges = np.array(bounds, np.int64).reshape(-1, 2)
    lengths = edges[:, 1] - edges[:, 0]
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1], dtype=np.int64) + np.repeat(edges[:, 0] - (ends - lengths), lengths)
    folded = fold(post.codes.take(places))
    seen = np.flatnonzero(folded != 0)
    return Prose(folded.take(seen), places.take(seen), seen, tuple(_parts(post.blocks, owners, ends, seen)))


def _is_list_of_references(runs: list[TextRun]) -> bool:
    plain = "".join([run.text for run in runs if not run.linked and run.kind in SAID])
    other = sum([len(run.text) for run in runs]) - len(plain)
    return other + _names_of_code(plain) > LIST_SHARE * (len(plain) + other)


def _names_of_code(text: str) -> int:
    """Return how many characters of `text` belong to paths, identifiers, settings and checksums."""
    is_code = (
        "/" in text or "_" in text or "=" in text or "@" in text or "\\" in text
    )  # five times as fast as CODE_SIGN
    if not is_code and (len(text) > CHECKSUM_CHARACTERS or not CHECKSUM.search(text)):
        return 0
    names = (word for word in text.split() if len(word) <= CHECKSUM_CHARACTERS and word.isascii())
    return sum(len(name) for name in names if CODE_SIGN.search(name, 1, len(name) - 1) or CHECKSUM.fullmatch(name))


def _parts(blocks: tuple[Block, ...], owners: list[int], ends: Indices, seen: Indices) -> Iterator[Part]:
    """Yield the parts that hold a letter.

    `ends` are the ends of the runs owned by blocks `owners`, in characters seen.
    """
    lasts = np.searchsorted(seen, ends).tolist()
    first = 0
    for index, (owner, following) in enumerate(pairwise((*owners, -1))):
        if following == owner:
            continue
        last = lasts[index]
        if last > first:
            heading = blocks[owner].kind is Kind.HEADING and last - first <= HEADING_CHARACTERS
            yield Part(owner, first, last, heading)
        first = last
