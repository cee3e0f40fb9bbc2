"""See `flattened_markup`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Fix, Message, Severity, excerpt, message, replaced
from content_quality.core.residue.shown_text import ShownText, is_kramdown, shown_blocks
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

HEADING = lazy(r"^[ \t]{0,3}(?P<marks>#{2,6})(?=[\p{L}\p{N}*「『【(（\"“])(?P<words>[^\n#]{2,120})$", 8)
FULL_WIDTH = lazy(r"^[ \t　]{0,3}(?P<marks>＃{2,6}[ 　]?|＃[ 　]+)(?P<words>[^\n＃]{1,120})$", 8)
DELIMITERS = lazy(r"\|[ \t]*:?-{2,}:?[ \t]*\|")
TAB = lazy(r"\s*(?:===[!+]?|!!!|\?\?\?\+?)\s")  # a tab or an admonition of Python-Markdown; what it holds is indented
ROW = lazy(r"[ \t]*+\|[^\n|]*+\|(?>[^\n|]*+\|)++[ \t]*+$")
LIST_MARKS = lazy(
    r"(?:[:：]|^)[ \t]+(?P<mark>[-*•])[ \t]+\S[^\n]{1,300}?\S[ \t]+(?P=mark)[ \t]+\S[^\n]{1,300}?\S[ \t]+(?P=mark)[ \t]+\S",  # noqa: E501 - a pattern
    8,
)
NUMBERS = lazy(
    r"(?:^|[:：.。][ \t]+)1[.)][ \t]+(?:\p{Lu}|\x02)[^\n]{1,400}?[ \t]2[.)][ \t]+(?:\p{Lu}|\x02)[^\n]{1,400}?[ \t]3[.)][ \t]+(?:\p{Lu}|\x02)"  # noqa: E501 - a pattern
)
ENUMERATED = lazy(r"[,;，；、]\s(?:(?:and|or|und|oder|et|ou|y|o|e)\s)?2[.)]\s")
OWN_HEADING = lazy(
    r"[ ]{0,3}(?P<marks>#{2,6})(?:(?=[\p{Lu}\p{Lt}\p{Lo}「『【（“])|(?=\p{Ll}[^\n]*\s\p{L}))[^\n#{}=|;]{2,120}"
)
HEADING_CHARACTERS = 120
FEWEST_ROWS = 2


def flattened_markup(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag headings, tables and lists whose marks readers see, because a space or a line break is missing.

    Why it matters: readers see `##`, `|` or `-` in running text instead of a heading, a table or a list.
    Example: `##Heading` without a space; `＃＃ 見出し` in full-width signs; a table on one line; a table without its line of
    dashes; “Bring: - a towel - a hat - water”.
    Instead: add the space or the line break.
    Certain fix: a space is added after two or more `#` that begin a line below a blank line. `#tag` stays as it is.
    Known false positives: Kramdown (Jekyll) makes a table of rows without a line of dashes, so on a Jekyll site the
    finding is information.
    """  # noqa: E501 - a table or an example
    for _, block in shown_blocks(post, "##", "＃", "|", "- ", "* ", "• ", "1. ", "1) "):
        if block.kind in (Kind.TABLE, Kind.HEADING):
            continue
        shown = ShownText.of(block)
        for found in _found(block, shown):
            start, end, told, instead = found
            first, last = shown.span(start, end)
            is_kramdown_table = is_kramdown(post, settings) and told.template.startswith("The table that begins")
            yield post.finding(
                first,
                last,
                Message(
                    told.template,
                    {
                        **told.values,
                        "line": post.source.position(first)[0],
                        "words": excerpt(shown.text[start:end].strip(), 60),
                    },
                ),
                suggestion=instead,
                severity=Severity.INFO if is_kramdown_table else Severity.WARNING,
                fix=_space(post, block, first),
            )


def _space(post: Post, block: Block, start: int) -> Fix | None:
    """Return the fix that puts a space between the marks of a heading and its words.

    Certain is a line of its own below a blank line, whose words are those of a heading and no name such as `##channel`.
    """
    line = post.source.position(start)[0]
    text, at = post.source.line(line), post.source.line_starts[line - 1]
    found = OWN_HEADING.fullmatch(text)
    if found is None or block.containers or (line > 1 and post.source.line(line - 1).strip()):
        return None
    return replaced(at + found.end("marks"), at + found.end("marks"), " ")


def _found(block: Block, shown: ShownText) -> Iterator[tuple[int, int, Message, Message]]:
    text = shown.text
    if "##" in text or "＃" in text:
        for match in HEADING.finditer(text):
            yield (
                *match.span(),
                message("In line {line} readers see the marks of a heading (“{words}”).", line=0, words=""),
                message("Add a space after the marks, and a blank line before them."),
            )
        for match in FULL_WIDTH.finditer(text):
            yield (
                *match.span(),
                message(
                    "The heading in line {line} starts with full-width marks, which readers see (“{words}”).",
                    line=0,
                    words="",
                ),
                message("Write “#” and a space."),
            )
    if "|" in text and not TAB.match(text):
        delimiters = DELIMITERS.search(text)
        if delimiters and text.count("|") >= 4:
            yield (
                0,
                len(text),
                message("The table in line {line} is not shown as a table (“{words}”).", line=0, words=""),
                message("Write each row on its own line, with a blank line before the table."),
            )
        elif _is_rows(text):
            yield (
                0,
                len(text),
                message(
                    "The table that begins in line {line} lacks its line of dashes: readers see “{words}”.",
                    line=0,
                    words="",
                ),
                message("Add a line such as “|---|---|” under the first row."),
            )
    if block.kind is Kind.PARAGRAPH:
        on_one_line = LIST_MARKS.search(text) or NUMBERS.search(text)
        if on_one_line and ENUMERATED.search(on_one_line[0]):
            on_one_line = None  # a sentence that counts: “either 1) this, 2) that, or 3) neither”
        if on_one_line:
            yield (
                *on_one_line.span(),
                message("The whole list is in line {line} (“{words}”).", line=0, words=""),
                message("Write each item on its own line."),
            )


def _is_rows(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) >= FEWEST_ROWS and all(ROW.match(line) for line in lines)
