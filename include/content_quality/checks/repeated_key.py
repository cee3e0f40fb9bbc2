"""See `repeated_key`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_quality.core.document.key_findings import first_place, passage_of
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import profile_of
from content_quality.core.findings import DraftFinding, Message, Severity, message
from content_quality.core.settings import Settings
from content_quality.core.text.shortening import shortened

NAME = "repeated-key"
WORDS = 60  # characters of a line that is quoted
ON_ONE_LINE = re.compile(r"[\w-]+[ \t]*[:=][ \t]*(?P<value>[^\s|>&\[{\"'(][^\r\n]*|\"[^\"\r\n]*\"|'[^'\r\n]*')[ \t]*")
HIDES = {"draft": "true", "published": "false"}  # the value with which a post stays unpublished
Line = tuple[int, str, str]  # its number, its words, and the next line


def repeated_key(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a key that appears twice in the front matter, at any depth.

    The finding is a warning in Jekyll, and for JSON in every generator, because the build continues; it is a blocker
    elsewhere.

    Why it matters: the build stops, or the site shows only one of the two values.
    Example: `image: a.png` in line 5 and `image: b.png` in line 9.
    Instead: keep the correct line and delete the other.
    Known false positives: none known; the same key under different parents is not flagged.
    """
    severity = (
        Severity.WARNING if post.front_matter.format == "json" else profile_of(post, settings).repeated
    )  # JSON readers keep the last one
    for problem in post.front_matter.problems:
        if problem.kind != "repeated-key" or problem.other is None:
            continue
        key = str(problem.message.values["key"])
        line, first = post.source.position(problem.start)[0], post.source.position(problem.other)[0]
        text = message("The key {key} appears twice; it is also in line {line}.", key=key, line=first)
        suggestion = _instead(key, _line(post, line), _line(post, first))
        if line == first:
            text = message("The key {key} appears twice in this line.", key=key)
            suggestion = message("Keep the correct value and delete the other.")
        end = post.text.find("\n", problem.end)
        passage = post.text[problem.start : end if end > 0 else problem.end]
        yield post.finding(
            problem.start,
            problem.end,
            text,
            suggestion=suggestion,
            severity=severity,
            related=first_place(post, problem.other),
            passage=passage_of(text, passage),
        )


def _line(post: Post, number: int) -> Line:
    return number, post.source.line(number), post.source.line(number + 1)


def _value(_: int, words: str, below: str) -> str:
    """Return the value of a key that stands in one line, empty for others."""
    found = ON_ONE_LINE.fullmatch(words)
    return found["value"].strip() if found and not below[:1].isspace() else ""


def _instead(key: str, line: Line, first: Line) -> Message:
    """Return which of the two lines to delete, and what follows from it."""
    values = [_value(*words) for words in (line, first)]
    if values[0] and values[0] == values[1]:
        return message("Delete line {line}: line {first} says the same.", line=line[0], first=first[0])
    hides = HIDES.get(key)
    if hides and set(values) == {"true", "false"}:
        hidden, shown = (line, first) if values[0] == hides else (first, line)
        return message(
            "To publish the post, delete line {hidden} (“{hides}”). To keep the post unpublished, delete line {shown} "
            "(“{shows}”). If you do not know, delete line {shown} and ask the author.",
            hidden=hidden[0],
            hides=hidden[1].strip(),
            shown=shown[0],
            shows=shown[1].strip(),
        )
    return message(
        "Keep the correct value: delete line {line} (“{words}”) or line {first} (“{others}”).",
        line=line[0],
        first=first[0],
        words=shortened(line[1], WORDS),
        others=shortened(first[1], WORDS),
    )
