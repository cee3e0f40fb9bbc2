"""A made-up site of posts that repeat what a real one repeats: phrases, headings, calls to action, tag lines, series, damage.

    python benchmarks/made_site.py FOLDER --posts 2513

The figures were measured on 108 posts of a real Japanese site (`FIGURES` names each); the words are made up, the seed is fixed,
and a post depends on its number alone, so that a site of 10,000 posts begins with the site of 1,000. Copies are planted at
known places: `planted.jsonl` beside the posts lists them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 20261129

# Measured on 108 posts of one site in Japanese, November 2026; most of these posts are damaged.
FIGURES = {
    "paragraphs": (45, 18, 8, 110),  # of a post, without what it says twice: mean, deviation, least, most
    "letters": (185, 85, 12, 420),  # of a paragraph, folded: the weights 42, 201, 342, 471, 678 at 5, 25, 50, 75, 95 %
    "headings": 7.2,  # of a post
    "places": (6, 3),  # of a damaged post: where it says a part of itself again, where it is cut
    "repeated": 0.72,  # of posts: say a part of themselves again, 4.1 places each, 31 % of the characters of all posts
    "cut": 0.65,  # of posts: end in the middle of a sentence somewhere, 3 places each
    # share of posts that hold each of the site's most frequent headings and paragraphs
    "site headings": (0.88, 0.18, 0.18, 0.14, 0.12, 0.065, 0.065, 0.055, 0.055, 0.037, 0.037),
    "site paragraphs": (0.167, 0.139, 0.12, 0.065, 0.065, 0.055, 0.055, 0.037, 0.037),
    "series": 0.03,  # of posts: a part of a series
    # share of sampled fingerprints by the number of the 108 posts that hold them: 1, 2, 3-4, 5-8, 9-16, 17-64, more
    "prints": (0.628, 0.110, 0.087, 0.072, 0.053, 0.046, 0.004),
}
# What reproduces the last figure: phrases drawn by a law of Zipf and Mandelbrot, and how long they are.
PHRASES, SHIFT, EXPONENT = 150_000, 150.0, 0.9
SHORTEST, LONGEST = 6, 24  # letters of a phrase
KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん"
SIGNS = KANA * 3 + "".join(chr(0x4E00 + 7 * number) for number in range(600))
WIDEST = 32  # posts of one group of planted copies apart
KINDS = ("exact", "letters 10 %", "letters 20 %", "contained")
SHARED_COPIES = 50  # posts that hold the one article that is planted in many
SHARED_EVERY = 40  # posts between two of them


@dataclass(frozen=True, slots=True)
class Planted:
    """A passage or article of an older post that stands in a newer one again."""

    kind: str
    older: str
    newer: str


def _odds() -> np.ndarray:
    odds = np.cumsum(1.0 / (np.arange(PHRASES) + SHIFT) ** EXPONENT)
    return odds / odds[-1]


ODDS = _odds()
LETTERS = np.array(list(SIGNS))


def _phrases(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the letters of phrases, one row each, and how many of each row count: a phrase is always the same."""
    mixed = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(31)
    lengths = SHORTEST + (mixed % np.uint64(LONGEST - SHORTEST + 1)).astype(int)
    at = np.arange(LONGEST, dtype=np.uint64)
    signs = (mixed[:, None] + at) * np.uint64(0xFF51AFD7ED558CCD)
    signs ^= signs >> np.uint64(33)
    return (signs % np.uint64(len(LETTERS))).astype(int), lengths


def paragraph(drawn: np.random.Generator, letters: int) -> str:
    """Return some `letters` letters of phrases, with a stop behind every fourth."""
    signs, lengths = _phrases(np.searchsorted(ODDS, drawn.random(letters // SHORTEST + 1)))
    out, count = [], 0
    for number, (row, length) in enumerate(zip(signs, lengths.tolist(), strict=True)):
        if count >= letters:
            break
        out.append("".join(LETTERS[row[:length]]) + ("。" if number % 4 == 3 else "、" if number % 4 == 1 else ""))
        count += length
    return "".join(out).rstrip("、。") + "。"


def _drawn(drawn: np.random.Generator, figure: tuple[int, int, int, int]) -> int:
    mean, deviation, least, most = figure
    return int(np.clip(drawn.normal(mean, deviation), least, most))


def _site(kind: str, number: int) -> str:
    """Return a heading or paragraph that many posts of the site hold."""
    return paragraph(
        np.random.default_rng([SEED, {"heading": 1, "paragraph": 2}[kind], number]), 12 if kind == "heading" else 90
    )


def edited(text: str, share: float, drawn: np.random.Generator) -> str:
    """Return `text` with a share of its letters replaced."""
    signs = np.array(list(text))
    chosen = drawn.random(len(signs)) < share
    signs[chosen] = drawn.choice(LETTERS, int(chosen.sum()))
    return "".join(signs.tolist())


def name(number: int) -> str:
    """Return the file of post `number`."""
    return f"20{10 + number // 3650 % 80:02d}-{1 + number // 300 % 12:02d}-{1 + number // 10 % 28:02d}-{number:06d}.md"


def own_paragraphs(number: int) -> list[str]:
    """Return what post `number` alone holds."""
    drawn = np.random.default_rng([SEED, 3, number])
    return [paragraph(drawn, _drawn(drawn, FIGURES["letters"])) for _ in range(_drawn(drawn, FIGURES["paragraphs"]))]


def plan(number: int) -> Planted | None:
    """Return what post `number` takes from an older one; one in twenty does."""
    if number % SHARED_EVERY == 0 and 0 < number // SHARED_EVERY < SHARED_COPIES:
        return Planted("article", name(0), name(number))
    if number % 20 == 7 and number > WIDEST:
        return Planted(KINDS[number // 20 % len(KINDS)], name(number - 5 - number // 20 % 20), name(number))
    return None


def _taken(number: int, planted: Planted, drawn: np.random.Generator) -> list[str]:
    source = own_paragraphs(int(planted.older[-9:-3]))
    if planted.kind == "article":
        share = (0.0, 0.05, 0.1)[number // SHARED_EVERY % 3]
        return [edited(text, share, drawn) if share else text for text in source]
    text = max(source[1:], key=len)
    if planted.kind == "contained":
        return [paragraph(drawn, 60) + text + paragraph(drawn, 60)]
    return [edited(text, int(planted.kind.split()[1]) / 100, drawn) if planted.kind != "exact" else text]


def post(number: int) -> str:
    """Return post `number`."""
    drawn = np.random.default_rng([SEED, 4, number])
    parts = own_paragraphs(number)
    repeats, cuts = FIGURES["places"]
    if (planted := plan(number)) is not None:
        middle = len(parts) // 2
        parts[middle:middle] = _taken(number, planted, drawn)
    if drawn.random() < FIGURES["cut"]:
        for at in drawn.integers(0, len(parts), cuts):
            parts[at] = parts[at][: max(12, int(len(parts[at]) * 0.8))]
    if drawn.random() < FIGURES["repeated"]:
        for _ in range(repeats):
            first = int(drawn.integers(0, max(1, len(parts) - 4)))
            parts.append("".join(parts[first : first + int(drawn.integers(1, 6))]))
    for at in sorted(drawn.integers(1, len(parts), round(FIGURES["headings"])).tolist(), reverse=True):
        parts.insert(at, f"## {paragraph(drawn, 14)[:-1]}")
    for kind, figure, mark in (("paragraph", "site paragraphs", ""), ("heading", "site headings", "## ")):
        parts += [mark + _site(kind, which) for which, share in enumerate(FIGURES[figure]) if drawn.random() < share]
    title = paragraph(drawn, 40)[:-1]
    if drawn.random() < FIGURES["series"]:
        title = f"{_site('heading', number // 400)[:-1]} {number % 400 + 1}"
    front = f'---\ntitle: "{title}"\ndate: {name(number)[:10]} 09:00:00 +0900\nauthor: desk\ntags: [alpha, beta]\nreading_time: 20\n---\n\n'
    return front + "\n\n".join(parts) + "\n"


def shorten(paragraphs: int) -> None:
    """Make posts of so many paragraphs on average from now on, headings and damage in proportion."""
    share = paragraphs / FIGURES["paragraphs"][0]
    for figure in ("paragraphs", "places"):
        FIGURES[figure] = tuple(max(1, round(share * one)) for one in FIGURES[figure])
    FIGURES["paragraphs"] = (*FIGURES["paragraphs"][:2], 2, *FIGURES["paragraphs"][3:])
    FIGURES["headings"] *= share


def write(folder: Path, first: int, last: int) -> int:
    """Write posts [first, last) into `folder`, those that are there stay; return their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for number in range(first, last):
        path = folder / name(number)
        if not path.exists():
            path.write_text(post(number), "utf-8")
        total += path.stat().st_size
    return total


def plans(count: int) -> Iterator[Planted]:
    """Yield what is planted in a site of `count` posts."""
    yield from (found for number in range(count) if (found := plan(number)) is not None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=2_513)
    arguments = parser.parse_args()
    total = write(arguments.folder, 0, arguments.posts)
    (arguments.folder.parent / "planted.jsonl").write_text(
        "".join(
            json.dumps({"kind": one.kind, "older": one.older, "newer": one.newer}) + "\n"
            for one in plans(arguments.posts)
        )
    )
    print(f"{arguments.posts} posts, {total / 1e6:.1f} MB, {total / arguments.posts / 1e3:.1f} kB a post")


if __name__ == "__main__":
    main()
