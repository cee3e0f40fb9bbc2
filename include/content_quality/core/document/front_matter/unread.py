"""Front matter that no generator takes for front matter: where it stands, what keeps it from counting, what to type.

The evidence is a run of lines with keys that sites use, below something that was meant for a fence. Words alone prove
nothing: an article may well show front matter in a block of code, after a sentence that says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from content_quality.core.document.front_matter.model import Problem
from content_quality.core.findings import Message, message

HEAD = 6_000  # characters at the start of a file in which front matter can have been meant
LONGEST_PREFACE = 30  # lines above it
LONGEST_BLOCK = 80  # lines
LONGEST_LEAD = 120  # characters of a line that announces the post, such as “Here is the blog post:”
SHOWN = 40  # characters of what stands there, repeated in a message
KEYS = frozenset(
    """title date layout tags tag categories category draft description slug author authors permalink published excerpt
    summary keywords image cover weight aliases lang language url subtitle toc emoji topics type lastmod updated pubdate
    publishdate published_at header comments series math sidebar""".split()
)
NAMING = frozenset({"title", "layout"})  # keys of which one is enough
LINES = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
KEY = re.compile(
    r"""[ \t\u3000\xa0]{0,4}(?:[-*][ ]+)?["“*]{0,2}(?P<key>[A-Za-z_][\w-]{0,40})(?P<after>["”*]{0,2}[ \t]*[:：=]["”*]{0,2})(?:\s|["'“\[{]|$)"""
)
# Blank lines, comments, list entries, indented lines, the end of a collection.
INNER = re.compile(r"""[ \t]*\#|-(?:[ \t]|$)|[ \t\u3000\xa0]+\S|[\]}"']|\[[^\]\r\n(]+\]\]?[ \t]*$|[*•][ \t]""")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x85]")
SPACES = "\xa0\u3000\u2002\u2003\u2009\u202f"
EXACT = re.compile(r"(?:---|\+\+\+)[ \t]*")
MARKED = re.compile(
    r"[ \t]*[\\>*_`~:;=<{}\[\]().,|&@%!?#-]{0,3}[ \t]*(?P<dashes>[-–—―ー－‐‑−]{1,6}|\+{2,4}|＋{1,4})[*_`~\])}>,;:.]{0,3}[ \t]*(?:\#[^\r\n]*|[a-z]{2,10})?[ \t]*"
)
OTHER_MARKS = re.compile(
    r"[ \t]*(?:\*{3,}|_{3,}|={3,}|;{3,}|~{3,}|[-–—][ \t]?[-–—][ \t]?[-–—]|\+[ \t]\+[ \t]\+|[-:;,.][-:;,.\t]{1,3})[ \t]*"
)
CODE = re.compile(r"[ \t]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[\w-]{0,20})[ \t]*")
CODE_OF_FRONT_MATTER = frozenset(
    {"", "yaml", "yml", "toml", "md", "markdown", "mdx", "frontmatter", "front-matter", "text", "txt"}
)
COMMENTS = re.compile(
    r"\s*(?:<!--.*?-->\s*|\{/\*.*?\*/\}\s*|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}\s*)*", re.DOTALL
)
ONE_LINE = re.compile(
    r"(?:\#{1,6}[ \t]+|-{3}[ \t]?)?title[ \t]*:[ \t][^\r\n]{1,300}?[ \t](?:date|layout|tags|draft|description|author)[ \t]*:[ \t]"
)
AGAIN = re.compile(r"(?:\r\n|\n|\r)(?P<fence>---|\+\+\+)[ \t]*(?:\r\n|\n|\r)(?=[\"]?(?P<key>[a-zA-Z_]\w{0,30}))")
CODE_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)", re.MULTILINE)
MOST_BLOCKS = 100  # rules followed by a key that are looked at
SECOND_BLOCK = 2_000  # characters of a second block


class _Line(NamedTuple):
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Run(NamedTuple):
    """Lines of keys: [first, last) of the lines, and the keys sites use among them, as typed."""

    first: int
    last: int
    keys: frozenset[str]
    closed: bool  # by something that was meant for a fence

    @property
    def counts(self) -> bool:
        """Whether the lines are front matter for certain."""
        return bool(NAMING & self.keys) or len(self.keys) > 1

    @property
    def lower(self) -> bool:
        """Whether the keys are typed in lower case, as generators have them; in capitals readers are addressed."""
        return all(key == key.lower() for key in self.keys)


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
    lines = _lines(head)
    if glued := _on_the_fence(lines):
        return glued
    for number in range(min(len(lines), LONGEST_PREFACE)):
        if number and not _opens(lines[number - 1].text):
            continue
        run = _run(lines, number)
        if run and run.counts and (problem := _explained(text, lines, run)):
            return problem
    return None


def _quoted(head: str) -> Problem | None:
    bare = "".join(re.sub(r"^>[ ]?", "", line) for line in head.splitlines(keepends=True))
    if at_start(bare) is None and not re.match(r"---[ \t]*[\r\n]", bare):
        return None
    lines = _lines(bare)
    run = _run(lines, 1) if len(lines) > 1 else None
    if run is None or not run.counts or not run.lower:
        return None
    words = message("The front matter is inside a quotation, so the front matter is published as text.")
    return Problem("quoted", 0, _lines(head)[0].end, words, message("Delete the > at the start of its lines."))


JSON_BLOCK = re.compile(
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
        words=_shown(above.splitlines()[0]),
    )
    typed = message("Delete everything before {fence}.", fence="{")
    return Problem("text-before", 0, found.end(), words, typed)


def _on_the_fence(lines: Sequence[_Line]) -> Problem | None:
    """Return the problem of a first key in the line of the opening fence."""
    found = re.match(r"(?P<fence>---|\+\+\+)[ \t\x85\u2028]?(?=[a-z])", lines[0].text) if lines else None
    if found is None:
        return None
    first = _Line(found.end(), lines[0].text[found.end() :])
    run = _run([first, *lines[1:]], 0)
    if run is None or not run.counts or not run.closed:
        return None
    words = message("The first key is in the line of the opening fence, so the front matter is published as text.")
    return Problem(
        "key-on-fence" if found.end() == 3 else "key-after-fence",
        0,
        lines[0].end,
        words,
        message("Type a line break after {fence}.", fence=found["fence"]),
    )


def emptied(text: str, start: int) -> Problem | None:
    """Return the problem of keys right below front matter that holds none and ends at `start`."""
    lines = [_Line(line.start + start, line.text) for line in _lines(text[start : start + HEAD]) if line.text.strip()]
    run = _run(lines, 0) if lines else None
    if run is None or not run.counts or not (run.lower and run.closed):
        return None
    words = message("The front matter ends before its first key, so the keys are published as text.")
    return Problem(
        "second-block", lines[0].start, lines[0].end, words, message("Keep one --- above the keys and one below them.")
    )


def odd_line_end(text: str, start: int, end: int) -> Problem | None:
    """Return the problem of a line end in the front matter at [start, end) that some parsers take for one and others do not."""
    at = min((at for mark in "\x85\u2028\u2029" if (at := text.find(mark, start, end)) >= 0), default=-1)
    if at < 0:
        return None
    code = f"U+{ord(text[at]):04X}"
    words = message("The front matter contains the invisible character {code} where a line should end.", code=code)
    return Problem("odd-line-end", at, at + 1, words, message("Replace the character with a line break."))


def again(text: str, start: int) -> Problem | None:
    """Return the problem of a second block of front matter below the first, which ends at `start`."""
    coded = start
    inside = False
    for found in islice(AGAIN.finditer(text, start), MOST_BLOCKS):
        inside ^= len(CODE_FENCE.findall(text, coded, found.start())) % 2 == 1
        coded = found.start()
        if inside or found["key"].lower() not in KEYS:
            continue
        directly = not text[start : found.start()].strip()
        lines = _lines(text[found.start("fence") : found.start("fence") + SECOND_BLOCK])
        run = _run(lines, 1)
        sure = run is not None and run.closed and run.counts and run.lower and len(run.keys) > 1 - directly
        if run and sure and (directly or "title" in run.keys):
            return _second(found, directly=directly, keys=run.keys)
    return None


def _lines(text: str) -> list[_Line]:
    return [_Line(line.start(), line[0].rstrip("\r\n")) for line in LINES.finditer(text) if line[0]]


def _plain(line: str) -> str:
    return INVISIBLE.sub("", line).strip(SPACES)


def _opens(line: str) -> bool:
    """Return whether `line` may have been meant to open front matter."""
    plain = _plain(line)
    return bool(MARKED.fullmatch(plain) or OTHER_MARKS.fullmatch(plain) or CODE.fullmatch(plain))


def _run(lines: Sequence[_Line], first: int) -> _Run | None:
    keys: set[str] = set()
    number = first
    for number in range(first, min(len(lines), first + LONGEST_BLOCK)):
        line = lines[number].text
        found = KEY.match(line)
        if found and found["key"].lower() in KEYS:
            keys.add(found["key"] if found["key"] != found["key"].lower() else found["key"].lower())
        elif number == first:
            return None
        elif not found and not (INNER.match(line) and line.strip() and not _opens(line)):
            return _Run(first, number, frozenset(keys), _opens(line))
    return _Run(first, number + 1, frozenset(keys), closed=False)


def _explained(text: str, lines: Sequence[_Line], run: _Run) -> Problem | None:
    if run.first == 0:
        return _bare(lines, run)
    fence = lines[run.first - 1]
    above = text[: fence.start]
    code = CODE.fullmatch(_plain(fence.text))
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
        return _at_fence(fence, lines[0], closed=_ends(lines, run))
    if "<!--" in above and "-->" not in above[above.rindex("<!--") :]:
        return None  # commented out
    return _below(above, fence, run) if EXACT.fullmatch(_plain(fence.text)) and (run.lower or run.closed) else None


def _ends(lines: Sequence[_Line], run: _Run) -> bool:
    """Return whether a sound fence in the first column closes the block."""
    return run.closed and EXACT.fullmatch(lines[run.last].text) is not None


def _is_empty(above: str) -> bool:
    return COMMENTS.fullmatch(above) is not None


def _is_lead(above: str) -> bool:
    """Return whether one short line that ends in a colon stands above: “Here is the blog post:”."""
    lead = above.strip()
    return len(lead) <= LONGEST_LEAD and lead.endswith((":", "：")) and "\n" not in lead


def _fence_of(lines: Sequence[_Line], run: _Run) -> str:
    return "+++" if "=" in (KEY.match(lines[run.first].text) or ["", "", ""])[2] else "---"


def _bare(lines: Sequence[_Line], run: _Run) -> Problem | None:
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
        return Problem(kind, 0, 1, text, message("Add a line {fence} before line 1.", fence=fence))
    both = message("Add a line {fence} before line 1, and another after line {last}.", fence=fence, last=run.last)
    return Problem(kind, 0, lines[run.last - 1].end, text, both)


def _one_line(head: str, found: re.Match[str]) -> Problem:
    end = LINES.match(head)
    assert end is not None
    text = message("Line 1 contains several keys, so the front matter is published as text.")
    typed = message("Type --- in line 1, each key on its own line, and --- below the keys.")
    return Problem("missing-fence", 0, max(found.end(), len(end[0].rstrip("\r\n"))), text, typed)


def _at_fence(fence: _Line, first: _Line, *, closed: bool) -> Problem:
    """Nothing but blank lines above the fence: it is odd itself, or what stands in its line is."""
    typed = fence.text.strip(" \t")
    if hidden := INVISIBLE.search(fence.text) or re.search(f"[{SPACES}]", fence.text):
        code = f"U+{ord(hidden[0]):04X}"
        text = message(
            (
                "The invisible character {code} is in the line of the opening fence, so the front matter is "
                "published as text."
            ),
            code=code,
        )
        right = "+++" if "+" in typed else "---"
        start = fence.start + hidden.start()
        return Problem(
            "hidden-fence", start, fence.end, text, message("Delete the line and type {fence} alone.", fence=right)
        )
    if first.start != fence.start and first.text.strip():
        return odd(first.text.strip(), fence.end)
    if first.start != fence.start or EXACT.fullmatch(fence.text.lstrip(" \t")):
        found = late(fence.start, fence.end, typed)
        return found if closed else replace(found, kind="indented-block")
    if re.match(r"---[ \t]+#", typed):
        words = message("A comment is in the line of the opening fence, so the front matter is published as text.")
        return Problem(
            "fence-comment" if closed else "wrong-dashes",
            0,
            fence.end,
            words,
            message("Delete the line and type {fence} alone.", fence="---"),
        )
    return odd(typed, fence.end)


def odd(typed: str, end: int) -> Problem:
    """Return the problem of line 1 that opens front matter with `typed`, up to `end`."""
    if typed[:1] in "+＋":
        text = message(
            (
                "Line 1 opens the front matter with {typed} instead of three plus signs, so the front matter is "
                "published as text."
            ),
            typed=typed[:SHOWN],
        )
        return Problem("wrong-dashes", 0, end, text, message("Type +++ instead."))
    text = message(
        (
            "Line 1 opens the front matter with {typed} instead of three hyphens, so the front matter is "
            "published as text."
        ),
        typed=typed[:SHOWN],
    )
    return Problem("wrong-dashes", 0, end, text, message("Type --- instead."))


def late(start: int, end: int, fence: str) -> Problem:
    """Return the problem of a sound fence at [start, end) with nothing but white space before it."""
    text = message(
        "The front matter does not start in the first column of line 1, so the front matter is published as text."
    )
    return Problem("late-fence", start, end, text, message("Delete everything before {fence}.", fence=fence))


def _below(above: str, fence: _Line, run: _Run) -> Problem:
    """Something stands above the front matter."""
    words = next(line for line in above.splitlines() if line.strip())
    shown = _shown(words)
    typed = _plain(fence.text).strip()
    hidden = next((mark for mark in above if INVISIBLE.match(mark)), None)
    if hidden is not None and not _plain(above).strip():
        code = f"U+{ord(hidden):04X}"
        text = message(
            ("The invisible character {code} comes before the front matter, so the front matter is published as text."),
            code=code,
        )
        return Problem("text-before", 0, fence.end, text, message("Delete everything before {fence}.", fence=typed))
    text = message("“{words}” comes before the front matter, so the front matter is published as text.", words=shown)
    typed_again = message(
        "Move the lines above line {line} below the front matter, or delete the lines: {fence} must be line 1.",
        line=run.first,
        fence=typed,
    )
    return Problem("text-before", 0, fence.end, text, typed_again)


def _in_code(text: str, lines: Sequence[_Line], run: _Run, opening: int) -> Problem:
    """The front matter, or the whole post with it, stands in a block of code."""
    fence = CODE.fullmatch(_plain(lines[opening].text))
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


def _second(found: re.Match[str], *, directly: bool, keys: frozenset[str]) -> Problem:
    start = found.start("fence")
    words = message("A second block of front matter begins here; the second block is published as text.")
    if directly or "title" not in keys:
        hint: Message = message("Move the keys into the first block, and delete the second block.")
    else:
        hint = message("Put the second post into its own file.")
    return Problem("second-block", start, found.end(), words, hint)


def _shown(words: str) -> str:
    plain = "".join(mark for mark in words.strip() if unicodedata.category(mark)[0] != "C")
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN - 1]}…"
