"""See `repeated_sentence`."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.document.prose import Prose, prose
from content_quality.core.document.set_lines import verses
from content_quality.core.duplicates.repeat_groups import repeats, self_matches
from content_quality.core.duplicates.tokens import weight_of
from content_quality.core.findings import DraftFinding, Related, Role, message
from content_quality.core.settings import Settings

STOPS = frozenset(".!?…。．！？｡।؟")
FARTHEST = 1_000  # letters in which a sentence must begin


def repeated_sentence(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a sentence that appears twice in a row, even when the second copy opens the next paragraph.

    Why it matters: a repeated sentence looks careless to readers.
    Example: a paragraph ends with a question to the readers, and the next paragraph is the same question again.
    Instead: delete the second copy.
    Known false positives: a line repeated for effect that is longer than `repeats.sentence_characters`.
    """
    row = prose(post, settings)
    superfluous = repeats(post, settings).superfluous
    starts = [start for start, _ in superfluous]
    for first, last, back in self_matches(post, settings).doubled:
        begin = _sentence(post, row, first, last, back)
        if begin is None or weight_of(row, begin, begin + back) < settings.repeats.sentence_characters:
            continue
        if _letters(_told(post, row, begin, begin + back)) != _letters(_told(post, row, begin - back, begin)):
            continue  # the same words around other links or numbers in code
        if _code(post, row, begin, begin + back) != _code(post, row, begin - back, begin):
            continue
        if _is_meant(post, row, begin - back, begin) or _asks(post, row, begin) != _asks(post, row, begin + back):
            continue
        start, end = row.range(begin, begin + back)
        before = bisect_right(starts, start) - 1
        if before >= 0 and start < superfluous[before][1]:
            continue  # belongs to a repeated passage
        kept = post.span(*row.range(begin - back, begin))
        yield post.finding(
            start,
            end,
            message("The sentence in line {line} repeats the sentence before it.", line=post.span(start, end).line),
            suggestion=message("Delete one of the two."),
            related=(Related(kept, Role.KEPT),),
        )


def _sentence(post: Post, row: Prose, first: int, last: int, back: int) -> int | None:
    """Return the letter at which a sentence of `back` letters begins, among those that equal the ones before."""
    for begin in range(first, min(last - back, first + FARTHEST) + 1):
        heads = row.parts[row.part_at(begin)].heading or row.parts[row.part_at(begin - 1)].heading
        if not heads and _is_border(post, row, begin) and _is_border(post, row, begin + back):
            return begin
    return None


def _is_border(post: Post, row: Prose, letter: int) -> bool:
    """Return whether a sentence ends before `letter`: the block does, or a full stop stands between."""
    if letter >= len(row) or letter == row.parts[row.part_at(letter)].first:
        return True
    between = post.text[int(row.places[letter - 1]) + 1 : int(row.places[letter])]
    return not STOPS.isdisjoint(between) and (not between.endswith(".") or not between.isascii())


def _asks(post: Post, row: Prose, letter: int) -> bool:
    """Return whether the sentence before `letter` is a question."""
    start = int(row.places[letter - 1]) + 1
    end = int(row.places[letter]) if letter < len(row) else len(post.text)
    return not QUESTION.isdisjoint(post.text[start:end][:3])


QUESTION = frozenset("?？؟")
PARTED = frozenset((Kind.TABLE, Kind.CODE))
INSERTED = ":::"  # what a generator inserts here, and its options below


def _is_meant(post: Post, row: Prose, first: int, second: int) -> bool:
    """Return whether the sentences at two letters are verse, a label and its text, or parted by a table or code."""
    one, other = (row.parts[row.part_at(letter)].block for letter in (first, second))
    lines, blocks = verses(post), post.blocks
    if one in lines and other in lines:
        return True
    if any(block.kind in PARTED for block in blocks[one + 1 : other]):
        return True
    if _are_other_entries(post, row, first, second):
        return True
    if blocks[one].containers != blocks[other].containers and _is_strong(post, row, one, first):
        return True
    return any(post.text.startswith(INSERTED, blocks[index].start) for index in (one, other))


def _are_other_entries(post: Post, row: Prose, first: int, second: int) -> bool:
    """Return whether the sentences belong to two entries of a list: another term leads to the second, or is in it."""
    blocks, back = post.blocks, second - first
    one, other = (row.parts[row.part_at(letter)].block for letter in (second - 1, second))
    if not ("list" in blocks[one].containers and "list" in blocks[other].containers):
        return False
    led = any(block.text.strip() and block.kind is not Kind.HEADING for block in blocks[one + 1 : other])
    return led or _signs(_told(post, row, first, second)) != _signs(_told(post, row, second, second + back))


def _signs(text: str) -> list[str]:
    """Return the signs that tell names and words apart: “C” and “C#”, “!” and “！”; not those of Markdown."""
    return [
        sign
        for sign in text.rstrip(f" \t\n{''.join(STOPS)}")
        if not (sign.isalnum() or sign.isspace() or sign in MARKS)
    ]


MARKS = frozenset("*_`~[]()<>-+.,;:\"'“”‘’\\|{}=")


def _is_strong(post: Post, row: Prose, block: int, letter: int) -> bool:
    place = int(row.places[letter])
    return any(run.strong for run in post.blocks[block].runs if run.start <= place < run.end)


def _told(post: Post, row: Prose, first: int, last: int) -> str:
    """Return the file's text from the letter `first` to `last`, with the links and code between and behind."""
    block = post.blocks[row.parts[row.part_at(last - 1)].block]
    end = int(row.places[last]) if last < row.parts[row.part_at(last - 1)].last else block.end
    return post.text[int(row.places[first]) : end]


def _code(post: Post, row: Prose, first: int, last: int) -> tuple[str, ...]:
    """Return the code between the letters `first` and `last`, signs included."""
    start, end = row.range(first, last)
    blocks = {row.parts[index].block for index in range(row.part_at(first), row.part_at(last - 1) + 1)}
    runs = (run for block in sorted(blocks) for run in post.blocks[block].runs if run.kind is Text.CODE)
    return tuple(run.text for run in runs if run.start < end and start < run.end)


def _letters(text: str) -> str:
    """Return the letters of `text`, and the pictures that stand for words."""
    return "".join(
        character for character in text.casefold() if character.isalnum() or unicodedata.category(character) == "So"
    )
