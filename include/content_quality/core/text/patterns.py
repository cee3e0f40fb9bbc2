"""Patterns that are compiled when they are first used.

A short check needs few of them, and some take ten milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, cast

import regex

_declared: list[_Pattern] = []


class _Pattern:
    """Stands for a compiled pattern, whose methods become its own as they are used."""

    def __init__(self, compiled: Callable[[], Any]) -> None:
        self._compile = compiled
        _declared.append(self)

    @cached_property
    def _compiled(self) -> Any:
        return self._compile()

    def __getattr__(self, name: str) -> Any:
        value = self.__dict__[name] = getattr(self._compiled, name)
        return value


def lazy(expression: str, flags: int = 0) -> regex.Pattern[str]:
    """Return the pattern that `regex` makes of `expression`."""
    return cast("regex.Pattern[str]", _Pattern(lambda: regex.compile(expression, flags)))


def lazy_re(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Return the pattern that the standard library makes of `expression`."""
    return cast("re.Pattern[str]", _Pattern(lambda: re.compile(expression, flags)))


def compile_all() -> None:
    """Compile whatever is declared by now, before processes are forked that would each do it for themselves."""
    for pattern in _declared:
        _ = pattern._compiled
