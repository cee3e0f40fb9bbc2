"""What finding repeats costs, beside the least any reader of posts must do and beside two well-known comparers.

    python benchmarks/repeats.py [FOLDER] [--posts 200] [--workers 2]

FOLDER holds Markdown posts; without it, posts of about 14,000 characters are made up, every second one damaged. Prints
- floor A: read, decode, NFKC, split into paragraphs, hash each; floor B: read, decode, parse with source ranges,
fold, hash;
- this check alone, a whole inspection, `rapidfuzz.fuzz.partial_ratio` and `difflib` over the paragraphs of a few posts;
- the `check` command, as a user runs it, over one post and over the folder with WORKERS processes: seconds, posts per
second,
  seconds of the processor, and the most memory of all its processes together (proportional set size, sampled).
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import multiprocessing
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from content_quality.checks import CHECKS
from content_quality.core.document import prose
from content_quality.core.document.post import Post
from content_quality.core.duplicates import repeat_groups
from content_quality.core.inspection import inspect
from content_quality.core.settings import Settings

SETTINGS = Settings()
SYLLABLES = "かきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん学校都市電力技術記事読者図書種子春夏秋冬朝昼夜山川海空"
COMPARED_POSTS = 3  # difflib takes seconds a post
COMMAND = (sys.executable, "-m", "content_quality.cli")
SAMPLED_EVERY = 0.05  # seconds


def made_up_post(seed: int) -> str:
    """Return a post of about 14,000 characters; every second one has the article again, collapsed, in its middle."""
    chance = random.Random(seed)
    sentence = lambda: "".join(chance.choices(SYLLABLES, k=chance.randint(20, 60))) + chance.choice("。。。！？")  # noqa: E731 - full-width signs are what NFKC works on
    paragraphs = ["".join(sentence() for _ in range(chance.randint(3, 7))) for _ in range(40 if seed % 2 else 75)]
    body = [f"### {sentence()[:20]}\n\n{text}" if index % 8 == 0 else text for index, text in enumerate(paragraphs)]
    if seed % 2:
        body.insert(len(body) - 4, " ".join(body[:-4]))
    return f"---\ntitle: {sentence()[:24]}\ndate: 2026-03-{seed % 28 + 1:02}\n---\n\n" + "\n\n".join(body) + "\n"


def floor_a(path: Path) -> None:
    text = unicodedata.normalize("NFKC", path.read_bytes().decode())
    for paragraph in re.split(r"\n\s*\n", text):
        hashlib.blake2b(paragraph.encode(), digest_size=8).digest()


def floor_b(path: Path) -> None:
    post = Post.read(path.read_bytes(), path.name)
    row = prose.prose(post, SETTINGS)
    for part in row.parts:
        hashlib.blake2b(row.letters[part.first : part.last].tobytes(), digest_size=8).digest()


def whole_inspection(path: Path) -> None:
    inspect(path.read_bytes(), path.name, CHECKS, SETTINGS)


def paragraphs_of(path: Path) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", path.read_text(encoding="utf-8")) if len(part) >= 40]


def partial_ratios(path: Path) -> None:
    for one, other in combinations(paragraphs_of(path), 2):
        fuzz.partial_ratio(one, other)


def difflib_ratios(path: Path) -> None:
    for one, other in combinations(paragraphs_of(path), 2):
        difflib.SequenceMatcher(None, one, other, autojunk=False).find_longest_match()


def milliseconds(work: Callable[[Path], None], files: list[Path], rounds: int = 3) -> float:
    """Return the median over `files` of the best of `rounds` runs, in milliseconds of the processor."""
    best = []
    for file in files:
        runs = []
        for _ in range(rounds):
            start = time.process_time()
            work(file)
            runs.append(time.process_time() - start)
        best.append(min(runs))
    return 1_000 * statistics.median(best)


def check_alone(files: list[Path]) -> float:
    """Return the median milliseconds of the repeats of a post that is parsed already."""
    best = []
    for file in files:
        runs = []
        for _ in range(3):
            post = Post.read(file.read_bytes(), file.name)
            _ = post.blocks
            start = time.process_time()
            repeat_groups.repeats(post, SETTINGS)
            runs.append(time.process_time() - start)
        best.append(min(runs))
    return 1_000 * statistics.median(best)


def command(arguments: list[str], report: Path) -> tuple[float, float, int]:
    """Run `content-quality check`.

    Return seconds by the clock, seconds of the processor, and the most memory in MiB.
    """
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    most = 0
    with (
        report.open("wb") as output,
        subprocess.Popen([*COMMAND, "check", "--format", "json", *arguments], stdout=output) as process,
    ):
        while process.poll() is None:
            most = max(most, sum(map(proportional, family(process.pid))))
            time.sleep(SAMPLED_EVERY)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, most // 1024


def family(pid: int) -> list[int]:
    """Return a process and its children."""
    try:
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split())]
    except OSError:
        return [pid]


def proportional(pid: int) -> int:
    """Return the KiB of a process; what it shares with others counts in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def whole_command(folder: Path, files: list[Path], workers: int) -> None:
    with tempfile.TemporaryDirectory() as reports:
        report = Path(reports) / "report.json"
        one, _, _ = command([str(files[0])], report)
        seconds, processor, most = command(["--jobs", str(workers), str(folder)], report)
    print(f"\ncheck of one post: {one:.2f} s")
    print(
        f"check of the folder, {workers} processes: {len(files)} posts in {seconds:.1f} s, {len(files) / seconds:.0f} posts a second;"
    )
    print(f"{processor:.1f} s of the processor, at most {most} MiB")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, nargs="?")
    arguments.add_argument("--posts", type=int, default=200, help="how many posts are timed one by one")
    arguments.add_argument("--workers", type=int, default=multiprocessing.cpu_count())
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as made_up:
        folder = options.folder or Path(made_up)
        if options.folder is None:
            for seed in range(2_500):
                (folder / f"post-{seed:04}.md").write_text(made_up_post(seed), encoding="utf-8")
        files = sorted(folder.rglob("*.md"))
        timed = files[:: max(1, len(files) // options.posts)][: options.posts]
        few = timed[: 2 * COMPARED_POSTS : 2]
        base = milliseconds(floor_a, timed)
        print(f"{'one core, median of posts':42s} {'ms':>9s} {'× floor A':>10s}")
        for name, took in (
            ("floor A: decode, NFKC, split, hash", base),
            ("floor B: front matter, parse, fold, hash", milliseconds(floor_b, timed)),
            ("repeats of a parsed post", check_alone(timed)),
            (f"inspection, all {len(CHECKS)} checks", milliseconds(whole_inspection, timed)),
            ("rapidfuzz partial_ratio of paragraphs", milliseconds(partial_ratios, few, rounds=1)),
            ("difflib of paragraphs", milliseconds(difflib_ratios, few, rounds=1)),
        ):
            print(f"{name:42s} {took:9.2f} {took / base:10.2f}")
        whole_command(folder, files, options.workers)


if __name__ == "__main__":
    main()
