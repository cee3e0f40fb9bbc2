"""Run the benchmark: `python -m benchmarks.damage [--languages en,ja] [--peers | --no-peers] [--export FOLDER]`.

Without a choice of languages or numbers, `docs/accuracy.md` is written anew. The peers are run where they are
installed and their figures are not known for these posts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.damage.compare import Standing, of_peers, of_product
from benchmarks.damage.export import export
from benchmarks.damage.peers import PEERS_FOLDER
from benchmarks.damage.plan import Case, Plan
from benchmarks.damage.product import hits
from benchmarks.damage.report import report
from benchmarks.damage.score import Found, score
from benchmarks.damage.standings_file import digest, keep, kept

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"


def main() -> None:
    """Make the posts, check them, and write or print the page."""
    options = _parser().parse_args()
    plan = Plan(tuple(filter(None, options.languages.split(","))), options.sound, options.each, options.seed)
    cases = list(plan.cases())
    if options.export:
        export(cases, options.export)
        sys.stderr.write(f"{len(cases)} posts are in {options.export}.\n")
        return
    started = time.monotonic()
    found = hits([(case.name, case.text) for case in cases])
    sys.stderr.write(f"{len(cases)} posts were checked in {time.monotonic() - started:.0f} s.\n")
    standings = _standings(cases, found, options.peers)
    page = report(plan, score(cases, found), standings)
    if plan == Plan():
        PAGE.write_text(page, "utf-8")
        sys.stderr.write(f"The result is in {PAGE}.\n")
    else:
        sys.stdout.write(page)


def _standings(cases: Sequence[Case], found: Found, wanted: bool | None) -> tuple[Standing, ...]:
    """Return content-quality and its peers; `wanted` is None when nobody said whether they shall run."""
    posts = digest(cases)
    peers = kept(posts)
    if wanted or (wanted is None and not peers and PEERS_FOLDER.is_dir()):
        peers = of_peers(cases, PEERS_FOLDER)
        keep(peers, posts)
    return (of_product(cases, found), *peers) if peers and wanted is not False else ()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--languages", default="", help="codes with commas between them; all without it")
    parser.add_argument("--sound", type=int, default=Plan().sound, help="sound posts in each language")
    parser.add_argument("--each", type=int, default=Plan().each, help="posts of each kind in each language")
    parser.add_argument("--seed", type=int, default=Plan().seed)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, help="run the other tools, or leave them out")
    parser.add_argument("--export", type=Path, metavar="FOLDER", help="only write the posts and their labels")
    return parser


if __name__ == "__main__":
    main()
