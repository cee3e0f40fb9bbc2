"""The standings of the peers, kept between runs: the posts stay the same, and so do peers of a pinned version."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.damage.compare import OURS, Standing
from benchmarks.damage.plan import Case

FILE = Path(__file__).parent / "peers" / "standings.json"


def keep(standings: Sequence[Standing], posts: str) -> None:
    """Keep `standings` of the peers on the posts whose digest is `posts`."""
    rows = [dataclasses.asdict(row) for row in standings if row.tool != OURS]
    FILE.write_text(json.dumps({"posts": posts, "peers": rows}, indent=1) + "\n")


def kept(posts: str) -> tuple[Standing, ...]:
    """Return the standings of the peers on the posts whose digest is `posts`; none when they are of other posts."""
    if not FILE.exists():
        return ()
    row = json.loads(FILE.read_text())
    return tuple(Standing(**one) for one in row["peers"]) if row["posts"] == posts else ()


def digest(cases: Sequence[Case]) -> str:
    """Return what names the posts of a run."""
    whole = hashlib.sha256()
    for case in cases:
        whole.update(f"{case.name}\0{case.text}\0".encode())
    return whole.hexdigest()[:16]
