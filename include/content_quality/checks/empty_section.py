"""See `empty_section`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from content_quality.core.document.article import article
from content_quality.core.document.blocks import Block, Kind, Text
from content_quality.core.document.page_kinds import is_template
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Evidence, Severity, excerpt, message
from content_quality.core.settings import Settings
from content_quality.core.text.content_languages import alternatives
from content_quality.core.text.patterns import lazy


def empty_section(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a heading without text below it: before a heading of the same or a higher level, or at the end of the post.

    Why it matters: the heading promises text that is not there. At the end of the post the finding is a blocker: the
    rest is missing. The finding is only information where the author left room below the heading (two blank lines or
    more), as release notes do with sections that stay empty, and where more than three such headings follow each other.
    Example: “## Prices”, and then “## Opening hours”.
    Instead: write the section, or delete its heading.
    Known false positives: headings used as a list of terms. A farewell set as the last heading, a table of contents and
    comments that are filled in on the page are not flagged.
    """
    blocks = article(post, settings).blocks
    links = _linked_headings(post, blocks)
    is_quiet = is_template(post, settings)
    filled = not FILLED_BY_KEY.isdisjoint(post.front_matter.values)
    for index, heading in enumerate(blocks):
        if heading.kind is not Kind.HEADING or heading.containers:
            continue
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if not _is_empty(heading, following) or _needs_no_text(blocks, index, links):
            continue
        if following is None and filled:
            continue  # the list of sources is written when the page is built
        line, title = post.span(heading.start, heading.end).line, excerpt(heading.text, 60)
        told = (
            message(
                "The post ends with the heading “{title}” in line {line}; the section has no text.",
                title=title,
                line=line,
            )
            if following is None
            else message("The section “{title}” in line {line} has no text.", title=title, line=line)
        )
        draft = post.finding(
            heading.start,
            heading.end,
            told,
            suggestion=message("Write the section, or delete its heading."),
            severity=Severity.INFO
            if is_quiet or _is_term(blocks, index)
            else _severity(post, settings, heading, following),
            passage=heading.text,
            evidence=(Evidence("no-text", 1.0), *((Evidence("ends-article", 1.0),) if following is None else ())),
        )
        yield replace(draft, excerpt=title)


def _is_empty(heading: Block, following: Block | None) -> bool:
    """Return whether nothing stands under the heading, no heading of a lower level either."""
    if following is None:
        return True
    return following.kind is Kind.HEADING and not following.containers and following.level <= heading.level


def _needs_no_text(blocks: tuple[Block, ...], index: int, links: frozenset[int]) -> bool:
    """Return whether the heading is a name, a title, a farewell, or a place that is filled when the page is built."""
    heading = blocks[index]
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if all(run.kind is Text.CODE or (run.linked and following is None) or not run.text.strip() for run in heading.runs):
        return True  # a name without words: an overload, an option, an anchor; or a link that ends the post
    if FILLED.fullmatch(heading.text.strip()) or FRONT_MATTER_LINE.match(heading.text) or INSERTED.match(heading.text):
        return True
    if following is None:
        return FAREWELL.search(heading.text.strip()) is not None or len(heading.text.split()) >= FINE_PRINT_WORDS
    is_title = index == 0 and following.level == heading.level  # the post's title, set like its sections
    if is_title or _is_numbered_part(heading.text, following.text):
        return True
    if heading.level == following.level == 1 and PROMPT.fullmatch(heading.text.strip()):
        return True  # a command behind the prompt of root, which lost its fence
    if UNRELEASED.fullmatch(heading.text.strip()) or (_is_link(following) and not _is_link(heading)):
        return True  # changes to come; a name above headings that lead to pages
    return CALL.match(heading.text) is not None or (index in links and len(links) > 1)


PROMPT = lazy(r"(?=[^\n]*\s[!-~]*[-/=<])[a-z][\w.+-]{1,20}(?:\s+[!-~]+)+")
# Where a changelog collects what the next release will hold.
UNRELEASED = lazy(lambda: rf"\[?(?:{alternatives('unreleased')})\]?", regex.IGNORECASE)
FAREWELL = regex.compile(r"[.!…。！～〜♪\p{So}][\s\p{Pe}\p{Pf}\"'*_]*$")  # a closing line, set as a heading
FILLED_BY_KEY = frozenset(("bibliography", "references", "nocite"))  # Pandoc, Quarto and R Markdown list them last
FINE_PRINT_WORDS = 12  # of the last heading, from which it is a note in small type
FRONT_MATTER_LINE = regex.compile(r"[a-z][\w-]*:\s")  # a key and its value; another finding says so
# What a generator or a script fills in: the table of contents, the comments.
FILLED = lazy(lambda: alternatives("contents"), regex.IGNORECASE)
INSERTED = regex.compile(r"\s*:{3}\s")  # `# ::: package.module`: a page of reference stands in its place
CALL = regex.compile(r"\s*[\w.:#]{1,60}\([^()]*\)")  # a function: another form of it may follow


def _is_link(heading: Block) -> bool:
    runs = [run for run in heading.runs if run.text.strip()]
    return bool(runs) and all(run.linked for run in runs)


PART_NUMBER = regex.compile(r"\s*+(\d++(?:\.\d++)*+)\.?\s")


def _is_numbered_part(heading: str, following: str) -> bool:
    """Return whether the numbers say that `following` is a part of `heading`, such as 2 and 2.1, at one level."""
    number, part = PART_NUMBER.match(heading), PART_NUMBER.match(following)
    return number is not None and part is not None and part[1].startswith(f"{number[1]}.")


def _linked_headings(post: Post, blocks: tuple[Block, ...]) -> frozenset[int]:
    """Return the indices of headings that lead somewhere and have nothing under them; several are a list of links."""
    headings = (
        index
        for index, block in enumerate(blocks[:-1])
        if block.kind is Kind.HEADING and blocks[index + 1].kind is Kind.HEADING
    )
    return frozenset(
        i
        for i in headings
        if any(run.linked for run in blocks[i].runs) or "<a " in post.text[blocks[i].start : blocks[i].end]
    )


TERMS = 3  # empty sections in a row of one level; so many are a list of terms set as headings


def _is_term(blocks: tuple[Block, ...], index: int) -> bool:
    """Return whether the heading is one of several in a row of its level, with nothing between them."""
    level = blocks[index].level
    first = last = index
    while (
        first > 0
        and blocks[first - 1].kind is Kind.HEADING
        and blocks[first - 1].level == level
        and last - first <= TERMS
    ):
        first -= 1
    while (
        last + 1 < len(blocks)
        and blocks[last + 1].kind is Kind.HEADING
        and blocks[last + 1].level == level
        and last - first <= TERMS
    ):
        last += 1
    return last - first >= TERMS


def _severity(post: Post, settings: Settings, heading: Block, following: Block | None) -> Severity:
    if following is None:
        return Severity.BLOCKER
    if _begins(heading.text, following.text):
        return Severity.BLOCKER  # the heading itself was cut, and written again
    blank = (
        post.text[heading.end : following.start].count("\n") + post.text[heading.start : heading.end].endswith("\n") - 1
    )
    return Severity.INFO if blank >= settings.truncation.room_lines else Severity.WARNING


def _begins(heading: str, following: str) -> bool:
    return (
        len(heading.strip()) >= 3
        and following.strip() != heading.strip()
        and following.strip().startswith(heading.strip())
    )
