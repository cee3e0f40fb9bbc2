"""How much of a damaged post a repair brings back: `python -m benchmarks.repair [--posts 10] [--seed 18] [--show NAME]`.

Sound posts of the project's own prose in six languages are damaged as a script that completes articles damages them: the
text is cut in the middle of a sentence, and a later round writes what stands there again, collapsed to one line or not,
and goes on. All of the text is there. The repair is compared with the sound post without white space and marks: `back` is
the share of its characters that stand in the repair in their order, `too many` what else stands there, `moved` what is
there in another order. A sound post must stay as it is.
"""

from __future__ import annotations

import argparse
import random
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from benchmarks.damage.draft import compose
from benchmarks.damage.language import language
from content_quality.checks import CHECKS
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Severity
from content_quality.core.inspection import inspect
from content_quality.core.repair.proposal import RepairProposal, propose
from content_quality.core.settings import Settings

LANGUAGES = ("en", "de", "fr", "es", "ja", "zh")
SETTINGS = Settings()
UNSEEN = re.compile(r"\s+|[*#>|+-]+")
FEWEST_BEFORE = 0.15  # of the body before the first cut


def look(data: bytes) -> tuple[Post, tuple[Finding, ...]]:
    """Return the post in `data` and what is found in it."""
    return Post.read(data, "post.md"), inspect(data, "post.md", CHECKS, SETTINGS).findings


def repaired(text: str) -> RepairProposal:
    """Return the repair of `text`."""
    post, findings = look(text.encode())
    return propose(post, findings, SETTINGS, look)


def cuts(body: str, count: int, chance: random.Random) -> list[int]:
    """Return offsets inside sentences of paragraphs, far enough apart."""
    places = [
        place
        for paragraph in re.finditer(r"(?m)^(?![#\-|!`]|ferry)[^\n]{60,}$", body)
        for place in range(paragraph.start() + 30, paragraph.end() - 12)
        if body[place - 1].isalnum() and body[place].isalnum() and place > FEWEST_BEFORE * len(body)
    ]
    found = sorted(chance.sample(places, count))
    while any(second - first < 150 for first, second in pairwise(found)):
        found = sorted(chance.sample(places, count))
    return found


def collapsed(text: str) -> str:
    """Return `text` on one line."""
    return " ".join(text.split())


def echoes(body: str, chance: random.Random, *, rounds: int) -> str:
    """Each round writes all of the text so far on one line, and goes on."""
    at = cuts(body, rounds, chance)
    text = body[: at[0]]
    for start, end in zip(at, [*at[1:], len(body)], strict=True):
        text += "\n\n\n" + collapsed(text) + body[start:end]
    return text


def article_echo(body: str, chance: random.Random) -> str:
    """Two rounds, each of which writes the article without its echoes on one line, and goes on."""
    at = cuts(body, 2, chance)
    text = body[: at[0]]
    for start, end in zip(at, [*at[1:], len(body)], strict=True):
        text += "\n\n\n" + collapsed(body[:start]) + body[start:end]
    return text


def echo_then_line(body: str, chance: random.Random) -> str:
    """The echo stands on a line of its own; the text goes on below."""
    (at,) = cuts(body, 1, chance)
    return f"{body[:at]}\n\n\n{collapsed(body[:at])}\n\n\n{body[at:]}"


def structured_echo(body: str, chance: random.Random) -> str:
    """The article is written again with its paragraphs, and goes on where it was cut."""
    (at,) = cuts(body, 1, chance)
    return f"{body[:at]}\n\n{body}"


def flattened_then_whole(body: str, chance: random.Random) -> str:
    """Only the echo on one line is left of what was written first; the article follows with its paragraphs."""
    (at,) = cuts(body, 1, chance)
    return f"{collapsed(body[:at])}\n\n---END---\n\n{body}"


def resume(body: str, chance: random.Random) -> str:
    """The text goes on below a blank line."""
    (at,) = cuts(body, 1, chance)
    return f"{body[:at]}\n\n{body[at:]}"


def sentence_again(body: str, chance: random.Random) -> str:
    """The sentence that was cut is written again below."""
    (at,) = cuts(body, 1, chance)
    start = max(body.rfind(stop, 0, at) + 1 for stop in ("\n", ". ", "。", "! ", "? "))
    return f"{body[:at]}\n\n{body[start:].lstrip()}"


def sentinel(body: str, chance: random.Random) -> str:
    """A mark of the script stands between the cut and the echo."""
    (at,) = cuts(body, 1, chance)
    return f"{body[:at]}\n\n---END---\n\n{collapsed(body[:at])}{body[at:]}"


def cut_anywhere(body: str, chance: random.Random) -> str:
    """Two rounds with cuts at any character: between words, in headings, lists, tables and code."""
    at = sorted(chance.sample(range(int(FEWEST_BEFORE * len(body)), len(body) - 60), 2))
    text = body[: at[0]].rstrip()
    for start, end in zip(at, [*at[1:], len(body)], strict=True):
        text += "\n\n\n" + collapsed(text) + body[start:end]
    return text


def short_echo(body: str, chance: random.Random) -> str:
    """The echo holds only the last two paragraphs, with their line ends, and goes on."""
    (at,) = cuts(body, 1, chance)
    start = body.rfind("\n\n", 0, max(1, body.rfind("\n\n", 0, at))) + 2
    return f"{body[:at]}\n\n{body[start:]}"


DAMAGE: dict[str, Callable[[str, random.Random], str]] = {
    "echo on a line, 1 round": lambda body, chance: echoes(body, chance, rounds=1),
    "echo on a line, 2 rounds": lambda body, chance: echoes(body, chance, rounds=2),
    "echo on a line, 3 rounds": lambda body, chance: echoes(body, chance, rounds=3),
    "echo of the article, 2 rounds": article_echo,
    "echo, goes on below": echo_then_line,
    "echo with paragraphs": structured_echo,
    "echo first, then with paragraphs": flattened_then_whole,
    "goes on below": resume,
    "sentence again": sentence_again,
    "mark and echo": sentinel,
    "last paragraphs again": short_echo,
    "cut anywhere, 2 rounds": cut_anywhere,
}


@dataclass(frozen=True, slots=True)
class Score:
    """How a repair compares with the sound post, in characters without white space and marks."""

    whole: int
    back: int
    too_many: int
    moved: int
    damaged: int  # too many before the repair
    left: int  # findings
    lines: float  # share of the sound post's lines that are lines of the repair


def compare(sound: str, damaged: str, proposal: RepairProposal) -> Score:
    """Return the score of `proposal`."""
    one, other = UNSEEN.sub("", sound), UNSEEN.sub("", proposal.after)
    back = LCSseq.similarity(one, other)
    anywhere = (Counter(one) & Counter(other)).total()
    left = sum(finding.severity > Severity.INFO for finding in proposal.remaining)
    lines, known = [line.strip() for line in sound.splitlines() if line.strip()], set(proposal.after.splitlines())
    kept = sum(line in known for line in lines) / len(lines)
    return Score(
        len(one), back, len(other) - back, anywhere - back, len(UNSEEN.sub("", damaged)) - len(one), left, kept
    )


def posts(count: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """Yield language, front matter and body of each sound post."""
    for code in LANGUAGES:
        for number in range(count):
            draft = compose(language(code), number, random.Random(zlib.crc32(f"{seed} {code} {number}".encode())))
            head, fence, body = draft.text.partition("\n---\n")
            yield code, head + fence, body


def main() -> None:
    """Damage, repair, compare, and print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=10, help="sound posts of each language")
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--show", action="store_true", help="print the worst repair of each kind")
    options = parser.parse_args()
    scores: dict[str, list[tuple[Score, str, RepairProposal]]] = {kind: [] for kind in DAMAGE}
    harmed, by_language = 0, {code: [] for code in LANGUAGES}
    for code, head, body in posts(options.posts, options.seed):
        harmed += not repaired(head + body).is_empty
        for kind, damage in DAMAGE.items():
            chance = random.Random(zlib.crc32(f"{options.seed} {kind} {body[:200]}".encode()))
            damaged = damage(body, chance)
            proposal = repaired(head + damaged)
            score = compare(head + body, head + damaged, proposal)
            scores[kind].append((score, code, proposal))
            by_language[code].append(score)
    print("| damage | posts | too many before | back | too many | moved | lines | whole | findings left |")
    print("|---|---|---|---|---|---|---|---|---|")
    for kind, found in scores.items():
        print(_row(kind, [score for score, _, _ in found]))
    for code, found in by_language.items():
        print(_row(code, found))
    print(f"\nSound posts that a repair changed: {harmed} of {options.posts * len(LANGUAGES)}.")
    if options.show:
        for kind, found in scores.items():
            score, code, proposal = max(found, key=lambda one: one[0].too_many + one[0].whole - one[0].back)
            print(f"\n===== {kind} ({code}) {score}\n{proposal.before}\n----- repaired\n{proposal.after}")
            print(
                [(edit.kind, edit.span) for edit in proposal.edits], [str(u.finding.message) for u in proposal.unmended]
            )


def _row(name: str, scores: list[Score]) -> str:
    whole = sum(score.whole for score in scores)
    exact = sum(score.back == score.whole and not score.too_many for score in scores)
    share = [
        f"{100 * sum(getattr(s, key) for s in scores) / whole:.2f} %"
        for key in ("damaged", "back", "too_many", "moved")
    ]
    left = sum(score.left for score in scores)
    lines = f"{100 * sum(score.lines for score in scores) / len(scores):.1f} %"
    return f"| {name} | {len(scores)} | {' | '.join(share)} | {lines} | {exact} | {left} |"


if __name__ == "__main__":
    main()
