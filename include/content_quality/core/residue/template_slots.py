"""Slots of templates that a program should have filled: `{company_name}`, `${openingHour}`, `{{ city }}`, `<CITY>`.

A slot that the site's generator fills is none: a name with a dot, a filter, a key of the front matter, or one that the
post assigns itself. Posts that show such slots as code are about templates, and are silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.residue.machine_tokens import code_ranges, inside
from content_quality.core.text.patterns import lazy, lazy_re

# Each begins with its sign, so that a text is searched at the speed of that sign.
BRACES = lazy_re(
    r"\{(?<![\w\\^{$%#/=.}\])]\{)(?P<name>[A-Za-z]\w*_\w+|[a-z]+[A-Z]\w*"
    r"|(?:company|name|city|topic|title|keyword|author|date|product|brand|location|industry|audience|url|website)\d?)\}"
    r"(?![\w{}(=/])"
)
DOLLAR = lazy_re(r"\$\{(?<![\w\\$]\$\{)(?P<name>[A-Za-z_][\w.]{1,40})\}")
DOUBLE = lazy_re(r"\{\{[ \t]*(?P<name>[A-Za-z_]\w{1,40})[ \t]*\}\}")
ANGLE = lazy_re(r"<(?<![\w<`/$=\\(\[]<)(?P<name>[A-Z][A-Z]{2,}(?:[_ -][A-Z]{2,}){0,4})>(?![\w<])")
KEYS = frozenset(
    "ENTER ESC TAB SHIFT CTRL ALT DEL DELETE BACKSPACE SPACE HOME END INSERT RETURN UP DOWN LEFT RIGHT META CMD OPTION ESCAPE PGUP PGDN".split()  # noqa: E501 - words in a table
)
HTML = frozenset(
    "ABBR ACRONYM ADDRESS APPLET AREA ARTICLE ASIDE AUDIO BASE BASEFONT BDO BIG BLINK BLOCKQUOTE BODY BUTTON CANVAS CAPTION CENTER CITE CODE COL "  # noqa: E501 - words in a table
    "COLGROUP DATA DATALIST DETAILS DFN DIALOG DIR DIV EMBED FIELDSET FIGCAPTION FIGURE FONT FOOTER FORM FRAME FRAMESET HEAD HEADER HTML IFRAME IMG INPUT "  # noqa: E501 - words in a table
    "INS KBD LABEL LEGEND LINK MAIN MAP MARK MARQUEE MENU NAV NOBR NOFRAMES NOSCRIPT OBJECT OPTGROUP OUTPUT PARAM PICTURE PRE PROGRESS RUBY SAMP SCRIPT "  # noqa: E501 - words in a table
    "SECTION SELECT SMALL SOURCE SPAN STRIKE STRONG STYLE SUB SUMMARY SUP SVG TABLE TBODY TEMPLATE TEXTAREA TFOOT THEAD TIME TITLE TRACK VAR VIDEO "  # noqa: E501 - SQL
    "WBR XMP".split()
)
SPOKEN_OF = lazy(
    r"\b(?:replace|placeholders?|variables?|templates?|syntax|braces|parameters?|substitut\w+|press|hit|type|command|regex|interpolat\w+|path|endpoint|url|header|macro|mustache|handlebars|tokens?)\b|置き換|変数|テンプレート|プレースホルダ|替换|占位符|变量",
    2,
)
STATEMENT = lazy(r"^(?:import|export)\s", 8)


def slots(post: Post) -> Iterator[tuple[int, int]]:
    """Yield the places of slots that nothing filled."""
    text, alphabet = post.text, post.alphabet
    if "{" not in alphabet and "<" not in alphabet:
        return
    found = [
        match
        for pattern, sign in ((BRACES, "{"), (DOLLAR, "${"), (DOUBLE, "{{"), (ANGLE, "<"))
        if sign in text
        for match in pattern.finditer(text, post.front_matter.end)
    ]
    if not found or _is_about_templates(post):
        return
    code = code_ranges(post)
    for match in found:
        name = match["name"]
        if inside(match.start(), code) or name in KEYS or name in HTML or not _is_in_prose(post, match.start()):
            continue
        if match[0].startswith("{{") and (name in post.front_matter.values or _is_assigned(text, name)):
            continue
        line = text[text.rfind("\n", 0, match.start()) + 1 : (text.find("\n", match.end()) + 1 or len(text) + 1) - 1]
        if not SPOKEN_OF.search(line) and f"</{name}>" not in text:
            yield match.span()


def _is_about_templates(post: Post) -> bool:
    """Return whether the post is made by a program itself (MDX), or shows slots as code."""
    if post.path.endswith(".mdx") or STATEMENT.search(post.text, post.front_matter.end):
        return True
    return any(
        (block.kind is Kind.CODE and "{" in post.text[block.start : block.end])
        or any(run.kind is Text.CODE and any(sign in run.text for sign in "{<") for run in block.runs)
        for block in post.blocks
    )


def _is_assigned(text: str, name: str) -> bool:
    return any(f"{before} {name}" in text for before in ("assign", "capture", "set", "for", "let"))


def _is_in_prose(post: Post, offset: int) -> bool:
    return any(
        block.start <= offset < block.end and block.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING, Kind.TABLE)
        for block in post.blocks
    )
