"""See `invisible_character`."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.document.lines import is_in_code
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Severity, message
from content_quality.core.settings import Settings
from content_quality.core.text.content_languages import content_language
from content_quality.core.text.patterns import lazy

# Each with where it belongs: joiners in emoji and in scripts that join; marks and isolates in right-to-left text; the
# zero width space where words are written without spaces; the word joiner between two signs that
# form one, such as ->; tags in flags of regions (Unicode 16, chapters 9, 12, 23).
ANY = re.compile(  # most posts have none
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
CONTROL = lazy(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f]+")
TAGS = lazy(r"(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")
OVERRIDE = lazy(r"[\u202a\u202b\u202d\u202e\u2066-\u2068]")
CLOSES_OVERRIDE = lazy(r"[\u202c\u2069]")
HIDDEN = lazy(
    r"(?<=[\p{L}\p{N}\p{P}\s])(?!(?<=[\p{P}\p{S}])\u2060[\p{P}\p{S}])[\u200b\u2060\u2061-\u2064\u180e\ufeff]+"
    r"|(?<=[\p{Script=Latin}\p{Script=Cyrillic}])[\u200c\u200d]+(?=[\p{Script=Latin}\p{Script=Cyrillic}])"
)
SELECTORS = lazy(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}")
MOST_LINES = 8  # with one invisible character that are named one by one
NAMES = {"\u200b": "ZERO WIDTH SPACE", "\ufeff": "ZERO WIDTH NO-BREAK SPACE"}


def invisible_character(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag invisible characters: controls, hidden tags, text direction overrides, zero width spaces inside text.

    Why it matters: invisible characters break search, links and copying; overrides and tags can hide or reverse text.
    Example: a zero width space in the middle of a word; U+202E, which shows the rest of the line backwards.
    Instead: delete the character.
    Known false positives: none known. Joiners in emoji and joining scripts, direction marks in right-to-left text and
    zero width spaces in languages without spaces between words are not flagged. In code, and where the post names
    the character, the finding is information.
    """
    text = post.text
    if ANY.search(post.alphabet) is None:
        return
    named = {character for character in set(ANY.findall(post.alphabet)) if _is_named(text, character)}
    places: dict[tuple[str, Severity], list[tuple[int, int]]] = {}
    for start, end, severity in _found(post):
        shown = severity is not Severity.BLOCKER and (text[start] in named or is_in_code(post, start))
        places.setdefault((text[start], Severity.INFO if shown else severity), []).append((start, end))
    for (_, severity), found in places.items():
        by_line = {post.source.position(start)[0]: (start, end) for start, end in reversed(found)}
        if len(by_line) > MOST_LINES or severity is Severity.INFO:  # one finding for all of them
            yield _finding(post, found, severity)
        else:
            yield from (_finding(post, [place], severity) for _, place in sorted(by_line.items()))


def _is_named(text: str, character: str) -> bool:
    """Return whether the post is about `character`: it gives its code point or its name."""
    code = f"{ord(character):04X}"
    name = NAMES.get(character, "")
    folded = text.casefold()
    return f"u+{code}".casefold() in folded or (bool(name) and name.casefold() in folded.replace("-", " "))


def _found(post: Post) -> Iterator[tuple[int, int, Severity]]:
    for pattern, severity in ((CONTROL, Severity.WARNING), (TAGS, Severity.BLOCKER), (SELECTORS, Severity.BLOCKER)):
        for match in pattern.finditer(post.text):
            yield match.start(), match.end(), severity
    yield from _overrides(post)
    if content_language(post.language).spaces:
        for match in HIDDEN.finditer(post.text):
            yield match.start(), match.end(), Severity.WARNING


def _overrides(post: Post) -> Iterator[tuple[int, int, Severity]]:
    """Yield direction controls that stay open to the end of their line, and overrides in any case."""
    closings = [closing.start() for closing in CLOSES_OVERRIDE.finditer(post.text)]
    line_end = -1
    for opening in OVERRIDE.finditer(post.text):
        if opening.start() > line_end:
            line_end = post.text.find("\n", opening.end())
            line_end = line_end if line_end >= 0 else len(post.text)
        following = bisect_left(closings, opening.end())
        is_override = opening[0] in "\u202d\u202e"
        if is_override or following == len(closings) or closings[following] > line_end:
            yield opening.start(), opening.end(), Severity.BLOCKER if is_override else Severity.WARNING


def _finding(post: Post, places: list[tuple[int, int]], severity: Severity) -> DraftFinding:
    start, end = places[0]
    character, (line, column) = post.text[start], post.source.position(start)
    name = NAMES.get(character) or str(unicodedata.name(character, "control character"))
    around = f"{post.text[max(0, start - 15) : start]}⟨U+{ord(character):04X}⟩{post.text[end : end + 15]}"
    lines = sorted({post.source.position(at)[0] for at, _ in places})
    values: dict[str, str | int] = {"line": line, "name": name, "code": f"{ord(character):04X}"}
    text = message("Line {line} contains an invisible character, {name} (U+{code}).", **values)
    suggestion = message("Delete the character in column {column}.", column=column)
    if len(lines) > 1:
        rest = message(
            "{count} lines contain an invisible character, {name} (U+{code}). The first is line {line}.",
            count=len(lines),
            **values,
        )
        text, suggestion = rest, message("Search the file for U+{code}, and delete it.", code=values["code"])
    return replace(
        post.finding(start, end, text, suggestion=suggestion, severity=severity, passage=around), excerpt=around
    )
