"""A unified diff of lines whose fate is known.

A diff that has to guess them shows a deleted line among repeats as a hundred changed ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

Opcode = tuple[str, int, int, int, int]


def unified_diff(before: str, after: str, kept: Sequence[int], names: tuple[str, str]) -> Iterator[str]:
    """Yield the lines of the diff; `kept` has the number in `before` of each line of `after`, or -1 for a new one."""
    old, new = before.splitlines(), after.splitlines()
    matcher = SequenceMatcher(None, "", "")
    matcher.opcodes = list(_opcodes(len(old), kept))  # type: ignore[attr-defined] # what its groups are made of
    for number, group in enumerate(matcher.get_grouped_opcodes()):
        if not number:
            yield from (f"--- {names[0]}", f"+++ {names[1]}")
        (_, start, _, begin, _), (_, _, end, _, last) = group[0], group[-1]
        yield f"@@ -{_range(start, end)} +{_range(begin, last)} @@"
        for tag, first, until, at, to in group:
            if tag == "equal":
                yield from (f" {line}" for line in old[first:until])
            else:
                yield from (f"-{line}" for line in old[first:until])
                yield from (f"+{line}" for line in new[at:to])


def _opcodes(old: int, kept: Sequence[int]) -> Iterator[Opcode]:
    """Yield runs of lines that are the same, and what stands between them."""
    pairs = [(line, number) for number, line in enumerate(kept) if line >= 0]
    runs = [(0, 0, 0)]  # where a run begins on both sides, and how many lines it has
    for line, number in pairs:
        first, at, size = runs[-1]
        if (line, number) == (first + size, at + size):
            runs[-1] = (first, at, size + 1)
        else:
            runs.append((line, number, 1))
    for (first, at, size), (line, number, _) in pairwise([*runs, (old, len(kept), 0)]):
        if size:
            yield "equal", first, first + size, at, at + size
        if line > first + size or number > at + size:
            yield "replace", first + size, line, at + size, number


def _range(start: int, end: int) -> str:
    if end - start == 1:
        return f"{start + 1}"
    return f"{start + 1 if end > start else start},{end - start}"
