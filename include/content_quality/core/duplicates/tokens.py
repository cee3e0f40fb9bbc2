"""Tokens of a passage: words, or letters of a script without spaces; and those of them that identify something."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from content_quality.core.document.blocks import Text
from content_quality.core.document.post import Post
from content_quality.core.document.prose import Prose
from content_quality.core.text.characters import Codes, dense
from content_quality.core.text.content_languages import content_language
from content_quality.core.text.patterns import lazy

STOPS = frozenset(".!?…。．！？｡।؟:：;；")
HANGUL = (0xAC00, 0xD7B0)
MIX, SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x1F123BB5)  # odd constants of a published 64-bit mixer
TYPO = 0.7  # likeness of a name to the same name misspelt
LONGEST_NUMBER = 40  # characters; what goes on for longer is no number that a reader compares
MOST_LINKS = 6  # compared; more are a list of links
ADDRESS = 300  # characters behind the words of a link, in which its target stands
NUMBER = lazy(r"\p{N}+(?:[.,:]\p{N}+)*")
NUMERIC = lazy(r"[\p{N}.]")
NAME = lazy(r"\b\p{Lu}[\p{L}\p{N}]+|[\u30a1-\u30ff]{3,}")
LINK = lazy(r"\]\(\s*<?([^)\s>]+)|\]\[([^\]\n]+)\]|href\s*=\s*[\"']([^\"'\s]+)|(https?://[^\s)>\]\"']+)")

Marks = tuple[frozenset[str], frozenset[str], frozenset[str]]  # numbers, names, code


def unspaced(letters: Codes) -> NDArray[np.bool_]:
    """Return which letters stand in a script without spaces: each is a token. Hangul has spaces between its words."""
    return dense(letters) & ((letters < HANGUL[0]) | (letters >= HANGUL[1]))


def weight_of(row: Prose, first: int, last: int) -> int:
    """Return the length of the letters [first, last) in characters, those of dense scripts counted twice."""
    return row.length(first, last) + (int(row.dense_before[last] - row.dense_before[first]) if last > first else 0)


def is_border(post: Post, row: Prose, letter: int) -> bool:
    """Return whether a sentence ends before `letter`: the block does, or a stop stands between."""
    if letter >= len(row) or letter == row.parts[row.part_at(letter)].first:
        return True
    between = post.text[int(row.places[letter - 1]) + 1 : int(row.places[letter])]
    return not STOPS.isdisjoint(between) and (not between.endswith((".", ":")) or not between.isascii())


def tokens(row: Prose, first: int, last: int) -> list[int]:
    """Return the first letter of each token in [first, last), and `last`."""
    places, letters = row.places[first:last], unspaced(row.letters[first:last])
    edges = np.flatnonzero((np.diff(places) != 1) | letters[1:] | letters[:-1]) + 1
    return [first, *(edges + first).tolist(), last]


def identities(row: Prose, edges: list[int]) -> list[int]:
    """Return a number for each token between `edges`: equal tokens have equal numbers."""
    firsts = np.array(edges[:-1], np.int64) - edges[0]
    letters = row.letters[edges[0] : edges[-1]].astype(np.uint64)
    within = np.arange(len(letters), dtype=np.int64) - np.repeat(firsts, np.diff(np.append(firsts, len(letters))))
    powers = MIX ** np.arange(int(within.max()) + 1, dtype=np.uint64)
    mixed = (letters + SHIFT) * powers.take(within)
    hashed: list[int] = np.add.reduceat(mixed, firsts).tolist()
    return hashed


def words(row: Prose, edges: list[int]) -> list[str]:
    """Return the folded words between `edges`, as `tokens` returns them."""
    text = row.text(edges[0], edges[-1])
    return [text[first - edges[0] : last - edges[0]] for first, last in pairwise(edges)]


def targets(post: Post, row: Prose, first: int, last: int) -> frozenset[str]:
    """Return where the links in [first, last) lead, a link around the last word included."""
    block = post.blocks[row.parts[row.part_at(last - 1)].block]
    start, end = int(row.places[first]), int(row.places[last - 1]) + 1
    if "[" not in post.alphabet and ":" not in post.alphabet:
        return frozenset()
    found = (
        next(filter(None, link.groups())) for link in LINK.finditer(post.text, start, min(block.end, end + ADDRESS))
    )
    return frozenset(found)


def names_another(new: frozenset[str], old: frozenset[str]) -> bool:
    """Return whether a token of `new` stands for something else than those of `old`.

    Another number, or no mere typo.
    """
    return bool(new and old) and any(
        NUMBER.findall(one) != NUMBER.findall(other) or Indel.normalized_similarity(one, other) < TYPO
        for one in new
        for other in [max(old, key=lambda token, one=one: Indel.normalized_similarity(token, one))]  # type: ignore[misc]
    )


def marks(post: Post, row: Prose, first: int, last: int) -> Marks:
    """Return the numbers, the names and the code in [first, last)."""
    if first >= last:
        nothing: frozenset[str] = frozenset()
        return nothing, nothing, nothing
    start, end = row.range(first, last)
    floor, ceiling = max(0, start - LONGEST_NUMBER), min(len(post.text), end + LONGEST_NUMBER)
    while start > floor and NUMERIC.match(post.text[start - 1]):
        start -= 1
    while end < ceiling and NUMERIC.match(post.text[end]) and NUMERIC.match(post.text[end - 1]):
        end += 1
    text = post.text[start:end]
    block = post.blocks[row.parts[row.part_at(first)].block]
    code = frozenset(
        post.text[max(start, run.start) : min(end, run.end)]
        for run in block.runs
        if run.kind is Text.CODE and run.start < end and start < run.end
    )
    names = frozenset() if content_language(post.language).nouns_have_capitals else frozenset(NAME.findall(text))
    return frozenset(NUMBER.findall(text)), names, code
