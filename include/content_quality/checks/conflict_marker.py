"""See `conflict_marker`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.lines import lines_outside_code
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity, excerpt, fingerprint, message
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

NAME = "conflict-marker"
# The markers of git, exactly seven signs at the start of a line (gitattributes(5), conflict-marker-size).
MARKER = lazy(r"(?P<ours><{7})(?: .{0,200})?$|(?P<theirs>>{7})(?: .{0,200})?$|(?P<middle>={7}|\|{7}(?: .{0,200})?)$")
# What git writes behind a marker: a branch, a commit with its subject, or which side it is.
LABEL = lazy(r"[<>]{7}(?: (?:\S{1,200}(?: \(.{0,200}\))?|[\w.]+ (?:changes|upstream)))?$")


def conflict_marker(post: Post, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every check has the same signature
    """Flag the markers that an unfinished merge left in a post, from `<<<<<<<` to `>>>>>>>`.

    Why it matters: both versions of a passage are published, with the markers between them.
    Example: `<<<<<<< HEAD`, one version, `=======`, the other version, `>>>>>>> draft`.
    Instead: keep one version, and delete the three marker lines.
    Known false positives: a post that shows a conflict outside a code block. A line of seven `=` alone is a heading's
    underline.
    """
    if "<<<<<<<" not in post.text and ">>>>>>>" not in post.text:
        return
    opened: tuple[int, str] | None = None
    halved = False
    for offset, line in lines_outside_code(post):
        marker = MARKER.match(line.rstrip())
        if marker is None or marker["middle"]:
            halved |= marker is not None
            continue
        if opened is None and not halved and not LABEL.match(line.rstrip()):
            continue  # a quotation inside of seven others, an exclamation
        if marker["ours"]:
            if opened is not None:
                yield _finding(post, opened[0], opened[0] + len(opened[1]))
            opened = (offset, line)
        else:
            yield _finding(post, opened[0] if opened else offset, offset + len(line))
            opened = None
    if opened is not None:
        yield _finding(post, opened[0], opened[0] + len(opened[1]))


def _finding(post: Post, start: int, end: int) -> Finding:
    span = post.span(start, end)
    text = post.text[start:end]
    told = (
        message(
            "A merge was not finished: lines {first} to {last} contain its markers.",
            first=span.line,
            last=span.end_line,
        )
        if span.end_line > span.line
        else message("A merge was not finished: line {line} contains a conflict marker.", line=span.line)
    )
    instead = message(
        "Keep one version of the passage, and delete the other version and the lines of <, = and > signs. If you do "
        "not know which version is right, ask the author."
    )
    return Finding(
        NAME, Category.RESIDUE, Severity.BLOCKER, span, told, excerpt(text), instead, (), fingerprint(NAME, text)
    )
