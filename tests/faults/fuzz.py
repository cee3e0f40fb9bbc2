"""Posts made by chance from a seed: no input may raise, name a place outside of the post, or be read in two ways.

`python -m tests.faults.fuzz --seconds 7200` goes on for hours; what it finds is written into `tests/faults/finds`, and is
replayed by every run of the tests from then on.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from content_quality.checks import CHECKS
from content_quality.core.inspection import inspect
from content_quality.core.settings import Settings

READ_TWICE = 10  # one of so many; to read all of them again would halve what an hour can try
FINDS = Path(__file__).with_name("finds")
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "checks"
PIECES = (
    "---\n", "+++\n", "---", "title: ", "date: 2026-11-02\n", 'title: "a', "tags: [a, b]\n", "{\n", "}\n",
    "a: &x [*x]\n", "? ", "!!python ", "\ufeff", "\x00", "\r", "\r\n", "\u2028", "\ue000", "# ", "## a\n", "> ", "- ",
    "1. ", "    ", "\t", "```", "~~~\n", "`a`", "**", "*a*", "_", "[a](b)", "![", "](", "<!--", "-->",
    "<!-- content-quality: allow ", "{% raw %}", "{% endraw %}", "{{ a }}", "{{< a >}}", ":::note\n",
    "| a | b |\n|---|---|\n", "[^1]", "[^1]: a\n", "<div>", "</div>", "<script>", "&amp;", "&#0;", "\\",
    "http://a.b/", "The chairs were bought for a reform that was never finished. ", "And then, because of the ",
    "窓辺の椅子は十時には埋まっている。", "そして、", "의자는 ", "Стулья ", "é", "é", "👩\u200d🚀", "\U000e0001", "\u202e", "\u200b", "TODO: ",
    "[insert ", "As an AI language model", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> b\n", "Ã©", "�", "\n", "\n\n", " ",
    "a", "1", ".",
)  # fmt: skip


def seeds() -> list[bytes]:
    """Return the fixtures of all checks: posts that a person could have written."""
    return [path.read_bytes() for path in sorted(FIXTURES.rglob("*.md"))]


def made(chance: random.Random, posts: list[bytes]) -> bytes:
    """Return one post: pieces in a row, a fixture with pieces in it, or a fixture that was cut, doubled or garbled."""
    if chance.random() < 0.4:
        data = "".join(chance.choice(PIECES) * chance.choice((1, 1, 1, 2, 7)) for _ in range(chance.randrange(1, 60)))
        return data.encode("utf-8", "surrogatepass")
    data = bytearray(chance.choice(posts))
    for _ in range(chance.randrange(1, 5)):
        at, other = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        change = chance.randrange(5)
        if change == 0:
            del data[at:other]
        elif change == 1:
            data[at:at] = data[at:other]
        elif change == 2:
            data[at:at] = chance.choice(PIECES).encode("utf-8", "surrogatepass")
        elif change == 3 and data:
            data[min(at, len(data) - 1)] ^= 1 << chance.randrange(8)
        else:
            data = data[:other]
    return bytes(data)


def escapes(data: bytes, settings: Settings | None = None, *, is_read_again: bool = True) -> Iterator[str]:
    """Yield what is wrong with the inspection of a post, which should be nothing."""
    settings = settings or Settings()
    try:
        found = inspect(data, "_posts/2026-11-02-a.md", CHECKS, settings)
        again = inspect(data, "_posts/2026-11-02-a.md", CHECKS, settings) if is_read_again else found
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        yield f"raised {type(error).__name__}: {error}"
        return
    if found != again:
        yield "was read in two ways"
    yield from (f"{result.check} crashed: {result.error}" for result in found.results if result.error)
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for finding in found.findings:
        for span in (finding.span, *(related.span for related in finding.related if not related.path)):
            if not (1 <= span.line <= span.end_line <= lines and span.column >= 1 and span.end_column >= 1):
                yield f"{finding.check} names the place {span} of a post of {lines} lines"


def replayed() -> Iterator[tuple[Path, str]]:
    """Yield what is wrong with each find of the past, which should be nothing."""
    for path in sorted(FINDS.glob("*.md")):
        yield from ((path, wrong) for wrong in escapes(path.read_bytes()))


def run(seed: int, inputs: int, seconds: float) -> tuple[int, dict[str, bytes]]:
    """Inspect posts until there were so many, or the time is up; return how many, and a post for each thing that is wrong."""
    chance, posts, found = random.Random(seed), seeds(), {}
    end = time.monotonic() + seconds
    count = 0
    while count < inputs and time.monotonic() < end:
        count += 1
        data = made(chance, posts)
        for wrong in escapes(data, is_read_again=count % READ_TWICE == 1):
            found.setdefault(wrong.splitlines()[-1][:120], data)
    return count, found


def main() -> int:
    """Fuzz as long as was asked for, keep what was found, and return whether anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=7200)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    count, found = run(arguments.seed, arguments.inputs, arguments.seconds)
    FINDS.mkdir(exist_ok=True)
    for wrong, data in found.items():
        (FINDS / f"{hashlib.sha256(data).hexdigest()[:16]}.md").write_bytes(data)
        print(wrong)
    print(f"{count:,} inputs with the seed {arguments.seed}, {len(found)} escapes")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
