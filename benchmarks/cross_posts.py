"""Copies across posts: recall, precision, seconds, memory and bytes of the fingerprint index, beside MinHash libraries.

    python benchmarks/cross_posts.py 100000 1000000 --peers datasketch,rensa,gaoya --peer-limit 100000
    python benchmarks/cross_posts.py --site 300 600 1200

The text is generated with fixed seeds: words of a made-up vocabulary by Zipf's law, with the function words of English,
60 words a paragraph on average. Planted copies have a share of their words (or letters) replaced, left out or inserted.
Every tool runs in a process of its own; memory is the largest resident size of the process that compares.
The peers are in requirements-cross-posts.txt; each is asked for Jaccard similarity 0.5 of 5-letter shingles, 128
permutations.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np

SEED = 20261124
POST = 10  # passages of a post
POSTS = 100  # of the batch
CHUNK = 20_000  # passages that are generated and added at a time
KINDS = ("exact", "5 %", "10 %", "20 %", "30 %", "contained", "letters 10 %", "letters 20 %", "fresh")
SMALL = "the of and to in a is that it was for on with as be at by this had not are but from or have an they which one you were her all she there".split()


def vocabulary() -> list[str]:
    """Return 30,000 words: English function words first, then words of random syllables."""
    chosen = random.Random(SEED)
    onsets, vowels, codas = (
        "b c d f g h l m n p r s t v w st tr pl gr ch sh".split(),
        "a e i o u ea ou ai".split(),
        " n r s t l nd ck m".split(" "),
    )
    words = list(SMALL)
    known = set(words)
    while len(words) < 30_000:
        word = "".join(
            chosen.choice(onsets) + chosen.choice(vowels) + chosen.choice(codas)
            for _ in range(chosen.choice((1, 2, 2, 3)))
        )
        if word not in known:
            known.add(word)
            words.append(word)
    return words


WORDS = vocabulary()
ODDS = np.cumsum(1 / (np.arange(len(WORDS)) + 2.7))
ODDS /= ODDS[-1]


def paragraphs(first: int, count: int) -> list[list[str]]:
    """Return paragraphs `first` to `first + count`, always the same ones; 20 to 110 words each."""
    drawn = np.random.default_rng([SEED, first])
    lengths = np.clip(drawn.normal(60, 20, count), 20, 110).astype(int)
    ends = np.cumsum(lengths)
    words = np.searchsorted(ODDS, drawn.random(int(ends[-1]))).tolist()
    return [
        [WORDS[number] for number in words[end - length : end]]
        for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)
    ]


def edited(words: list[str], share: float, chosen: random.Random) -> list[str]:
    """Return `words` with a share of them replaced (half), left out (a quarter) or followed by a new one (a quarter)."""
    out = []
    for word in words:
        if chosen.random() >= share:
            out.append(word)
            continue
        way = chosen.random()
        new = WORDS[int(np.searchsorted(ODDS, chosen.random()))]
        if way < 0.5:
            out.append(new)
        elif way < 0.75:
            out += [word, new]
    return out


def with_letters_edited(words: list[str], share: float, chosen: random.Random) -> list[str]:
    return [
        "".join(chosen.choice("abcdefghijklmnopqrstuvwxyz") if chosen.random() < share else letter for letter in word)
        for word in words
    ]


def planted(size: int) -> list[tuple[str, int, list[str]]]:
    """Return the passages of the batch: kind, number of the source in the archive (-1: none), words."""
    chosen = random.Random(SEED + size)
    chunk_of: dict[int, list[list[str]]] = {}
    found = []
    # Sources lie in four chunks, spread over the archive, so that generating them again stays cheap.
    chunks = [size * part // 4 // CHUNK * CHUNK for part in range(4)]
    for number in range(POSTS * POST):
        kind = KINDS[number % len(KINDS)]
        first = chosen.choice(chunks)
        if first not in chunk_of:
            chunk_of[first] = paragraphs(first, min(CHUNK, size - first))
        source = chosen.randrange(len(chunk_of[first]))
        words = chunk_of[first][source]
        if kind == "contained":
            around = paragraphs(10_000_000 + number, 2)
            words = [*around[0][:40], *words, *around[1][:40]]
        elif kind == "fresh":
            words = paragraphs(20_000_000 + number, 1)[0]
        elif kind.startswith("letters"):
            words = with_letters_edited(words, int(kind.split()[1]) / 100, chosen)
        elif kind != "exact":
            words = edited(words, int(kind.split()[0]) / 100, chosen)
        found.append((kind, -1 if kind == "fresh" else first + source, words))
    return found


def report(**values: object) -> None:
    print(json.dumps(values), flush=True)


def peak() -> int:
    """Return the largest resident size of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def scored(found: dict[int, set[int]], batch: list[tuple[str, int, list[str]]]) -> dict[str, object]:
    """Return recall by kind and precision.

    `found` are the numbers of archive paragraphs by number of the batch's passage.
    """
    total, right = Counter(kind for kind, _, _ in batch), Counter()
    true = pairs = 0
    for number, (kind, source, _) in enumerate(batch):
        right[kind] += source in found.get(number, set())
        true += source in found.get(number, set())
        pairs += len(found.get(number, ()))
    recall = {kind: round(right[kind] / total[kind], 3) for kind in KINDS if kind != "fresh"}
    return {"recall": recall, "precision": round(true / pairs, 4) if pairs else None, "pairs": pairs}


# --- content-quality
# ---------------------------------------------------------------------------------------------------


def post_version(name: str, passages: list[list[str]], seen: str):
    from content_quality.core.cross_post.fingerprints import fingerprints
    from content_quality.core.cross_post.passages import Passage, PostVersion, digest
    from content_quality.core.findings import WHOLE_POST
    from content_quality.core.text.characters import codes_of

    texts = ["".join(words) for words in passages]
    kept = tuple(Passage(block, digest(text), len(text), WHOLE_POST, text) for block, text in enumerate(texts))
    prints = tuple(fingerprints(codes_of(text)) for text in texts)
    size = sum(map(len, texts))
    return PostVersion(name, name, name, name, "en", (f"slug {name}",), "", "", size, size, kept, seen, prints=prints)


def build_own(size: int, path: Path) -> None:
    from content_quality.adapters.fingerprints import index_file

    generating = 0.0
    started = time.process_time()
    with index_file.writing(path, "benchmark") as index:
        for first in range(0, size, CHUNK):
            begun = time.process_time()
            made = paragraphs(first, min(CHUNK, size - first))
            generating += time.process_time() - begun
            index.add(post_version(f"{first + at:08d}", made[at : at + POST], "0") for at in range(0, len(made), POST))
    report(
        tool="content-quality",
        step="build",
        size=size,
        seconds=time.process_time() - started - generating,
        peak_mb=peak(),
        bytes=path.stat().st_size,
    )


def compare_own(size: int, path: Path) -> None:
    from content_quality.adapters.fingerprints import index_file
    from content_quality.core.cross_post.verification import copied
    from content_quality.core.settings import Settings
    from content_quality.pipeline.ingest.compare_posts import find_copies

    settings = Settings()
    batch = planted(size)
    post_versions = [
        post_version(f"new-{at // POST:03d}", [words for _, _, words in batch[at : at + POST]], "1")
        for at in range(0, len(batch), POST)
    ]
    versions = [(one.post_id, one.sha256) for one in post_versions]
    with index_file.writing(path, "benchmark") as index:
        started, busy = time.perf_counter(), time.process_time()
        index.add(post_versions)
        numbers = list(index.numbers(versions).values())
        index.learn(numbers, settings.across.common_fingerprint)
        looked_up = time.perf_counter() - started
        find_copies(index, versions, lambda _: settings, lambda _: None)
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
        # The same verification once more, unmeasured, for the score passage by passage.
        own = index.passages_of(numbers)
        order = {placed.number: at for at, placed in enumerate(own)}
        across = settings.across
        index.follow(numbers)
        pairs = {(*pair, True) for pair in index.equal(numbers)}
        pairs |= {*index.near(numbers, across.candidates, across.common_fingerprint)}
        others = index.passages({other for _, other, _ in pairs})
        known_editions = index.post_versions({placed.post_version for placed in others.values()})
        mine = {placed.number: placed for placed in own}
        found: dict[int, set[int]] = {}
        for number, other, sure in pairs:
            archive = known_editions[others[other].post_version].post_id
            text, source = mine[number].passage.text, others[other].passage.text
            if not archive.startswith("new") and copied(text, source, in_part=sure):
                found.setdefault(order[number], set()).add(int(archive) + others[other].passage.block)
        index.remove(numbers)
    report(
        tool="content-quality",
        step="compare",
        size=size,
        seconds=seconds,
        busy=busy,
        lookup=looked_up,
        peak_mb=peak(),
        **scored(found, batch),
    )


# --- a whole site with itself
# ---------------------------------------------------------------------------------------------------


def site_own(count: int) -> None:
    """Compare a made-up site with itself and report each step, and how many of the planted copies were found, by kind."""
    import made_site

    from content_quality.adapters.fingerprints import index_file
    from content_quality.core.cross_post.passages import post_version as version_of
    from content_quality.core.document.post import Post
    from content_quality.core.document.source_text import SourceText
    from content_quality.core.settings import Settings
    from content_quality.pipeline.ingest.compare_posts import find_copies

    settings, texts, busy = Settings(), {}, Counter()
    versions: list[tuple[str, str]] = []

    def clock(step: str, started: float) -> float:
        busy[step] += time.process_time() - started
        return time.process_time()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fingerprints.duckdb"
        with index_file.writing(path, "benchmark") as index:
            for first in range(0, count, POSTS):
                names = [made_site.name(number) for number in range(first, min(first + POSTS, count))]
                made = [made_site.post(number) for number in range(first, min(first + POSTS, count))]
                texts.update(zip(names, made, strict=True))
                started = time.process_time()
                read = [
                    version_of(Post.read(text.encode(), name), settings) for name, text in zip(names, made, strict=True)
                ]
                started = clock("read", started)
                index.add(read)
                versions += [(one.post_id, one.sha256) for one in read]
                clock("index", started)
            started = time.process_time()
            index.learn(list(index.numbers(versions).values()), settings.across.common_fingerprint)
            started = clock("index", started)
            found: dict[str, tuple] = {}
            for first in range(0, count, settings.across.posts_per_range):
                part = versions[first : first + settings.across.posts_per_range]
                found |= find_copies(index, part, lambda _: settings, lambda one: SourceText(texts[one.post_id]))
            clock("compare", started)
        size = path.stat().st_size
    total, right = Counter(), Counter()
    for plan in made_site.plans(count):
        total[plan.kind] += 1
        sources = {place.path for finding in found.get(plan.newer, ()) for place in finding.related}
        right[plan.kind] += bool(sources) if plan.kind == "article" else plan.older in sources
    report(
        tool="content-quality",
        posts=count,
        cpu_seconds={step: round(seconds, 1) for step, seconds in busy.items()},
        peak_mb=peak(),
        index_kb_a_post=round(size / count / 1000, 1),
        found={kind: f"{right[kind]} of {total[kind]}" for kind in sorted(total)},
        other=len(set(found) - {plan.newer for plan in made_site.plans(count)}),
    )


# --- MinHash libraries
# -------------------------------------------------------------------------------------------------


def shingles(words: list[str]) -> list[str]:
    text = "".join(words)
    return list({text[at : at + 5] for at in range(len(text) - 4)})


def peer(name: str, size: int) -> None:
    batch = planted(size)
    started = time.process_time()
    generating = 0.0
    index = {"datasketch": Datasketch, "rensa": Rensa, "gaoya": Gaoya}[name]()
    for first in range(0, size, CHUNK):
        begun = time.process_time()
        made = paragraphs(first, min(CHUNK, size - first))
        generating += time.process_time() - begun
        index.add(first, made)
    built = time.process_time() - started - generating
    begun, busy = time.perf_counter(), time.process_time()
    found = {number: index.query(words) for number, (_, _, words) in enumerate(batch)}
    seconds, busy = time.perf_counter() - begun, time.process_time() - busy
    report(
        tool=name,
        step="compare",
        size=size,
        build=built,
        seconds=seconds,
        busy=busy,
        peak_mb=peak(),
        **scored(found, batch),
    )


class Datasketch:
    def __init__(self) -> None:
        from datasketch import MinHash, MinHashLSH

        self.minhash, self.index = MinHash, MinHashLSH(threshold=0.5, num_perm=128)

    def _of(self, words: list[str]):
        made = self.minhash(num_perm=128)
        made.update_batch([shingle.encode() for shingle in shingles(words)])
        return made

    def add(self, first: int, made: list[list[str]]) -> None:
        for number, words in enumerate(made):
            self.index.insert(first + number, self._of(words), check_duplication=False)

    def query(self, words: list[str]) -> set[int]:
        return set(self.index.query(self._of(words)))


class Rensa:
    def __init__(self) -> None:
        from rensa import RMinHash, RMinHashLSH

        self.minhash, self.index = RMinHash, RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)

    def _of(self, words: list[str]):
        made = self.minhash(num_perm=128, seed=42)
        made.update(shingles(words))
        return made

    def add(self, first: int, made: list[list[str]]) -> None:
        for number, words in enumerate(made):
            self.index.insert(first + number, self._of(words))

    def query(self, words: list[str]) -> set[int]:
        return set(self.index.query(self._of(words)))


class Gaoya:
    def __init__(self) -> None:
        from gaoya.minhash import MinHashStringIndex

        self.index = MinHashStringIndex(
            hash_size=32,
            jaccard_threshold=0.5,
            num_bands=32,
            band_size=4,
            analyzer="char",
            lowercase=False,
            ngram_range=(5, 5),
        )

    def add(self, first: int, made: list[list[str]]) -> None:
        for number, words in enumerate(made):
            self.index.insert_document(first + number, "".join(words))

    def query(self, words: list[str]) -> set[int]:
        return set(self.index.query("".join(words)))


# --- all of it
# ---------------------------------------------------------------------------------------------------------


def run(*arguments: object) -> list[dict]:
    done = subprocess.run([sys.executable, __file__, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        return [
            {
                "tool": arguments[1],
                "size": arguments[2],
                "error": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode,
            }
        ]
    return [json.loads(line) for line in done.stdout.splitlines()]


def row(answer: dict, build: float, stored: str) -> str:
    if "error" in answer:
        return f"| {answer['tool']} | {answer['size']:,} | {answer['error']} |"
    recall = " | ".join(f"{answer['recall'][kind]:.3f}" for kind in KINDS if kind != "fresh")
    size, seconds, history = int(answer["size"]), answer["seconds"], answer["peak_mb"]
    return f"| {answer['tool']} | {size:,} | {recall} | {answer['precision']} | {build:.0f} | {seconds:.2f} | {answer['busy']:.2f} | {history:,} | {stored} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--peers", default="")
    parser.add_argument(
        "--peer-limit", type=int, default=100_000, help="the largest archive that peers are asked about"
    )
    parser.add_argument(
        "--site", nargs="*", type=int, default=[], help="made-up sites of so many posts, each with itself"
    )
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step:
        tool, size, path = arguments.step
        if tool == "site":
            site_own(int(size))
        elif tool in ("build", "compare"):
            (build_own if tool == "build" else compare_own)(int(size), Path(path))
        else:
            peer(tool, int(size))
        return
    if arguments.site:
        for count in arguments.site:
            print(json.dumps(run("--step", "site", count, "-")[0]), flush=True)
        return
    names = [kind for kind in KINDS if kind != "fresh"]
    print(
        "| tool | paragraphs | "
        + " | ".join(names)
        + " | precision | build CPU s | 100 posts s | CPU s | peak MB | bytes a paragraph |"
    )
    print("|" + " --- |" * (len(names) + 8))
    growth = []
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "fingerprints.duckdb"
            (built,) = run("--step", "build", size, path)
            (answer,) = run("--step", "compare", size, path)
        print(row(answer, built.get("seconds", 0), f"{built.get('bytes', 0) / size:.0f}"), flush=True)
        growth.append((size, built.get("seconds", 0), answer.get("busy", 0)))
        for name in filter(None, arguments.peers.split(",")):
            if size <= arguments.peer_limit:
                for answer in run("--step", name, size, "-"):
                    print(row(answer, answer.get("build", 0), "in memory"), flush=True)
    for (small, build, compare), (large, build_large, compare_large) in pairwise(growth):
        step = math.log(large / small)
        exponents = math.log(build_large / build) / step, math.log(compare_large / compare) / step
        print(
            f"\nGrowth exponent of CPU seconds from {small:,} to {large:,}: build {exponents[0]:.2f}, 100 posts {exponents[1]:.2f}"
        )


if __name__ == "__main__":
    main()
