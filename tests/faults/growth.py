"""How the time of a pattern grows with its text: every compiled pattern of the package against units told many times."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import regex

import content_quality
from content_quality.core.text.patterns import _Pattern

UNITS = (
    " ", "\n", "\t", "a", "a ", "A", "Aa ", "é", "1", "1.", "1. ", "1-", "-", "- ", "--", "—", ">", "> ", "<", "<a ", "<a>", "<!--", "<!-- a ", "[", "[a", "[a](", "]", "](",
    "!", "![", "*", "**a", "_", "`", "``a", "~", "|", "| a ", "|-", ":", "::", ": ", "a:", "a: ", "{", "{{", "{%", "{% a ", "}", "%", "\\", "/", "a/", "http://", "http://a", "www.",
    "&", "&a", "&#", '"', "'", "“", "「", "。", "、", "あ", "字", "ア", "한", "ไ", "ا", "\u200b", "\ufe0f", "$", "=", "+", "@", "a@", ".", "a.", "...", ",", "a, ", "(", "(a", ")", "#",
    "# ", "\n#", "\n\n", "a\n", "[^a]: ", "\n> ", "\n- ", "<script", "import ", "0x", "T", "2026-", "00:",
    "<!-- content-quality: allow ", "TODO ", "As an AI", "Lorem ", "аa", "aа",
)  # fmt: skip
SMALL, FACTOR = 500, 4
LINEAR, NOISE = FACTOR * 2.2, 0.002  # a ratio that linear cost stays below, from so many seconds on


def patterns() -> Iterator[tuple[str, Any]]:
    """Yield every pattern that a module of the package holds, with its name."""
    seen: set[int] = set()
    for module in pkgutil.walk_packages(content_quality.__path__, "content_quality."):
        if module.name.startswith(("content_quality.orchestration", "content_quality.dashboard.plugin")):
            continue
        try:
            loaded = importlib.import_module(module.name)
        except ImportError:
            continue
        for name, value in sorted(vars(loaded).items()):
            for where, pattern in _within(value, name):
                if id(pattern) not in seen:
                    seen.add(id(pattern))
                    yield f"{module.name.removeprefix('content_quality.')}:{where}", pattern


def _within(value: object, name: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if isinstance(value, re.Pattern | regex.Pattern | _Pattern):
        yield name, value
    elif depth < 3 and isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, f"{name}[{key}]", depth + 1)
    elif depth < 3 and isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _within(inner, f"{name}[{index}]", depth + 1)


def seconds(work: Callable[[str], object], text: str, tries: int = 2) -> float:
    """Return the best of `tries` times, of the processor and not of the clock: the machine may be busy."""
    best = float("inf")
    for _ in range(tries):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return best


def grows(work: Callable[[str], object], unit: str) -> bool:
    """Return whether `work` takes more than twice what linear cost would, at sizes where the time can be told from noise."""
    size = SMALL
    small = seconds(work, unit * (size // len(unit)) + "\0", 1)
    while size < 16_000:
        size *= FACTOR
        large = seconds(work, unit * (size // len(unit)) + "\0", 1)
        if large > NOISE:
            large = min(large, seconds(work, unit * (size // len(unit)) + "\0"))
            small = min(small, seconds(work, unit * (size // FACTOR // len(unit)) + "\0"))
            if large > LINEAR * max(small, NOISE / FACTOR / 2):
                return True
            if large > 0.1:
                return False
        elif large < NOISE / 10 and size > 1_000:
            return False
        small = large
    return False


def offenders() -> dict[str, str]:
    """Return the patterns whose cost grows faster than their text, with a unit that shows it."""
    found: dict[str, str] = {}
    for name, pattern in patterns():
        for unit in UNITS:
            if grows(pattern.search, unit) or grows(pattern.fullmatch, unit):
                found[name] = unit
                break
    return found


if __name__ == "__main__":
    every = list(patterns())
    print(f"{len(every)} patterns", file=sys.stderr)
    for offender, shown_by in offenders().items():
        print(f"{offender}\t{shown_by!r}", flush=True)
