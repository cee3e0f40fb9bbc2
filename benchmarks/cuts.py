"""How many cuts are found in a folder of good posts, and how often good posts are called cut.

    python benchmarks/cuts.py FOLDER … [--posts 60] [--seed 20]

Each FOLDER is a site of Markdown posts that nobody tuned on. Prints
- alarms: the share of posts with any finding of truncation, and with a blocker;
- recall: in copies of posts whose paragraphs end in stops, one defect each is made at a place drawn by chance: the
last paragraph
  of a section, the article's end or a paragraph before another broken off in a sentence, a paragraph cut in two by a
  blank line,
  its first words standing before it, the closing line of a block of code left out. It is found when a finding at
  warning
  or above touches its lines. At most `--posts` of each kind and language; the seed makes the same cuts again.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from content_quality.checks import CHECKS
from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity
from content_quality.core.inspection import run
from content_quality.core.settings import Settings
from content_quality.core.text import sentences

SETTINGS = Settings()
OWN = [check for check in CHECKS if check.category is Category.TRUNCATION]
KINDS = ("section", "end", "mid", "split", "fragment", "fence")
LEAST_PARAGRAPHS, LEAST_STOPPED, LEAST_WORDS = 5, 0.8, 8  # of a post that is cut, and of a paragraph in it
TRIES = 30
NO_PLACE = re.compile(
    r"[.!?。！？:：;；…)\]）」』`*_\d]$|\]\([^)]*$"
)  # a sentence may end here, or markup would be cut


@dataclass(frozen=True, slots=True)
class Damaged:
    """A post with one defect, and its first and last line."""

    post: Post
    first: int
    last: int


def read(paths: list[Path]) -> Iterator[Post]:
    for folder in paths:
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".md", ".mdx", ".markdown") and file.is_file():
                try:
                    yield Post.read(file.read_bytes(), str(file))
                except UnicodeDecodeError:
                    continue


def findings(post: Post) -> list[Finding]:
    return [
        finding
        for check in OWN
        for finding in run(check, post, SETTINGS).findings
        if finding.severity >= Severity.WARNING
    ]


def is_good(post: Post) -> bool:
    prose = [
        block.text
        for block in post.blocks
        if block.kind is Kind.PARAGRAPH and not block.containers and sentences.length(block.text) >= LEAST_WORDS
    ]
    return len(prose) >= LEAST_PARAGRAPHS and sum(
        sentences.ending(text).stopped for text in prose
    ) >= LEAST_STOPPED * len(prose)


def head(source: str, language: str, chance: random.Random) -> str | None:
    """Return `source` up to a place inside a sentence: after a word, or after a character where no spaces are written."""
    body = source.rstrip()
    for _ in range(TRIES if len(body) >= 24 else 0):
        at = chance.randint(max(8, len(body) // 3), len(body) - 3)
        if " " in body and language not in ("ja", "zh"):
            at = body.rfind(" ", 0, at)
        kept = body[: max(at, 0)].rstrip()
        is_balanced = not any(kept.count(mark) % 2 for mark in ("`", "**")) and all(
            kept.count(a) == kept.count(b) for a, b in ("[]", "()")
        )
        if len(kept) >= 8 and is_balanced and not NO_PLACE.search(kept) and body[at:].strip()[:1] not in ".。！？!?":
            return kept
    return None


def places(post: Post, kind: str) -> list[Block]:
    """Return the blocks of `post` that a defect of `kind` can be made in."""
    if kind == "fence":
        return [
            block
            for block in post.blocks
            if block.kind is Kind.CODE and block.info != "indented" and not block.containers
        ]
    found = []
    for index, block in enumerate(post.blocks):
        source, following = (
            post.text[block.start : block.end],
            post.blocks[index + 1] if index + 1 < len(post.blocks) else None,
        )
        is_sound = block.kind is Kind.PARAGRAPH and not block.containers and sentences.length(block.text) >= LEAST_WORDS
        if (
            not is_sound
            or not sentences.ending(block.text).stopped
            or block.text.rstrip()[-1:] in ":："
            or source.startswith("[[")
            or "\n:  " in source
        ):
            continue
        if block.runs[-1].linked or block.runs[-1].kind in (Text.CODE, Text.URL) or "<a" in source:
            continue
        is_last = following is None or following.kind is Kind.HEADING
        is_before_another = following is not None and following.kind is Kind.PARAGRAPH and not following.containers
        if {"section": is_last, "end": index >= 3}.get(kind, is_before_another):
            found.append(block)
    return found


def damage(post: Post, kind: str, chance: random.Random) -> Damaged | None:
    found = places(post, kind)
    if not found:
        return None
    block, text = chance.choice(found), post.text
    source, line = text[block.start : block.end], text.count("\n", 0, block.start) + 1
    if kind == "fence":
        code = source.rstrip()
        end = code.rfind("\n")
        is_closed = code.count("\n") >= 2 and code[end + 1 :].strip()[:3] in ("```", "~~~")
        return (
            _damaged(
                post, text[: block.start] + code[:end] + text[block.start + len(code) :], line, line + code.count("\n")
            )
            if is_closed
            else None
        )
    if kind == "fragment":
        words = block.text.strip().split(" ") if " " in block.text.strip() and post.language not in ("ja", "zh") else []
        first = " ".join(words[: chance.randint(1, 3)]) if words else block.text.strip()[: chance.randint(2, 8)]
        if not source.startswith(first) or re.search(r"[.。!?:：,，、]$", first):
            return None
        return _damaged(post, f"{text[: block.start]}{first}\n\n{text[block.start :]}", line, line + 2)
    kept = head(source, post.language, chance)
    if kept is None:
        return None
    last = line + kept.count("\n")
    if kind == "split":
        return _damaged(
            post, f"{text[: block.start]}{kept}\n\n{source[len(kept) :].lstrip()}{text[block.end :]}", line, last + 2
        )
    rest = "" if kind == "end" else "\n" + text[block.end :].lstrip("\n")
    return _damaged(post, f"{text[: block.start]}{kept}\n{rest}", line, last)


def _damaged(post: Post, text: str, first: int, last: int) -> Damaged:
    return Damaged(Post.read(text.encode(), post.path), first, last)


def is_found(case: Damaged) -> bool:
    spans = (
        span
        for finding in findings(case.post)
        for span in (finding.span, *(related.span for related in finding.related))
    )
    return any(span.line <= case.last and case.first <= span.end_line for span in spans)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--posts", type=int, default=60)
    parser.add_argument("--seed", type=int, default=20)
    arguments = parser.parse_args()
    posts = list(read(arguments.folders))
    loud = [findings(post) for post in posts]
    blocked = sum(any(finding.severity is Severity.BLOCKER for finding in found) for found in loud)
    print(
        f"{len(posts)} posts: any finding {sum(map(bool, loud)) / max(1, len(posts)):.2%}, a blocker {blocked / max(1, len(posts)):.2%}"
    )
    bases: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        if post.language not in ("und", *sentences.NO_STOPS) and is_good(post):
            bases[post.language].append(post)
    hits: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for language, good in sorted(bases.items()):
        random.Random(arguments.seed).shuffle(good)
        for kind in KINDS:
            chances = (
                (post, random.Random(zlib.crc32(f"{post.path}{kind}{arguments.seed}".encode()))) for post in good
            )
            cases = (case for post, chance in chances if (case := damage(post, kind, chance)))
            hits[language, kind] = [is_found(case) for case, _ in zip(cases, range(arguments.posts), strict=False)]
    languages = sorted(bases)
    for kind in KINDS:
        everything = [hit for language in languages for hit in hits[language, kind]]
        print(f"{kind:9s} {sum(everything)}/{len(everything)} = {sum(everything) / max(1, len(everything)):.3f}")
    for language in languages:
        cut = [hit for kind in KINDS[:3] for hit in hits[language, kind]]
        print(f"{language:9s} {sum(cut)}/{len(cut)} = {sum(cut) / max(1, len(cut)):.3f} of section, end and mid")


if __name__ == "__main__":
    sys.exit(main())
