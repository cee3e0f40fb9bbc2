"""How far long work has come: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

Progress = Callable[[Iterable[Any], int, str], Iterator[Any]]  # pieces, how many there are, and what is done with them
FEW = 24  # pieces, below which no bar is worth its flicker


def silent(pieces: Iterable[Any], total: int, doing: str) -> Iterator[Any]:  # noqa: ARG001 - one of two of a kind
    """Pass `pieces` on."""
    yield from pieces


def bar(pieces: Iterable[Any], total: int, doing: str) -> Iterator[Any]:
    """Pass `pieces` on, drawing a bar on a terminal while there are many."""
    if total < FEW or not sys.stderr.isatty():
        yield from pieces
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(pieces, doing, total=total, transient=True, console=Console(stderr=True))
