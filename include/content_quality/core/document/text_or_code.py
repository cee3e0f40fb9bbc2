"""Whether lines read as text or as code, whatever block the parser made of them."""

from __future__ import annotations

from content_quality.core.text.patterns import lazy, lazy_re

# A line of text, or of Markdown.
TEXT_LINE = lazy(r"^[ \t>]*+[\p{Lu}\p{Lo}\p{Lt}“‘「『(\[*_`](?=\s*+\S)[^;{}]++(?<=[\p{Sentence_Terminal}:：)*_]\s*)$")
MARKDOWN_LINE = lazy(
    r"^[ \t>]*+(?:#{2,6} \p{L}|\[[^\]\n]{1,80}\]: ?http|(?:[^\n\]]++|\](?!\((?:https?:|/)))*+\]\((?:https?:|/)|\{% )"
)
COLUMNS = lazy_re(r"[^\s.] {3,}\S")  # of a log or a table; text has no such gaps
TEXT_WORDS = 5  # words or, without spaces, their length in characters, of a line that is taken for text
TEXT_CHARACTERS = 12
LONGEST_CODE = 200  # characters of a line of code; a longer line is text
MOST_LINES = 8  # of a paragraph that are looked at
# How a line of a programming language, a command or its output begins, ends, or assigns. Words that also begin a line
# of text need a sign of code in it.
CODE_LINE = lazy_re(
    r"^\s*(?://|/\*|\*/|#!|\$ |>>> |</?(?!!--)[A-Za-z!][^<>]*>|@\w+\b(?!\.)|--\w|def \w|elif\b|end$|private$|"
    r"(?:sudo|npm|npx|yarn|pip3?|apt|git|cd|docker|curl|mkdir)\s[^,;!?\s]+\s[^,;!?\n]{1,80}(?<![.:\s])\s*$|from [\w.]+ import\b|import [\w{*]|"  # noqa: E501 - a pattern
    r"(?:class|return|const|let|var|public|private|static|function|func|fn|use|mod|module|package|require|else|echo|"
    r"SELECT|FROM|CREATE|if|for|while)\b[^\n]{0,200}(?:[(){};=<>]|::|:$))"
    r"|[;{}\\]\s*$|^\s*[\w.$\[\]\"']{1,60}\s*(?:[-+*/|:]?=|:=|=>|->)\s*\S|^\s*[\w.$]{1,60}\([^()]{0,100}\)\s*$|^\s*[\])}]++[,;)]*+\s*$"
    r"|(?<![\w.])(?=[\w.]*?\w\.\w)[\w.]++\s+do\s|\w::\w"
)
CODE_SHARE = 0.5  # of the lines of a part, from which it reads as code


def reads_as_text(lines: list[str], first: int) -> bool:
    """Return whether the line, or it and those under it up to the next blank one, read as text."""
    if _is_text(lines[first]):
        return True
    part = [line.strip(" \t>\r\n") for line in lines[first : first + MOST_LINES]]
    end = part.index("") if "" in part else len(part)
    return (
        end > 1 and not any(line.startswith(("```", "~~~")) for line in part[:end]) and _is_text(" ".join(part[:end]))
    )


def reads_as_code(text: str, *, least: float = CODE_SHARE) -> bool:
    """Return whether at least this share of the lines of `text` are code."""
    lines = [line for line in text.splitlines()[:MOST_LINES] if line.strip()]
    return bool(lines) and sum(
        len(line) <= LONGEST_CODE and bool(CODE_LINE.search(line)) for line in lines
    ) >= least * len(lines)


def text_votes(part: str) -> tuple[int, int, int]:
    """Return how the part between two fences speaks: 1 for text, -1 for code, 0 for neither.

    The votes are its first paragraph's, its last one's, and its first line's: text stands a blank line below a fence
    that closes, code right under one that opens.
    """
    lines = part.split("\n")[1:]
    if not any(line.strip(" \t>\r") for line in lines):
        return (0, 0, 0)
    stripped = [line.strip(" \t>\r") for line in lines]
    first = next(number for number, line in enumerate(stripped) if line)
    last = max(number for number, line in enumerate(stripped) if line)
    while last > first and stripped[last - 1]:
        last -= 1
    return (_vote(lines, first), _vote(lines, last), 1 if not stripped[0] else -1)


def _vote(lines: list[str], first: int) -> int:
    if reads_as_code("\n".join(_paragraph(lines, first))):
        return -1
    return 1 if reads_as_text(lines, first) else 0


def _paragraph(lines: list[str], first: int) -> list[str]:
    part = lines[first : first + MOST_LINES]
    return part[: next((number for number, line in enumerate(part) if not line.strip(" \t>\r")), len(part))]


def _is_text(line: str) -> bool:
    if MARKDOWN_LINE.match(line):
        return True
    if not TEXT_LINE.match(line) or COLUMNS.search(line.rstrip()):
        return False
    return len(line.split()) >= TEXT_WORDS or (not line.isascii() and len(line.strip()) >= TEXT_CHARACTERS)
