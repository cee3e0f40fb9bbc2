"""Front matter that no generator takes for front matter: where it stands, what keeps it from counting, what to type.

The evidence is a run of lines with keys that sites use, below something that was meant for a fence. Words alone prove
nothing: an article may well show front matter in a block of code, after a sentence that says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from content_quality.core.document.front_matter.key_runs import (
    CODE,
    EXACT,
    HEAD,
    INVISIBLE,
    KEY,
    LINES,
    NAMING,
    KeyRun,
    TypedLine,
    key_run,
    may_open,
    typed_lines,
    without_invisible,
)
from content_quality.core.document.front_matter.model import Problem
from content_quality.core.document.front_matter.opening_fences import SHOWN, at_fence, key_on_fence
from content_quality.core.document.front_matter.prefaces import moved_below
from content_quality.core.document.source_text import line_end_of
from content_quality.core.findings import message, replaced
from content_quality.core.text.patterns import lazy_re

LONGEST_PREFACE = 30  # lines above it
LONGEST_LEAD = 120  # characters of a line that announces the post, such as “Here is the blog post:”
CODE_OF_FRONT_MATTER = frozenset(
    {"", "yaml", "yml", "toml", "md", "markdown", "mdx", "frontmatter", "front-matter", "text", "txt"}
)
COMMENTS = lazy_re(
    r"\s*(?:<!--.*?-->\s*|\{/\*.*?\*/\}\s*|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}\s*)*", re.DOTALL
)
ONE_LINE = lazy_re(
    r"(?:\#{1,6}[ \t]+|-{3}[ \t]?)?title[ \t]*:[ \t][^\r\n]{1,300}?[ \t](?:date|layout|tags|draft|description|author)[ \t]*:[ \t]"  # noqa: E501 - a pattern
)


def at_start(text: str) -> Problem | None:
    """Return what is wrong when `text`, which has no front matter that is read, has some all the same."""
    head = text[:HEAD]
    if ":" not in head and "=" not in head and "：" not in head:
        return None
    if one := ONE_LINE.match(head):
        return _one_line(head, one)
    if head.startswith(">"):
        return _quoted(head)
    if unread := _json(head):
        return unread
    lines = typed_lines(head)
    if glued := key_on_fence(lines, line_end_of(text)):
        return glued
    for number in range(min(len(lines), LONGEST_PREFACE)):
        if number and not may_open(lines[number - 1].text):
            continue
        run = key_run(lines, number)
        if run and run.counts and (problem := _explained(text, lines, run)):
            return problem
    return None


def _quoted(head: str) -> Problem | None:
    bare = "".join(re.sub(r"^>[ ]?", "", line) for line in head.splitlines(keepends=True))
    if at_start(bare) is None and not re.match(r"---[ \t]*[\r\n]", bare):
        return None
    lines = typed_lines(bare)
    run = key_run(lines, 1) if len(lines) > 1 else None
    if run is None or not run.counts or not run.lower:
        return None
    words = message("The front matter is inside a quotation, so the front matter is published as text.")
    return Problem("quoted", 0, typed_lines(head)[0].end, words, message("Delete the > at the start of its lines."))


JSON_BLOCK = lazy_re(
    r"""(?m)^[\ufeff\u200b\u2060]{0,3}\{{1,2}[ \t]*(?:\r\n|\n|\r)?(?:[ \t]*//[^\r\n]*(?:\r\n|\n|\r))?"""
    r"""[ \t]*["'“]?(?:title|date|layout|draft|tags)["'”]?[ \t]*[:：=]"""
)


def _json(head: str) -> Problem | None:
    """Return the problem of front matter in JSON that something stands before, or whose first line no parser reads."""
    found = JSON_BLOCK.search(head)
    if found is None or head.count("\n", 0, found.start()) > LONGEST_PREFACE or "```" in head[: found.start()]:
        return None
    above = head[: found.start()].strip()
    if not above and not found[0].startswith("{"):
        code = f"U+{ord(found[0][0]):04X}"
        words = message(
            ("The invisible character {code} comes before the front matter, so the front matter is published as text."),
            code=code,
        )
        return Problem("text-before", 0, found.end(), words, message("Delete everything before {fence}.", fence="{"))
    if not above:
        words = message("The front matter starts with a brace and cannot be read as JSON.")
        hint = message(
            "Type an opening brace in line 1, then each key in straight quotation marks with a colon after it."
        )
        return Problem("json-unread", found.start(), found.end(), words, hint)
    words = message(
        "“{words}” comes before the front matter, so the front matter is published as text.",
        words=shortened(above.splitlines()[0]),
    )
    typed = message("Delete everything before {fence}.", fence="{")
    return Problem("text-before", 0, found.end(), words, typed)


def odd_line_end(text: str, start: int, end: int) -> Problem | None:
    """Return the problem of a line end in the front matter at [start, end) that only some parsers take for one."""
    at = min((at for mark in "\x85\u2028\u2029" if (at := text.find(mark, start, end)) >= 0), default=-1)
    if at < 0:
        return None
    code = f"U+{ord(text[at]):04X}"
    words = message("The front matter contains the invisible character {code} where a line should end.", code=code)
    return Problem("odd-line-end", at, at + 1, words, message("Replace the character with a line break."))


def _explained(text: str, lines: Sequence[TypedLine], run: KeyRun) -> Problem | None:
    if run.first == 0:
        return _bare(lines, run, line_end_of(text))
    fence = lines[run.first - 1]
    above = text[: fence.start]
    code = CODE.fullmatch(without_invisible(fence.text))
    if code:
        return (
            _in_code(text, lines, run, run.first - 1)
            if code["info"].lower() in CODE_OF_FRONT_MATTER and _is_empty(above)
            else None
        )
    outer = CODE.fullmatch(lines[run.first - 2].text) if run.first > 1 else None
    if outer and outer["info"].lower() in CODE_OF_FRONT_MATTER:
        start = lines[run.first - 2].start
        return _in_code(text, lines, run, run.first - 2) if _is_empty(text[:start]) or _is_lead(text[:start]) else None
    if not above.strip("-\r\n\t "):
        return at_fence(fence, lines[0], closed=_ends(lines, run))
    if "<!--" in above and "-->" not in above[above.rindex("<!--") :]:
        return None  # commented out
    return (
        _below(above, fence, run)
        if EXACT.fullmatch(without_invisible(fence.text)) and (run.lower or run.closed)
        else None
    )


def _ends(lines: Sequence[TypedLine], run: KeyRun) -> bool:
    """Return whether a sound fence in the first column closes the block."""
    return run.closed and EXACT.fullmatch(lines[run.last].text) is not None


def _is_empty(above: str) -> bool:
    return COMMENTS.fullmatch(above) is not None


def _is_lead(above: str) -> bool:
    """Return whether one short line that ends in a colon stands above: “Here is the blog post:”."""
    lead = above.strip()
    return len(lead) <= LONGEST_LEAD and lead.endswith((":", "：")) and "\n" not in lead


def _fence_of(lines: Sequence[TypedLine], run: KeyRun) -> str:
    return "+++" if "=" in (KEY.match(lines[run.first].text) or ["", "", ""])[2] else "---"


def _bare(lines: Sequence[TypedLine], run: KeyRun, line_end: str) -> Problem | None:
    """Keys in line 1 without an opening fence."""
    if not NAMING & {key.lower() for key in run.keys} and "date" not in run.keys:
        return None
    ended = run.closed or (run.last < len(lines) and not lines[run.last].text.strip())
    if not ended or (len(run.keys) < 2 and not run.closed) or not (run.lower or len(run.keys) > 2):
        return None
    fence = _fence_of(lines, run)
    kind = "missing-fence" if run.lower or run.closed else "capital-keys"
    text = message("The front matter has no opening fence, so the front matter is published as text.")
    if run.closed:
        fix = replaced(0, 0, f"{fence}{line_end}") if run.lower and _ends(lines, run) else None
        return Problem(kind, 0, 1, text, message("Add a line {fence} before line 1.", fence=fence), fix=fix)
    both = message("Add a line {fence} before line 1, and another after line {last}.", fence=fence, last=run.last)
    return Problem(kind, 0, lines[run.last - 1].end, text, both)


def _one_line(head: str, found: re.Match[str]) -> Problem:
    end = LINES.match(head)
    assert end is not None
    text = message("Line 1 contains several keys, so the front matter is published as text.")
    typed = message("Type --- in line 1, each key on its own line, and --- below the keys.")
    return Problem("missing-fence", 0, max(found.end(), len(end[0].rstrip("\r\n"))), text, typed)


def _below(above: str, fence: TypedLine, run: KeyRun) -> Problem:
    """Something stands above the front matter."""
    words = next(line for line in above.splitlines() if line.strip())
    shown = shortened(words)
    typed = without_invisible(fence.text).strip()
    hidden = next((mark for mark in above if INVISIBLE.match(mark)), None)
    if hidden is not None and not without_invisible(above).strip():
        code = f"U+{ord(hidden):04X}"
        text = message(
            ("The invisible character {code} comes before the front matter, so the front matter is published as text."),
            code=code,
        )
        hint = message("Delete everything before {fence}.", fence=typed)
        return Problem("text-before", 0, fence.end, text, hint, fix=replaced(0, len(above), ""))
    text = message("“{words}” comes before the front matter, so the front matter is published as text.", words=shown)
    moved = moved_below(above, run.first, typed, is_comment=_is_empty(above), words=shown)
    return Problem("text-before", 0, fence.end, text, moved)


def _in_code(text: str, lines: Sequence[TypedLine], run: KeyRun, opening: int) -> Problem:
    """The front matter, or the whole post with it, stands in a block of code."""
    fence = CODE.fullmatch(without_invisible(lines[opening].text))
    mark = fence["fence"] if fence else "```"
    closing = re.compile(rf"(?m)^[ \t]{{0,3}}{re.escape(mark[0])}{{3,}}[ \t]*$")
    last = closing.search(text, lines[run.last - 1].end)
    line = text.count("\n", 0, last.start()) + 1 if last else 0
    words = message("The front matter is inside a code block, so the front matter is published as text.")
    first = opening + 1
    if run.first - 1 == opening and last:  # keys alone between the fences of code
        fences = _fence_of(lines, run)
        typed = message(
            "Type {fence} instead of {mark} in lines {first} and {last}.",
            fence=fences,
            mark=mark,
            first=first,
            last=line,
        )
        return Problem("code-fence", lines[opening].start, lines[run.last - 1].end, words, typed)
    typed = message("Delete line {first}, and line {last}, which closes the block.", first=first, last=line)
    if not last:
        typed = message("Delete line {first}.", first=first)
    return Problem("code-fence", lines[opening].start, lines[run.last - 1].end, words, typed)


def shortened(words: str) -> str:
    """Return `words` for a message: printable, and cut at `SHOWN` characters."""
    plain = "".join(mark for mark in words.strip() if unicodedata.category(mark)[0] != "C")
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 1]}…"
