"""Lines that their author ended: verse, refrains, addresses. Wrapped prose ends a line where room ends."""

from __future__ import annotations

from itertools import pairwise

from content_quality.core.document.post import Post, once_per_post
from content_quality.core.text.inline_markup import width

QUOTES, STOPS = "\"'“„«‘*_>", (".", "!", "?")
FEWEST_LINES, COUPLET = 3, 2  # the second where each line begins with a capital
LONGEST_LINE = 60  # columns; longer lines are prose with a line for each clause
ENDED_EARLY = 0.5  # of the lines; in wrapped prose hardly any but the last
A_SENTENCE_A_LINE = 0.75  # of the lines that end in full stops, from which they are sentences and no verse
COUPLETS = 4  # so many, where no stanza is longer
STANZAS = 2  # blocks of set lines, from which a post is verse; one alone may be an address or a list


def is_set_in_lines(text: str) -> bool:
    """Return whether each line of `text` begins with a capital, or most end where the next word had room."""
    if any(len(line.strip()) > LONGEST_LINE for line in text[: 2 * LONGEST_LINE].splitlines()):
        return False  # most paragraphs are one long line
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < COUPLET or len(max(lines, key=len)) > LONGEST_LINE:
        return False
    longest = max(map(width, lines))
    if longest > LONGEST_LINE:
        return False
    if sum(line.endswith(".") for line in lines) > A_SENTENCE_A_LINE * len(lines):
        return False
    if all(line.lstrip(QUOTES)[:1].isupper() for line in lines) and not all(
        line.endswith(STOPS) for line in lines[:-1]
    ):
        return True
    if len(lines) < FEWEST_LINES:
        return False
    early = sum(
        width(line) + 1 + width(following.split(maxsplit=1)[0]) <= longest for line, following in pairwise(lines)
    )
    return early >= ENDED_EARLY * (len(lines) - 1)


@once_per_post
def verses(post: Post) -> frozenset[int]:
    """Return the indices of the blocks that are verse: several stanzas, or the whole of the post."""
    prose = [index for index, block in enumerate(post.blocks) if block.is_prose]
    found = [
        index
        for index in prose
        if "item" not in post.blocks[index].containers
        and is_set_in_lines(post.text[post.blocks[index].start : post.blocks[index].end])
    ]
    if all(
        post.text[post.blocks[index].start : post.blocks[index].end].strip().count("\n") < COUPLET for index in found
    ):
        found = found if len(found) >= COUPLETS else []
    if 2 * len(found) >= len(prose) and len(found) >= STANZAS:
        return frozenset(prose)  # a poem: couplets and single lines belong to it
    return frozenset(found) if len(found) >= STANZAS or len(found) == len(prose) else frozenset()


def verse_starts(post: Post) -> frozenset[int]:
    """Return the offsets at which the paragraphs of a poem begin."""
    return frozenset(post.blocks[index].start for index in verses(post))
