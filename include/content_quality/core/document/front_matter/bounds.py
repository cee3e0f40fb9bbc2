"""Where front matter starts and ends: its fences, and the ways in which editors lose one."""

from __future__ import annotations

import re
from dataclasses import replace

from content_quality.core.document.front_matter import closing_place, opening_fences
from content_quality.core.document.front_matter.model import MAX_CHARACTERS, Problem
from content_quality.core.findings import Fix, message, replaced
from content_quality.core.records import dataclass
from content_quality.core.text.patterns import lazy_re

OPENING = re.compile(r"(?P<fence>---|\+\+\+)(?P<language>[a-z]{2,10}|[ ](?:yaml|yml|toml))?[ \t]*(?:\r\n|\n|\r|\Z)")
CLOSING = {  # Jekyll ends YAML at `...` too
    "---": re.compile(r"(?<=[\r\n])(?:---|\.\.\.)[ \t\u3000\xa0]*(?=[\r\n]|\Z)"),
    "+++": lazy_re(r"(?<=[\r\n])\+\+\+[ \t]*(?=[\r\n]|\Z)"),
}
JSON_OPENING = lazy_re(
    r"""\{[ \t\r\n]*(?:"(?:[^"\\\r\n]|\\.){0,100}"[ \t]*[:：]|['“]?(?:title|date|layout|draft)['”]?[ \t]*[:：][ \t]*["'“\d])"""  # noqa: E501 - a pattern
)
KEY_LINE = r"[A-Za-z_][\w-]{0,40}[ \t]*[:：=]"
# A blank line below the fence, then headings and a line that begins with a word and no key.
RULE_ABOVE_PROSE = re.compile(
    rf"[ \t]*(?:\r\n|\n|\r)(?:[ \t]*(?:\#{{1,6}} [^\r\n]*)?(?:\r\n|\n|\r))*+(?!{KEY_LINE}|[\w-]{{1,40}}[ \t]*[:：=])[^\W\d_]"  # noqa: E501 - a pattern
)
# Blank lines or spaces before the fence, which Hugo passes over.
LATE_OPENING = lazy_re(rf"(?:[ \t]*+[\r\n])*+[ \t]*(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\n|\r)(?=[ \t]*{KEY_LINE})")
DASHES = r"(?=[-–—―ー－‐]*[–—―ー－‐])[-–—―ー－‐]{1,4}|-{4,}|--"
PLUSES = r"\+{4,}|\+\+|＋{1,4}"
WRONG_CLOSING = {  # what was typed for the closing fence; the other format's fence among it
    "yaml": lazy_re(rf"[ \t]*(?P<fence>{DASHES}|\+{{3}}|(?<=[ \t])---)[ \t]*$"),
    "toml": lazy_re(rf"[ \t]*(?P<fence>{PLUSES}|-{{3}}|(?<=[ \t])\+{{3}})[ \t]*$"),
}
LINE = lazy_re(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
# A line that can be front matter: blank, a comment, a key, a list entry, indented, or the end of a collection.
FRONT_MATTER_LINE = lazy_re(
    r"""[ \t]*(?:\#|$)|[^\s:#>|`*\[{-][^\r\n]{0,60}?[:：=](?:\s|$)|-(?:[ \t]|$)|[ \t]+\S|[\]}"']|\[[^\]\r\n(]+\]\]?[ \t]*$"""  # noqa: E501 - a pattern
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Front matter with its fences at [start, end) and what is between them.

    Or the problem that keeps it from being read.
    """

    format: str
    start: int
    inner_start: int
    inner_end: int
    end: int
    problem: Problem | None = None


def find(text: str) -> Bounds | None:
    """Return where the front matter of `text` is, None when it has none."""
    if text.startswith("{"):
        return _json(text) if JSON_OPENING.match(text) else None
    opening = OPENING.match(text)
    if opening is None:
        return _late(text)
    fence = opening["fence"]
    form = (opening["language"] or "").strip() or ("yaml" if fence == "---" else "toml")
    closing = CLOSING[fence].search(text, opening.end())
    if closing and fence == "---" and RULE_ABOVE_PROSE.match(text, opening.end()):
        return None  # two rules with a heading and prose between them
    if closing:
        problem = _odd_fence(text, opening, closing)
        return Bounds(form, 0, opening.end(), closing.start(), closing.end(), problem)
    if not re.match(KEY_LINE, text[opening.end() : opening.end() + 60]) and fence == "---" and not opening["language"]:
        return None  # a rule at the top of a page without front matter
    return unclosed(text, Bounds(form, 0, opening.end(), len(text), len(text))) or _unclosed_at(
        text, form, opening.end(), len(text)
    )


def _odd_fence(text: str, opening: re.Match[str], closing: re.Match[str]) -> Problem | None:
    """Return what is odd about fences that some generators take for fences and others do not."""
    start, end = opening.span()
    if closing[0].strip(" \t") not in ("---", "+++", "..."):
        words = message("An invisible space follows the closing fence, so the front matter does not end there.")
        hint = message("Delete the line and type {fence} alone.", fence=opening["fence"])
        fix = replaced(*closing.span(), opening["fence"])
        return Problem("closing-space", closing.start(), closing.end(), words, hint, fix=fix)
    if closing[0].startswith("..."):
        return _dots(text, closing)
    if (opening["language"] or "").strip() in ("yaml", "yml", "toml"):
        words = message(
            "This generator does not understand the word {word} after {fence}.",
            word=(opening["language"] or "").strip(),
            fence=opening["fence"],
        )
        hint = message("Type {fence} alone.", fence=opening["fence"])
        return Problem("fence-language", start, end, words, hint, fix=_alone(opening))
    if "\t" in opening[0]:
        words = message("A tab follows the opening fence; this generator stops with an error.")
        hint = message("Type {fence} alone.", fence=opening["fence"])
        return Problem("fence-tab", start, end, words, hint, fix=_alone(opening))
    if opening[0].endswith("\r"):
        words = message(
            "The lines end in CR alone (the old Mac format), so this generator publishes the front matter as text."
        )
        return Problem("old-line-ends", start, end, words, message("Save the file with LF line endings."))
    return None


def _alone(opening: re.Match[str]) -> Fix:
    """Return the fix that leaves nothing but the fence in the line of `opening`."""
    return replaced(opening.end("fence"), len(opening[0].rstrip("\r\n")), "")


def _dots(text: str, closing: re.Match[str]) -> Problem:
    key = re.match(rf"[\r\n]*(?:{KEY_LINE})", text[closing.end() : closing.end() + 60])
    if key and CLOSING["---"].search(text, closing.end(), closing.end() + MAX_CHARACTERS):
        words = message("“...” ends the front matter here, so the keys below it are lost or published as text.")
        return Problem("dots-inside", closing.start(), closing.end(), words, message("Delete this line."))
    words = message(
        "The front matter begins with --- and ends with “...”, which this generator does not accept as the end."
    )
    fix = replaced(closing.start(), closing.start() + len("..."), "---")
    return Problem("dots", closing.start(), closing.end(), words, message("Type --- instead."), fix=fix)


def _late(text: str) -> Bounds | None:
    """Return front matter below blank lines, or with an indented first fence, whose values Hugo reads."""
    late = LATE_OPENING.match(text)
    if late is None:
        return None
    fence = late["fence"]
    closing = CLOSING[fence].search(text, late.end())
    if closing is None:
        return None
    problem = opening_fences.late(late.start("fence"), late.end("fence"), fence)
    if text[late.start("fence") - 1] in " \t":
        problem = replace(problem, kind="indented-fence")
    return Bounds(
        "yaml" if fence == "---" else "toml", late.start("fence"), late.end(), closing.start(), closing.end(), problem
    )


def unclosed(text: str, bounds: Bounds) -> Bounds | None:
    """Return the same front matter ended where text begins.

    When a blank line and then prose stand between the fences.
    """
    if bounds.format not in ("yaml", "toml"):
        return None
    at = last = bounds.inner_start
    blank = bounds.inner_end == len(text)  # without any closing fence the first line of prose will do
    while at < bounds.inner_end:
        line = LINE.match(text, at, bounds.inner_end)
        assert line is not None
        if line.end() == at:
            break
        if wrong := WRONG_CLOSING[bounds.format].match(line[0].rstrip("\r\n")):
            return _wrongly_closed(text, bounds, at, wrong)
        if not line[0].strip():
            blank = True
        elif blank and last > bounds.inner_start and not FRONT_MATTER_LINE.match(line[0]):
            return _unclosed_at(text, bounds.format, bounds.inner_start, last)
        else:
            last = line.start() + len(line[0].rstrip("\r\n"))
        at = line.end()
    return None


def _wrongly_closed(text: str, bounds: Bounds, line: int, wrong: re.Match[str]) -> Bounds:
    start, end = line + wrong.start("fence"), line + wrong.end("fence")
    fence = "---" if bounds.format == "yaml" else "+++"
    typed = message(
        "The front matter is opened with {fence} in line 1 and closed with {typed}.", fence=fence, typed=text[start:end]
    )
    problem = Problem(
        "unclosed-fence",
        start,
        end,
        typed,
        message("Type {fence} on its own line, in the first column.", fence=fence),
        fix=replaced(line, end, fence),
    )
    return Bounds(bounds.format, 0, bounds.inner_start, end, end, problem)


def _unclosed_at(text: str, form: str, inner_start: int, end: int) -> Bounds:
    fence = "---" if form == "yaml" else "+++"
    line = 1 + len(re.findall(r"\r\n|\n|\r", text[:end].rstrip()))
    problem = Problem(
        "unclosed-fence",
        0,
        end,
        message("The front matter is opened with {fence} in line 1 and never closed.", fence=fence),
        message("Type {fence} on its own line after line {line}.", fence=fence, line=line),
        fix=closing_place.fix(text, inner_start, fence),
    )
    return Bounds(form, 0, inner_start, end, end, problem)


def _json(text: str) -> Bounds:
    """Return the bounds of JSON front matter.

    Up to the brace that closes it, or to the blank line after it when none does.
    """
    depth = at = 0
    for token in re.finditer(r'"(?:[^"\\\r\n]|\\.)*+"?|[{}\[\]]', text[: 2 * MAX_CHARACTERS]):
        if token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth -= 1
        if depth == 0 and token[0] == "}":
            return Bounds("json", 0, 0, token.end(), token.end())
        at = token.end()
    blank = re.search(r"(?>\r\n|\n|\r)[ \t]*[\r\n]", text)
    end = blank.start() if blank else at
    problem = Problem(
        "unclosed-fence",
        0,
        end,
        message("The front matter is opened with {fence} in line 1 and never closed.", fence="{"),
        message("Type {fence} after the last key.", fence="}"),
    )
    return Bounds("json", 0, 0, end, end, problem)
