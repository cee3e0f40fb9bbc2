"""Text that YAML reads as less than was typed: comments, escapes, entries that swallow the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_quality.core.document.front_matter import KeyPlace
from content_quality.core.document.front_matter.mistake import LONGEST_QUOTE, pair, quoted
from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Severity, message
from content_quality.core.text.patterns import lazy_re

LIST_KEYS = frozenset("tags tag categories category keywords topics authors aliases".split())
GLUED_HYPHEN = lazy_re(r"-\S|[ー–—－‐−・•]")  # what begins an entry of a list only with an ordinary hyphen and a space
ESCAPE = lazy_re(r"\\\\|\\(?P<mark>[abtnvfre0_NLP])(?P<next>[a-z]{0,2})")
ESCAPES = dict(zip("abtnvfre0_NLP", "\a\b\t\n\v\f\r\x1b\0\xa0\x85\u2028\u2029", strict=True))
ONE_LINE = frozenset({"title", "subtitle", "slug", "linkTitle"})  # a line break in them is not meant
SWALLOWED = re.compile(r"[\r\n][ \t]*+-[ \t]++\S|(?<! )[ ]{2,}+[-－][ ]++\S")
WIDE_START = re.compile("[\u3000\xa0\u2002\u2003\u200b]+")
ANCHOR = re.compile(r"&(?P<name>[^\s\[\]{},]+)")
EMPTIED = lazy_re(r"[ \t]*(?P<lost>\#[^\s#][^\r\n]*)")
TAGGED = re.compile(r"![ ]+[^\s\"'\[{]")
CUT_SHORT = re.compile(r"(?P<kept>[^\"'\[{|>&*!\s#][^\r\n]*?)(?P<lost>(?<![ \t])[ \t]++\#[^\s#][^\r\n]*+)")


def lost_text(post: Post, path: str, place: KeyPlace, weight: Severity) -> Iterator[DraftFinding]:
    """A `#` after a space starts a comment, and `&` a name; a word right after it was meant to be read."""
    line = _rest_of_line(post, place)
    if found := CUT_SHORT.match(line):
        text = message(
            "Everything from “{lost}” on is lost: YAML reads # after a space as the start of a comment.",
            lost=found["lost"].strip()[:40],
        )
        yield about_key(post, path, weight, text, message("Put the value into quotation marks."))
    elif TAGGED.match(line):
        text = message("“!” is lost: YAML reads ! as the start of a type.")
        yield about_key(post, path, weight, text, message("Put the value into quotation marks."))
    elif (anchor := ANCHOR.match(line)) and not re.search(
        rf"\*{re.escape(anchor['name'])}(?![\w-])", post.text[: post.front_matter.end]
    ):
        text = message("“{lost}” is lost: YAML reads & as the start of a name.", lost=anchor[0][:40])
        yield about_key(post, path, weight, text, message("Put the value into quotation marks."))


def emptied(post: Post, path: str, place: KeyPlace) -> Iterator[DraftFinding]:
    """A value or an entry that starts with `#` is a comment, and nothing is left."""
    if found := EMPTIED.match(_rest_of_line(post, place)):
        text = message(
            "Everything from “{lost}” on is lost: YAML reads # after a space as the start of a comment.",
            lost=found["lost"].strip()[:40],
        )
        yield about_key(post, path, Severity.WARNING, text, message("Put the value into quotation marks."))


def escaped(post: Post, path: str, typed: str) -> Iterator[DraftFinding]:
    r"""A backslash between double quotation marks: in `\theta` a tab, in `snake\_case` a no-break space."""
    if not typed.startswith('"') or "\\" not in typed or "\n" in typed:
        return
    form = {"yaml": "YAML", "toml": "TOML", "json": "JSON"}[post.front_matter.format]
    for found in ESCAPE.finditer(typed):
        mark = found["mark"]
        if mark is None or (mark in "nr" and path not in ONE_LINE and len(found["next"]) < 2):
            continue
        text = message(
            "{form} reads {escape} between double quotation marks as one character, {code}.",
            form=form,
            escape=f"\\{mark}",
            code=f"U+{ord(ESCAPES[mark]):04X}",
        )
        name = path.rpartition(".")[2]
        line = f"- {quoted(typed[1:-1])}" if name.isdigit() else f"{name}: {quoted(typed[1:-1])}"
        if form != "YAML":
            line = pair(post.front_matter.format, path, typed[1:-1])
        yield about_key(post, path, Severity.WARNING, text, message("Type: {line}", line=line[:LONGEST_QUOTE]))
        return


def swallowed(post: Post, path: str, typed: str) -> Iterator[DraftFinding]:
    """The next entry of a list, indented too far or on the same line, is part of the one above; a wide space is text."""  # noqa: E501 - a table or an example
    if path.partition(".")[0] not in LIST_KEYS:
        return
    if SWALLOWED.search(typed) and typed[:1] not in "\"'|>":
        text = message("The entry continues in the next line, so two entries become one.")
        yield about_key(
            post, path, Severity.WARNING, text, message("Begin each entry on its own line, in the same column.")
        )
    elif WIDE_START.match(typed):
        text = message("The entry starts with an invisible space, which becomes part of the entry.")
        yield about_key(post, path, Severity.WARNING, text, message("Type ordinary spaces."))


def tabbed(post: Post, path: str, typed: str) -> Iterator[DraftFinding]:
    """A tab inside a value of one line."""
    if path in ONE_LINE and "\t" in typed and "\n" not in typed:
        text = message("The value of {key} contains a tab; some generators drop the tab.", key=path)
        yield about_key(post, path, Severity.WARNING, text, message("Type a space instead."))


def glued(post: Post, path: str, place: KeyPlace, typed: str) -> Iterator[DraftFinding]:
    """A list whose hyphens have no space behind them is one text."""
    above = post.text[place.key_end : place.value_start]
    if (
        path in LIST_KEYS
        and ("\n" in above or "\r" in above)
        and GLUED_HYPHEN.match(typed)
        and typed.strip("-ー–—・• ")
    ):
        text = message("{key} is one text, not a list: each entry must begin with a hyphen and a space.", key=path)
        yield about_key(
            post,
            path,
            Severity.WARNING,
            text,
            message("Type: {line}", line=f"- {typed.lstrip('-ー–—・• ').split(maxsplit=1)[0]}"),
        )


def _rest_of_line(post: Post, place: KeyPlace) -> str:
    return re.split(r"[\r\n]", post.text[place.value_start : place.value_start + 1_000], maxsplit=1)[0]
