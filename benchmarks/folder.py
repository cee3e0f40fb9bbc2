"""What `check` of a folder costs: beside reading its bytes, beside jscpd, with a warm cache, and against itself.

    python -m benchmarks.folder --posts 2513 --rounds 3

The posts are those of `made_site.py`, whose sizes, damage and repeated phrases follow a real site. All commands run in turn,
round by round, so that a busy moment hits each of them; the quickest round of each counts. jscpd is one check in native code;
it is left out where the folder of peers (`BENCH_PEERS`) does not have it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import made_site
from benchmarks.damage.peers import PEERS_FOLDER, PeerMissing, program
from benchmarks.damage.peers.jscpd import TOKENS

READ = "import pathlib, sys; print(sum(len(path.read_bytes().decode()) for path in pathlib.Path(sys.argv[1]).rglob('*.md')))"
CHECK = (sys.executable, "-m", "content_quality.cli", "check", "--exit-zero", "--output", f"json={os.devnull}")
YARDSTICK = "check"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the clock and of processors, and the largest resident size of one process in MB."""

    wall: float
    cpu: float
    peak_mb: float


def commands(posts: Path, scratch: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what is measured: its name, and its command. The cache is filled by the second check of the folder."""
    folder = str(posts)
    yield "reading the bytes", (sys.executable, "-c", READ, folder)
    try:
        jscpd = program(PEERS_FOLDER, "jscpd")
    except PeerMissing:
        pass
    else:
        options = ("--min-tokens", str(TOKENS), "--min-lines", "1", "--reporters", "json", "--output", str(scratch))
        yield "jscpd", (jscpd, "--silent", *options, folder)
    yield YARDSTICK, (*CHECK, "--no-cache", folder)
    yield "check, which fills the cache", (*CHECK, folder)
    yield "check, warm cache", (*CHECK, folder)
    yield "check --against itself", (*CHECK, "--no-cache", "--against", folder, "--", folder)
    yield "check of one post", (*CHECK, "--no-cache", str(posts / made_site.name(7)))


def cost(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run `command`; raise `SystemExit` when it fails."""
    started = time.monotonic()
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(running.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(time.monotonic() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def measured(posts: Path, rounds: int) -> dict[str, Cost]:
    """Return the quickest of so many rounds of each command."""
    best: dict[str, Cost] = {}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            cache = Path(name) / "cache"
            environment = {**os.environ, "CONTENT_QUALITY_CACHE": str(cache), "XDG_CACHE_HOME": str(cache)}
            for label, command in commands(posts, Path(name)):
                found = cost(command, environment)
                print(f"round {number + 1}: {label}: {found.wall:.2f} s", file=sys.stderr, flush=True)
                if label not in best or found.wall < best[label].wall:
                    best[label] = found
    return best


def table(costs: Mapping[str, Cost], posts: int) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"| {posts:,} posts | wall | CPU | memory of one process | wall, `check` = 1 |"
    yield "|---|---:|---:|---:|---:|"
    for label, one in costs.items():
        ratio = one.wall / costs[YARDSTICK].wall
        yield f"| {label} | {one.wall:.2f} s | {one.cpu:.2f} s | {one.peak_mb:.0f} MB | {ratio:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=2_513)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        total = made_site.write(Path(name), 0, arguments.posts)
        costs = measured(Path(name), arguments.rounds)
    print(f"{total / 1e6:.1f} MB\n\n" + "\n".join(table(costs, arguments.posts)))


if __name__ == "__main__":
    main()
