"""Patterns that are compiled when they are first used.

A short check needs few of them, and some take ten milliseconds.
"""

from __future__ import annotations

import contextlib
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


Expression = str | Callable[[], str]  # a function where making the text takes time, or reads a file


def lazy(expression: Expression, flags: int = 0) -> regex.Pattern[str]:
    """Return the pattern that `regex` makes of `expression`."""
    return cast("regex.Pattern[str]", _Pattern(lambda: regex.compile(_text(expression), flags)))


def lazy_re(expression: Expression, flags: int = 0) -> re.Pattern[str]:
    """Return the pattern that the standard library makes of `expression`."""
    return cast("re.Pattern[str]", _Pattern(lambda: re.compile(_text(expression), flags)))


def _text(expression: Expression) -> str:
    return expression if isinstance(expression, str) else expression()


def compile_all() -> None:
    """Compile whatever is declared by now, before processes are forked that would each do it for themselves.

    A pattern that cannot be compiled, such as one of a site's settings that were refused, raises at its own first use.
    """
    for pattern in _declared:  # making one may read a language, which declares its own
        with contextlib.suppress(regex.error, re.error):
            _ = pattern._compiled
