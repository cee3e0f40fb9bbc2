"""Lists that are announced with a number: “three reasons:”, 「3つの理由」."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import regex

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.records import dataclass
from content_quality.core.text.content_languages import alternatives, content_languages
from content_quality.core.text.patterns import lazy


@cache
def _values() -> Mapping[str, int]:
    """Return the values of the cardinal numbers from two to ten, in languages that put them before a counted noun."""
    numbers = (enumerate(language.numbers_from_two, 2) for language in content_languages())
    return {word: value for counted in numbers for value, words in counted for word in words}


SPACED = lazy(
    lambda: (
        rf"\b(?P<number>\d{{1,2}}|{'|'.join(sorted(_values(), key=len, reverse=True))}) (?:\p{{L}}+ ){{0,2}}"
        rf"(?:{alternatives('counted')})\b"
    ),
    regex.IGNORECASE,
)
UNSPACED = lazy(lambda: rf"(?P<number>\d{{1,2}}|[二三四五六七八九十２-９])(?:{alternatives('counters')})")
DIGITS = {sign: value for value, sign in enumerate("一二三四五六七八九十", 1)} | {
    sign: value for value, sign in enumerate("１２３４５６７８９", 1)
}
LEADS_IN = (":", "：", "。", "す")  # a lead-in ends in a colon; in Japanese often in a full sentence


@dataclass(frozen=True, slots=True)
class Promise:
    """A paragraph that announces more members of the list under it than the list has: `given`."""

    block: Block
    words: str
    given: int


def short_lists(post: Post) -> Iterator[Promise]:
    """Yield the lists of `post` that hold fewer members than the paragraph above them announces."""
    blocks = post.blocks
    for index, block in enumerate(blocks[:-1]):
        if block.kind is not Kind.PARAGRAPH or block.containers or not block.text.rstrip().endswith(LEADS_IN):
            continue
        if blocks[index + 1].containers[:1] != ("list",):
            continue
        found = _announced(block.text[-160:])
        if found is None:
            continue
        given = _members(post, index + 1)
        if 0 < given < found[1]:
            yield Promise(block, found[0], given)


def _announced(text: str) -> tuple[str, int] | None:
    found = list(SPACED.finditer(text)) or list(UNSPACED.finditer(text))
    if len(found) != 1:
        return None
    number = found[0]["number"].lower()
    value = _values().get(number) or DIGITS.get(number) or (int(number) if number.isdecimal() else 0)
    return (found[0][0], value) if 2 <= value <= 10 else None


def _members(post: Post, index: int) -> int:
    """Return how many members the list that begins with block `index` has, and all lists that follow it directly."""
    count = 0
    for block in post.blocks[index:]:
        if block.containers[:1] != ("list",):
            break
        line_start = post.text.rfind("\n", 0, block.start) + 1
        count += len(block.containers) == 2 and bool(post.text[line_start : block.start].strip())
    return count
