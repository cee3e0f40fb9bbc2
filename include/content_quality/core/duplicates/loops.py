"""A letter that a broken generator wrote over and over: “sooooo…”. Loops of words are self-matches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from content_quality.core.document.blocks import Text
from content_quality.core.document.post import Post
from content_quality.core.document.prose import Prose
from content_quality.core.duplicates.match import Match

LETTERS = 48  # of one kind in a row; shouts, laughter and rulers are shorter


def letter_loops(post: Post, row: Prose) -> Iterator[Match]:
    """Yield each run of one letter, as a match of its second letter with its first."""
    if len(row) < LETTERS:
        return
    sampled = np.arange(0, len(row) - 2, LETTERS // 4)
    same = row.letters.take(sampled)
    if not ((same == row.letters.take(sampled + 1)) & (same == row.letters.take(sampled + 2))).any():
        return  # of a run, some letters sampled would be followed by their like
    edges = np.concatenate(([0], np.flatnonzero(np.diff(row.letters)) + 1, [len(row)]))
    for index in np.flatnonzero(np.diff(edges) >= LETTERS).tolist():
        first, last = int(edges[index]), int(edges[index + 1])
        place, block = int(row.places[first]), post.blocks[row.parts[row.part_at(first)].block]
        is_code = any(run.kind is Text.CODE and run.start <= place < run.end for run in block.runs)
        if not is_code and post.text[place].isalpha() and row.part_at(first) == row.part_at(last - 1):
            yield Match(first + 1, last, first, last - 1, 1.0, last - first - 1)
