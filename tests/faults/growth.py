"""How the time of a pattern grows with its text: every compiled pattern of the package against units told many times."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import regex

import content_quality
from content_quality.core.text.content_languages import PATTERNS, content_languages
from content_quality.core.text.patterns import _Pattern

UNITS = (
    " ", "\n", "\t", "a", "a ", "A", "Aa ", "é", "1", "1.", "1. ", "1-", "-", "- ", "--",
    "—", ">", "> ", "<", "<a ", "<a>", "<!--", "<!-- a ", "[", "[a", "[a](", "]", "](",
    "!", "![", "*", "**a", "_", "`", "``a", "~", "|", "| a ", "|-", ":", "::", ": ", "a:", "a: ", "{", "{{", "{%",
    "{% a ", "}", "%", "\\", "/", "a/", "http://", "http://a", "www.",
    "&", "&a", "&#", '"', "'", "“", "「", "。", "、", "あ", "字", "ア", "한", "ไ", "ا",
    "\u200b", "\ufe0f", "$", "=", "+", "@", "a@", ".", "a.", "...", ",", "a, ", "(", "(a", ")", "#",
    "# ", "\n#", "\n\n", "a\n", "[^a]: ", "\n> ", "\n- ", "<script", "import ", "0x", "T", "2026-", "00:",
    "<!-- content-quality: allow ", "TODO ", "As an AI", "Lorem ", "аa", "aа",
)  # fmt: skip
SIZES = (250, 4_000, 16_000, 64_000) if "LONG" in os.environ else (250, 4_000, 16_000)  # characters
FACTOR = 4
TAILS = (
    "\0",
    "\0: -- x > -->",
)  # one of them stands behind the units; `regex` does not even look at a text that lacks a sign the pattern needs
ENDLESS = 5.0  # seconds
SLOW, SLOW_CHARACTER = 0.05, 3e-6  # seconds; what costs less for 16,000 characters has not grown with their square
LINEAR = FACTOR * 2.2  # a ratio that linear cost stays below


def patterns() -> Iterator[tuple[str, Any]]:
    """Yield every pattern that a module of the package holds, with its name."""
    seen: set[int] = set()
    for module in pkgutil.walk_packages(content_quality.__path__, "content_quality."):
        if module.name == "content_quality.core.text.patterns" or ".orchestration" in module.name:
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
    for language in content_languages():
        found = ((name, getattr(language, name)) for name in PATTERNS)
        yield from ((f"core.text.languages.{language.code}:{name}", pattern) for name, pattern in found if pattern)


def _within(value: object, name: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if isinstance(value, re.Pattern | regex.Pattern | _Pattern):
        yield name, value
    elif depth < 3 and isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, f"{name}[{key}]", depth + 1)
    elif depth < 3 and isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _within(inner, f"{name}[{index}]", depth + 1)


class OutOfTime(Exception):  # noqa: N818 - names the state
    """A pattern has not come to an end."""


def _stop(_signal: int, _frame: object) -> None:
    raise OutOfTime


def seconds(work: Callable[[str], object], text: str, tries: int = 2) -> float:
    """Return the best of `tries` times, of the processor and not of the clock: the machine may be busy.

    Infinity for a pattern that takes `ENDLESS` seconds: some need longer than the age of the world.
    """
    best = float("inf")
    before = signal.signal(signal.SIGVTALRM, _stop)
    try:
        for _ in range(tries):
            signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
            start = time.process_time()
            work(text)
            best = min(best, time.process_time() - start)
    except OutOfTime:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return best


def grows(work: Callable[[str], object], unit: str) -> bool:
    """Return whether the cost of `work` grows faster than a text of many units, whatever stands behind them."""
    return any(_grows(work, unit, tail) for tail in TAILS)


def _grows(work: Callable[[str], object], unit: str, tail: str) -> bool:
    """Return whether `work` is slow on many units, and takes more than twice what linear cost would."""
    for size in SIZES:
        large = seconds(work, unit * (size // len(unit)) + tail, 1)
        if large > max(SLOW, SLOW_CHARACTER * size):
            large = min(large, seconds(work, unit * (size // len(unit)) + tail))
            small = seconds(work, unit * (size // FACTOR // len(unit)) + tail)
            return large > LINEAR * max(small, SLOW / FACTOR**2)
    return False


@cache
def sources() -> dict[str, str]:
    """Return the code of each module of the package."""
    folder = Path(content_quality.__path__[0])
    return {
        ".".join(path.relative_to(folder).with_suffix("").parts): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.py"))
    }


def used(name: str, pattern: Any) -> list[Callable[[str], object]]:
    """Return what the package does with a pattern; everything when its code does not show it.

    Modules have patterns of the same name: counted is the module itself, and what names the module in an import.
    """
    module, _, where = name.partition(":")
    parent, _, tail = module.rpartition(".")
    bare = re.escape(where.partition("[")[0])
    imports = re.compile(
        rf"from content_quality\.{re.escape(module)} import|from content_quality\.{re.escape(parent)} import[^#]*\b{tail}\b"
    )
    code = "\n".join(text for other, text in sources().items() if other == module or imports.search(text))
    calls = set(re.findall(rf"\b{bare}(?:\[[^\]]*\])?\.(search|finditer|findall|sub|split|match|fullmatch)\b", code))
    ways: list[Callable[[str], object]] = []
    if not calls or calls & {"finditer", "findall", "sub", "split"}:
        ways.append(lambda text: sum(1 for _ in pattern.finditer(text)))
    if not calls or "search" in calls:
        ways.append(pattern.search)
    if not calls or "match" in calls:
        ways.append(pattern.match)
    if not calls or "fullmatch" in calls:
        ways.append(pattern.fullmatch)
    return ways


def offenders(only: str = "") -> Iterator[tuple[str, str]]:
    """Yield the patterns whose cost grows faster than their text, each with a unit that shows it."""
    for name, pattern in patterns():
        if only not in name:
            continue
        if not isinstance(pattern.pattern, str):
            continue
        ways = used(name, pattern)
        unit = next((unit for unit in UNITS for way in ways if grows(way, unit)), None)
        if unit is not None:
            yield name, unit


if __name__ == "__main__":
    every = list(patterns())
    print(f"{len(every)} patterns", file=sys.stderr)
    for offender, shown_by in offenders(*sys.argv[1:]):
        print(f"{offender}\t{shown_by!r}", flush=True)
