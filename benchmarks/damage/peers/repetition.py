"""The repetition filter of pipelines for training data, with the thresholds of Gopher (Rae et al. 2021, table A1), as datatrove has them.

Made to drop whole documents from a crawl, it looks at shares of repeated lines, paragraphs and n-grams.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.damage.peers import Peer, Posts, Remarks

LINES, PARAGRAPHS = 0.3, 0.3  # of all, that stand twice
LINE_LETTERS, PARAGRAPH_LETTERS = 0.2, 0.2  # of all letters, in those that stand twice
TOP = {2: 0.2, 3: 0.18, 4: 0.16}  # letters in the commonest n-gram
TWICE = {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.1}  # letters in n-grams that stand twice
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+")  # a letter of kana or han stands for a word


def remarks(text: str) -> list[str]:
    """Return the rules that drop `text`."""
    body = text.partition("\n---\n")[2] or text
    paragraphs = re.split(r"\n{2,}", body.strip())
    lines = re.split(r"\n+", body.strip())
    words = WORD.findall(body)
    dropped = [
        *_twice("lines", lines, LINES, LINE_LETTERS),
        *_twice("paragraphs", paragraphs, PARAGRAPHS, PARAGRAPH_LETTERS),
    ]
    letters = sum(map(len, words)) or 1
    for size, share in TOP.items():
        grams = Counter(zip(*(words[at:] for at in range(size)), strict=False))
        gram, count = max(grams.items(), key=lambda item: item[1] * len("".join(item[0])), default=((), 0))
        if count > 1 and count * len("".join(gram)) / letters > share:
            dropped.append(f"top {size}-gram")
    dropped += [f"{size}-grams" for size, share in TWICE.items() if _repeated(words, size) / letters > share]
    return dropped


def _twice(name: str, parts: Sequence[str], share: float, letters: float) -> list[str]:
    again = sum(count - 1 for count in Counter(parts).values())
    size = sum((count - 1) * len(part) for part, count in Counter(parts).items())
    found = [name] if again / len(parts) > share else []
    return found + ([f"letters of {name}"] if size / max(1, sum(map(len, parts))) > letters else [])


def _repeated(words: Sequence[str], size: int) -> int:
    """Return the letters of n-grams of `size` words that stood before; no letter counts twice."""
    seen: set[tuple[str, ...]] = set()
    total = at = 0
    while at <= len(words) - size:
        gram = tuple(words[at : at + size])
        if gram in seen:
            total += len("".join(gram))
            at += size
        else:
            seen.add(gram)
            at += 1
    return total


def run(posts: Posts, folder: Path) -> Remarks:
    """Return what the filter says about `posts`."""
    return {name: Counter(remarks(text)) for name, text in posts}


PEER = Peer("repetition filter", "Gopher's thresholds as in datatrove; our own implementation", run)
