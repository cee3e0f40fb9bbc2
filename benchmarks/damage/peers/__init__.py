"""Other tools, run on the same posts. What a tool says is a multiset of remarks about each post, without their lines.

A tool finds the damage in a post when it makes a remark that it does not make about the sound twin of the post. That
is generous: where in the post the remark stands, and whether it is about the damage, does not matter.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PEERS_FOLDER = Path(os.environ.get("BENCH_PEERS", Path.home() / ".cache" / "content-quality-bench-peers"))

Remarks = Mapping[str, Counter[str]]  # by the name of the post; without remarks it may be missing
Posts = Sequence[tuple[str, str]]  # name and text


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: how it was run, which languages it is for (all, when empty), and the function that runs it."""

    name: str
    how: str
    run: Callable[[Posts, Path], Remarks]
    languages: frozenset[str] = frozenset()


class PeerMissing(Exception):  # noqa: N818 - names the state
    """A peer is not installed."""


def peers() -> tuple[Peer, ...]:
    """Return all peers."""
    from benchmarks.damage.peers import jscpd, markdownlint, minhash, repetition, textlint

    return (jscpd.PEER, minhash.PEER, repetition.PEER, textlint.PEER, markdownlint.PEER)


def program(folder: Path, name: str) -> str:
    """Return the program `name` of the folder of peers; raise `PeerMissing` when it is not there."""
    path = folder / "node_modules" / ".bin" / name
    if not path.exists():
        raise PeerMissing(f"{name} is missing from {folder}: run `python -m benchmarks.damage.install`")
    return str(path)


def write(posts: Posts, folder: Path) -> None:
    """Write `posts` below `folder`."""
    for name, text in posts:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
