"""See `repeated_key`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.key_findings import first_place, passage_of
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import profile_of
from content_quality.core.findings import DraftFinding, Severity, excerpt, message
from content_quality.core.settings import Settings

NAME = "repeated-key"
WORDS = 60  # characters of a line that is quoted


def repeated_key(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a key that appears twice in the front matter, at any depth.

    The finding is a warning in Jekyll, and for JSON in every generator, because the build continues; it is a blocker
    elsewhere.

    Why it matters: most generators stop; Jekyll keeps the last value and silently loses the first.
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
        suggestion = message(
            "Delete line {line} (“{words}”) or line {first} (“{others}”), and keep the correct one. If you do not know "
            "which is correct, ask the author.",
            line=line,
            first=first,
            words=excerpt(post.source.line(line), WORDS),
            others=excerpt(post.source.line(first), WORDS),
        )
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
