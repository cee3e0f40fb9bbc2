"""The fence of a post that is wrong: one that is left over, or one whose partner is missing.

A wrong fence turns every later fence round: text becomes code and code becomes text. The parser notices at the end of
the post, or at a fence with a language inside a block; the wrong one is the first after which text and code have
changed places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum, auto

import regex

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.document.text_or_code import reads_as_text, text_votes
from content_quality.core.records import dataclass
from content_quality.core.text.patterns import lazy

FENCE = lazy(r"^(?P<indent>[ \t>]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n\r]*)", regex.MULTILINE)
LANGUAGE = lazy(r"[\w+#-]{1,20}(?:[ ,{].*)?")
SHOWS_MARKDOWN = frozenset(("md", "markdown", "mdx"))  # a block in which other fences are meant to stand
SHOWS_TEXT = frozenset(("text", "txt"))
CHANGE = (
    1  # vote of the parts between fences by which they must agree better with a change of place, before it is believed
)
BOTH = 2  # fences of a block that opens and closes
INDENTED = 4  # columns from which a fence inside a block is a part of what the block shows


class Fault(Enum):
    """What is wrong with a fence."""

    NOT_CLOSED = auto()  # the block lacks its closing fence
    TEXT_INSIDE = auto()  # the same, and text that was to be read stands in it
    EMPTY = auto()  # a fence that opens a block of nothing, at the end of the post
    LEFT_OVER = auto()  # a fence that opens a block of text: it is too much, or the one before it is missing
    ENDS_EARLY = auto()  # a fence that ends a block whose code goes on below
    ENDED_INSIDE = auto()  # a fence that the block shows has ended it


@dataclass(frozen=True, slots=True)
class WrongFence:
    """A wrong fence. An editor looks at [start, end); the fence itself stands at `fence`."""

    fault: Fault
    start: int
    end: int
    fence: int
    # where text and code stand in each other's place, so that what is read there is not what its author meant
    turned: tuple[tuple[int, int], ...] = ()

    @property
    def swallows(self) -> bool:
        """Return whether text that was to be read is shown as code."""
        return bool(self.turned) or self.fault is Fault.TEXT_INSIDE


@dataclass(frozen=True, slots=True)
class _FenceLine:
    """A line that holds a fence, and whether what follows it is inside a block."""

    start: int
    end: int
    block: int  # index of the fenced block it belongs to
    opens: bool
    inner: bool = False  # a fence with a language inside a block


@once_per_post
def wrong_fence(post: Post) -> WrongFence | None:
    """Return the first wrong fence of `post`, or None when each block has its two."""
    fenced = [block for block in post.blocks if block.kind is Kind.CODE and block.info != "indented"]
    if not any(_is_unclosed(post, block) or _holds_opening(post, block) for block in fenced):
        return None
    lines = [line for index, block in enumerate(fenced) for line in _fences(post, index, block)]
    turns = _turns(post, lines)
    if not turns:
        return _last_not_closed(post, fenced)
    ends = [*(line.start for line in lines), len(post.text)]
    turned = tuple((lines[first].start, ends[last]) for first, last in turns)
    first = turns[0][0]
    if first and not lines[first - 1].opens and _is_undecided(post, lines, first - 1):
        block = fenced[lines[first - 1].block]
        if _text_inside(post, block) is not None:
            return replace(_not_closed(post, block, block.end), turned=turned)
    return replace(_wrong_at(post, fenced, lines, first), turned=turned)


def _is_undecided(post: Post, lines: list[_FenceLine], at: int) -> bool:
    """Return whether the part behind a fence holds something that is neither text nor code in sum."""
    votes = text_votes(post.text[lines[at].end : lines[at + 1].start])
    return any(votes) and sum(votes) == 0


def _wrong_at(post: Post, fenced: list[Block], lines: list[_FenceLine], at: int) -> WrongFence:
    """Return the wrong fence, where text and code change places at the fence with index `at`."""
    line = lines[at]
    block = fenced[line.block]
    if line.opens and not line.inner:
        return (
            _not_closed(post, block, block.end)
            if _begins_with_code(post, lines, at)
            else _left_over(post, fenced, lines, at)
        )
    if not line.opens and _text_inside(post, block) is None and _begins_with_code(post, lines, at):
        return WrongFence(Fault.ENDS_EARLY, block.start, line.end, line.start)
    return _not_closed(post, block, line.start)


def _fences(post: Post, index: int, block: Block) -> Iterator[_FenceLine]:
    """Yield the fences of one block that open it, close it, or mean to open another inside it."""
    opening = FENCE.match(post.text, post.text.rfind("\n", 0, block.start) + 1)
    found = list(FENCE.finditer(post.text, block.start, block.end))
    opening = opening if opening is not None and opening["marks"] else (found[0] if found else None)
    if opening is None:
        return
    yield _FenceLine(opening.start(), opening.end(), index, opens=True)
    is_markdown = opening["info"].strip().lower() in SHOWS_MARKDOWN
    inner = [fence for fence in found if fence.start() > opening.start() and _is_as_long(fence, opening)]
    for fence in inner:
        if fence["info"].strip():
            if not is_markdown and LANGUAGE.fullmatch(fence["info"].strip()):
                yield _FenceLine(fence.start(), fence.end(), index, opens=True, inner=True)
        else:
            yield _FenceLine(fence.start(), fence.end(), index, opens=False)


def _is_as_long(fence: regex.Match[str], opening: regex.Match[str]) -> bool:
    """Return whether `fence`, inside a block, could have opened or closed one.

    As many marks, and not indented as code is.
    """
    is_near = len(fence["indent"].expandtabs(4)) - len(opening["indent"].expandtabs(4)) < INDENTED
    return fence["marks"].startswith(opening["marks"]) and is_near


def _turns(post: Post, lines: list[_FenceLine]) -> list[tuple[int, int]]:
    """Return from which fence to which text and code stand in each other's place, as indices; the second is exclusive.

    It is the reading of the parts between the fences that agrees best with what they hold, where each change of place
    costs as much as `CHANGE` votes.
    """
    as_parsed, turned = 0, -CHANGE
    came_from: list[
        tuple[bool, bool]
    ] = []  # whether the best reading up to here was turned, if this part is not, and if it is
    for index, line in enumerate(lines):
        end = lines[index + 1].start if index + 1 < len(lines) else len(post.text)
        votes = sum(text_votes(post.text[line.end : end])) * (-1 if line.opens else 1)
        cost = 0 if line.inner else CHANGE  # a fence with a language says itself that a block begins there
        came_from.append((turned - cost > as_parsed, turned > as_parsed - cost))
        as_parsed, turned = max(as_parsed, turned - cost) + votes, max(turned, as_parsed - cost) - votes
    is_turned, states = turned > as_parsed, [False] * len(lines)
    for index in range(len(lines) - 1, -1, -1):
        states[index] = is_turned
        is_turned = came_from[index][is_turned]
    edges = [index for index, state in enumerate((*states, False)) if state != (index > 0 and states[index - 1])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _begins_with_code(post: Post, lines: list[_FenceLine], at: int) -> bool:
    end = lines[at + 1].start if at + 1 < len(lines) else len(post.text)
    return text_votes(post.text[lines[at].end : end])[0] < 0


def _left_over(post: Post, fenced: list[Block], lines: list[_FenceLine], at: int) -> WrongFence:
    line, before = lines[at], lines[at - 1] if at else None
    if before is not None and before.block < line.block:
        outer = next((FENCE.match(post.text, one.start) for one in lines if one.block == before.block), None)
        holds = outer is not None and _holds_fence(post, fenced[before.block], outer)
        if holds and outer is not None:
            return WrongFence(Fault.ENDED_INSIDE, outer.start(), before.end, before.start)
    start = before.start if before is not None else line.start
    return WrongFence(Fault.LEFT_OVER, start, line.end, line.start)


def _holds_fence(post: Post, block: Block, outer: regex.Match[str]) -> bool:
    """Return whether a fence with a language stands in the block, which another fence then ended."""
    inside = FENCE.finditer(post.text, outer.end(), block.end)
    return any(fence["info"].strip() and _is_as_long(fence, outer) for fence in inside)


def _last_not_closed(post: Post, fenced: list[Block]) -> WrongFence | None:
    """Return the block that the parser noticed, where nothing shows that text and code have changed places."""
    for block in fenced:
        if _is_unclosed(post, block) or _holds_opening(post, block):
            found = _not_closed(post, block, block.end)
            return (
                replace(found, fault=Fault.EMPTY)
                if not post.text[block.start : block.end].strip(" \t\r\n>`~")
                else found
            )
    return None


def _not_closed(post: Post, block: Block, end: int) -> WrongFence:
    at = _text_inside(post, block)
    if at is not None:
        return WrongFence(Fault.TEXT_INSIDE, block.start, at, block.start)
    return WrongFence(Fault.NOT_CLOSED, block.start, end, block.start)


def _lines(post: Post, block: Block) -> list[str]:
    return post.text[block.start : block.end].splitlines(keepends=True)


def _is_unclosed(post: Post, block: Block) -> bool:
    lines = _lines(post, block)
    opening = FENCE.match(lines[0]) if lines else None
    if opening is None:
        return False
    last = FENCE.match(next((line for line in reversed(lines[1:]) if line.strip()), ""))
    return last is None or bool(last["info"].strip()) or not last["marks"].startswith(opening["marks"])


def _holds_opening(post: Post, block: Block) -> bool:
    """Return whether a fence with a language stands inside the block, and no other fence as long.

    It meant to open one.
    """
    opening = FENCE.match(post.text, post.text.rfind("\n", 0, block.start) + 1)
    if opening is None:
        return False
    if post.text.count(opening["marks"], block.start, block.end) <= BOTH:
        return False
    info = opening["info"].strip().lower()
    if info in SHOWS_MARKDOWN or (info in SHOWS_TEXT and _text_inside(post, block) is None):
        return False
    inside = FENCE.finditer(post.text, opening.end(), block.end)
    return any(_is_as_long(fence, opening) and LANGUAGE.fullmatch(fence["info"].strip()) for fence in inside)


def _text_inside(post: Post, block: Block) -> int | None:
    """Return the offset at which text begins inside the block, after a blank line; None when all of it may be code."""
    at, blank = block.start, False
    lines = _lines(post, block)
    for number, line in enumerate(lines):
        if number and blank and reads_as_text(lines, number):
            return at
        blank = not line.strip(" \t>\r\n")
        at += len(line)
    return None
