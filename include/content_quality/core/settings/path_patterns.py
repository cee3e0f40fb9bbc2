"""Patterns of paths, with the rules of .gitignore.

A pattern without a slash names a file or a folder at any depth; a pattern with a slash is of the path from its start;
`*` stays in one folder, `**` crosses folders, a slash at the end names folders only, and `!` takes back.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class PatternError(ValueError):
    """A pattern that cannot be meant; the message names the pattern."""


@lru_cache(maxsize=256)
def _compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # 40 ms, which a site without patterns does not pay

    return GitIgnoreSpec.from_lines(patterns)


def check_patterns(patterns: tuple[str, ...]) -> None:
    """Raise `PatternError` for the first pattern that names nothing or that is not valid."""
    for pattern in patterns:
        if not pattern.strip() or pattern.startswith("#"):
            raise PatternError(f"{pattern!r} names no path")
        try:
            _compiled((pattern,))
        except ValueError as error:
            raise PatternError(f"{pattern!r} is not a pattern of paths") from error


def matches(patterns: tuple[str, ...], path: str) -> bool:
    """Return whether one of `patterns` names the file `path`, which is relative and has forward slashes."""
    return bool(patterns) and _compiled(patterns).match_file(path.lstrip("/"))
