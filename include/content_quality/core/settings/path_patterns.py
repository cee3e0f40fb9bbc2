"""Patterns of paths, with the rules of .gitignore.

A pattern without a slash names a file or a folder at any depth; a pattern with a slash is of the path from its start;
`*` stays in one folder, `**` crosses folders, a slash at the end names folders only, and `!` takes back.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from content_quality.core.text.patterns import lazy_re

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class PatternError(ValueError):
    """A pattern that cannot be meant; the message names the pattern."""


# What the library writes for one character of a name, for `*` and for `**` between two slashes.
ONE = r"(?:\\.|\[\^/\](?!\*)|\[(?:\\.|[^\]\\])+\]|[^\\\[\]()|?*+/^$])"
STAR, FOLDERS = r"\[\^/\]\*", r"\(\?:/\.\+\)\?/"
PARTS = rf"(?:{ONE}|{STAR}|\(\?>|\)|\?|/)"
NEGATED = lazy_re(r"(?<!\\)\[\^(?!/)")
STAR_TO_STAR = lazy_re(rf"{STAR}({ONE}+)(?={STAR})")
FOLDERS_TO_FOLDERS = lazy_re(rf"(\^\(\?:\.\+/\)\?|{FOLDERS})({PARTS}+?)(?={FOLDERS})")
LAZY = {"^(?:.+/)?": ("^", "(?:.+?/)??"), "(?:/.+)?/": ("", "(?:/.+?)??/")}


@lru_cache(maxsize=256)
def _compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # 40 ms, which a site without patterns does not pay

    return GitIgnoreSpec(
        type(one)(re.compile(_linear(one.regex.pattern)), one.include) if one.regex else one
        for one in GitIgnoreSpec.from_lines(patterns).patterns
    )


def _linear(expression: str) -> str:
    """Return what names the same paths in a time that grows with the length of a path, however many `*` there are.

    What stands between two `*` is looked for once: where the first one fits, every later one would do no better. So
    it is with the folders between two `**`.
    """
    once = STAR_TO_STAR.sub(r"(?>[^/]*?\1)", NEGATED.sub("[^/", expression))
    return FOLDERS_TO_FOLDERS.sub(_first_folders, once)


def _first_folders(found: re.Match[str]) -> str:
    start, lazy = LAZY[found[1]]
    return f"{start}(?>{lazy}{found[2]}(?=/))"


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
