"""Markup that is opened and never closed.

Comments, HTML elements, components, template tags, directives, formulas, links.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from content_quality.core.document.blanked_code import CODE_SPAN, blank, without_code
from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.generators import of_any
from content_quality.core.document.html_text import HTML_HIDDEN
from content_quality.core.document.post import Post
from content_quality.core.records import dataclass
from content_quality.core.text.patterns import lazy

# Elements whose end tag HTML requires and that hold blocks (HTML Living Standard, 13.1.2.4: p, li, td, … may be left
# open).
ELEMENTS = (
    "article aside blockquote details dialog div dl fieldset figure footer form header main nav ol pre script section select style svg table template "  # noqa: E501 - words in a table
    "ul video audio iframe"
)
TAG = lazy(
    rf"(?<!\\)<(?P<end>\\?/|)(?P<name>{'|'.join(ELEMENTS.split())})(?=[\s/>])"
    r"(?P<rest>(?:\"[^\"]{0,2000}\"|'[^'\n]{0,2000}'|[^<>\"']){0,500}+)>",
    regex.IGNORECASE,
)
TEMPLATE_TAG = lazy(lambda: rf"\{{%-?\s*(?P<end>end)?(?P<name>{'|'.join(of_any('paired_tags'))})\b[^%\n]{{0,1000}}%\}}")
SHORTCODE = lazy(r"\{\{(?P<mark>[<%])\s*(?P<end>/)?\s*(?P<name>[\w/-]+)(?P<rest>[^\n{}]{0,1000}?)[>%]\}\}")
DIRECTIVE = lazy(r"^[ \t>]*(?P<marks>:{3,})[ \t]*(?P<name>[^\s:][^\n]*)?$", regex.MULTILINE)
# `::: package.module` of mkdocstrings stands for a page of reference and has no end.
INSERTED = lazy(r"[^\W\d]\w*(?:\.\w+)+\s*|[^\W\d]\w*\s*(?=\n {4,}\w+:)")
FORMULA = lazy(r"^[ \t>]*\$\$[ \t]*(?:\([\w:.-]+\)|\{#?[\w:. -]+\})?[ \t]*$", regex.MULTILINE)
LINK = lazy(
    r"(?<!\\)\[(?:!\[[^\[\]\n]{0,300}\]\([^()\s]{0,300}\)|[^\[\]\n]){1,300}+(?P<target>\]\()(?:https?://|/|\./|#|mailto:)[^\s()<>]{0,2000}"
)
TARGET = lazy(r"\]\(")
PARENTHESIS = lazy(r"(?<!\\)[()]")
# A component of MDX or Astro begins with a capital (mdxjs.com, “What is MDX”). Not `Vec<Item>`, `<https://…>`,
# `<me@…>`.
COMPONENT = lazy(
    r"(?:<(?P<end>/)|(?<![\p{L}\p{N}_<&.\\])<)(?P<name>[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?:\.[A-Z][A-Za-z0-9]*)?)(?=[\s/>])"
    r"(?P<rest>(?:\"[^\"]{0,500}\"|'[^'\n]{0,500}'|\{(?:[^{}]|\{[^{}]{0,500}\}){0,500}+\}|[^<>{}\"']){0,500}+)>"
)
MDX_COMMENT = lazy(r"\{/\*.*?\*/\}", regex.DOTALL)
# What is begun in the last line of a post and lacks its end: a shortcode, a template tag, a tag in the middle of its
# attributes, the target of a link or an image.
CUT_OFF = (
    (lazy(r"\{\{(?P<mark>[<%])(?:(?![>%]\}\})[^\n])*+(?P<cut>\Z)?"), "{{{{{mark}", "{mark}}}}}"),
    (lazy(r"\{%(?:(?!%\})[^\n])*+(?P<cut>\Z)?"), "{{%", "%}}"),
    (lazy(r"(?<![\\\w])<[A-Za-z][\w.:-]*+\s(?=[^<>\n=]*+=)[^<>\n]*+(?P<cut>\Z)?"), "<", ">"),
    (lazy(r"(?<!\\)!?\[[^\[\]\n]{1,300}+\]\([^()\s]*+(?P<cut>\Z)?"), "](", ")"),
)
LONGEST_CUT = 2_000  # characters; a longer line is no markup that was begun
BEFORE_TAG = lazy(r"[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?")
LINE_ENDS = lazy(r"[ \t]*(?:\r|\n|\Z)")
INDENTED = 100  # characters before a tag that begins its line
MARKS = ("<", "{%", "{{", ":::", "$$", "](")  # one of them is in whatever is told of below a comment
VOID = frozenset("br hr img input link meta p li dt dd tr td th col option wbr source track embed area base".split())


@dataclass(frozen=True, slots=True)
class Unclosed:
    """Markup at [start, end) that lacks its end; `what` is how an editor knows it, `needs` what would close it."""

    start: int
    end: int
    what: str
    needs: str
    swallows: bool = False  # everything below disappears
    ends_post: bool = False  # the post ends inside of it


def unclosed(post: Post) -> Iterator[Unclosed]:
    """Yield what is opened in the body of `post`, outside of code, and not closed."""
    comment = _comment(post)
    if comment is not None:
        yield comment
        return
    if not any(mark[0] in post.alphabet and mark in post.text for mark in MARKS):
        return
    text = without_code(post)
    yield from _stack(TAG.finditer(text), "<{name}>", "</{name}>")
    yield from _stack(_outside_raw(text), "{{% {name} %}}", "{{% end{name} %}}")
    yield from _components(post, text)
    yield from _shortcodes(text)
    yield from _directives(text)
    formulas = list(FORMULA.finditer(text))
    if len(formulas) % 2:
        yield Unclosed(formulas[-1].start(), formulas[-1].end(), "$$", "$$")
    cut_off = _cut_off(text)
    yield from (link for link in _links(post) if cut_off is None or link.end <= cut_off.start)
    if cut_off is not None:
        yield cut_off


def _cut_off(text: str) -> Unclosed | None:
    """Return the markup inside of which the post ends."""
    whole = text.rstrip()
    first = whole.rfind("\n") + 1
    line = whole[first:]
    for pattern, what, needs in CUT_OFF:
        found = next((mark for mark in pattern.finditer(line) if mark["cut"] is not None), None)
        if found and len(found[0]) <= LONGEST_CUT:
            named = found.groupdict()
            mark = named.get("mark", "")
            closing = {"<": ">", "%": "%"}.get(mark, mark)
            return Unclosed(
                first + found.start(),
                first + found.end(),
                what.format(mark=mark),
                needs.format(mark=closing),
                ends_post=True,
            )
    return None


def _comment(post: Post) -> Unclosed | None:
    for block in post.blocks:
        if block.kind is Kind.HTML:
            source = post.text[block.start : block.end]
            hidden = [match for match in HTML_HIDDEN.finditer(source) if match[0].startswith("<!--")]
            if hidden and not hidden[-1][0].endswith("-->"):
                return Unclosed(block.start + hidden[-1].start(), block.end, "<!--", "-->", swallows=True)
    return None


def _stack(tags: Iterator[regex.Match[str]], what: str, needs: str) -> Iterator[Unclosed]:
    """Yield the opening tags that no end tag of the same name answers; an end tag closes the latest of its name."""
    open_tags: dict[str, list[regex.Match[str]]] = {}
    for tag in tags:
        name = tag["name"].lower()
        if tag["end"]:
            if open_tags.get(name):
                open_tags[name].pop()
        elif not tag[0].rstrip(">").endswith("/"):
            open_tags.setdefault(name, []).append(tag)
    for left in open_tags.values():
        for tag in left:
            yield Unclosed(tag.start(), tag.end(), what.format(name=tag["name"]), needs.format(name=tag["name"]))


def _components(post: Post, text: str) -> Iterator[Unclosed]:
    """Yield components left open.

    Outside of MDX a capital in angle brackets may be a placeholder or a key: see `_is_component`.
    """
    if "<" not in text:
        return
    if "`" in text:
        text = CODE_SPAN.sub(lambda match: blank(match[0]), text)
    if "{/*" in text:
        text = MDX_COMMENT.sub(lambda match: blank(match[0]), text)
    tags = [tag for tag in COMPONENT.finditer(text) if tag["name"].lower() not in VOID]
    closed = {tag["name"] for tag in tags if tag["end"]}
    is_mdx = post.path.lower().endswith(".mdx")
    yield from _stack(
        (tag for tag in tags if tag["end"] or _is_component(text, tag, is_known=is_mdx or tag["name"] in closed)),
        "<{name}>",
        "</{name}>",
    )


def _is_component(text: str, tag: regex.Match[str], *, is_known: bool) -> bool:
    """Return whether the tag begins its line and is a component.

    It is one when it is known for a component, has attributes, or has the line to itself.
    """
    first = max(0, tag.start() - INDENTED)
    line_start = text.rfind("\n", first, tag.start()) + 1 or first
    if not BEFORE_TAG.fullmatch(text, line_start, tag.start()):
        return False
    return is_known or "=" in tag["rest"] or bool(LINE_ENDS.match(text, tag.end()))


def _outside_raw(text: str) -> Iterator[regex.Match[str]]:
    """Yield template tags; those between `raw` and `endraw` are text."""
    raw = False
    for tag in TEMPLATE_TAG.finditer(text):
        if tag["name"] == "raw":
            raw = not tag["end"]
            yield tag
        elif not raw:
            yield tag


def _shortcodes(text: str) -> Iterator[Unclosed]:
    """Yield Hugo shortcodes left open; only names that the post itself closes somewhere are known to need an end."""
    tags = list(SHORTCODE.finditer(text))
    closed = {tag["name"] for tag in tags if tag["end"]}
    yield from _stack(
        (tag for tag in tags if tag["name"] in closed and not tag["rest"].rstrip().endswith("/")),
        "{{{{< {name} >}}}}",
        "{{{{< /{name} >}}}}",
    )


def _links(post: Post) -> Iterator[Unclosed]:
    """Yield links whose target has no end in their paragraph.

    The parser does not take them for links, so the reader sees their marks.
    """
    for block in post.blocks:
        if not block.is_prose or not post.text.count("](", block.start, block.end):
            continue
        seen = {  # where marks of links stand in prose, as the reader sees them
            run.start + mark.start()
            for run in block.runs
            if run.kind is Text.PROSE and not run.linked
            for mark in TARGET.finditer(run.text)
        }
        source = post.text[block.start : block.end] if seen else ""
        left_open = _left_open(source)
        for link in LINK.finditer(source):
            if block.start + link.start("target") in seen and link.end("target") - 1 in left_open:
                yield Unclosed(block.start + link.start(), block.start + link.end(), "[…](…", ")")


def _left_open(source: str) -> frozenset[int]:
    """Return the offsets of the opening parentheses of `source` that no closing one answers."""
    left: list[int] = []
    for mark in PARENTHESIS.finditer(source):
        if mark[0] == "(":
            left.append(mark.start())
        elif left:
            left.pop()
    return frozenset(left)


def _directives(text: str) -> Iterator[Unclosed]:
    left: list[regex.Match[str]] = []
    for line in DIRECTIVE.finditer(text):
        if line["name"]:
            if not line["name"].rstrip().endswith(":::") and not _is_inserted(text, line):
                left.append(line)
        elif left:
            left.pop()
    for line in left:
        yield Unclosed(line.start(), line.end(), line[0].strip()[:40], line["marks"])


def _is_inserted(text: str, line: regex.Match[str]) -> bool:
    inserted = INSERTED.match(text, line.start("name"))
    return inserted is not None and inserted.end() >= line.end()
