"""See `title_text`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Severity, message
from content_quality.core.settings import Settings
from content_quality.core.text.content_languages import phrases
from content_quality.core.text.inline_markup import damaged, markup, unbalanced, width
from content_quality.core.text.patterns import lazy, lazy_re
from content_quality.core.text.quotes import stray_quote

NAME = "title-text"
HANGING = re.compile(r"(?:[、,，・:：;；|｜]|\s[-–—/&+]|[-–—]{2})\s*$")
# One letter more may be a plural; two of the same script, from the title's last one on, are the rest of a word.
WORD_GOES_ON = lazy(
    r"\p{Script=Latin}{3}|\p{Script=Cyrillic}{3}|\p{Script=Greek}{3}|\p{Script=Han}{2}|[\p{Script=Katakana}ー]{2}",
)
DENSE = lazy(r"[\p{Script=Han}\p{Script=Katakana}ー]")
STOP = lazy(r"[。！？!?]")  # a line with a stop is prose, and may go on as it likes
CONTROL = 0xA0  # the last of the characters that an escape makes
INLINE_ELEMENT = lazy_re(r"</?(?:em|i|b|strong|code|kbd|sub|sup|small|br|wbr|cite|q)\b", re.IGNORECASE)
CUT_AT_LEAST = 20  # characters; a shorter title may well be the first words of the article


def title_text(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: C901 - independent questions
    """Flag a title that is damaged, cut, a placeholder, or holds markup that readers would see.

    Why it matters: the title is the one line everyone sees: in lists, feeds, search results and shared links.
    Example: `title: "**New:** the atlas of r�"`.
    Instead: `title: "New: the atlas of rivers"`.
    Known false positives: titles that quote Markdown or HTML on purpose; put the code in backticks.
    """
    title = post.front_matter.text("title")
    if title is None:
        return
    if (mark := damaged(title)) and (ord(mark) > CONTROL or mark in _typed(post)):
        text = message(
            "The title contains {code}, the mark of a character that was cut in two or lost.", code=f"U+{ord(mark):04X}"
        )
        yield about_key(post, "title", Severity.BLOCKER, text, message("Type the missing character."))
    if found := markup(title):
        text = message("The title contains markup, which readers see as typed: {markup}", markup=found)
        yield about_key(post, "title", _weight_of(found), text, message("Type the words without markup."))
    if bracket := unbalanced(title):
        text = message("The title contains an unmatched bracket: {bracket}", bracket=bracket)
        yield about_key(post, "title", Severity.WARNING, text, message("Close or delete the bracket."))
    if quote := stray_quote(title):
        text = message("The title contains an unmatched quotation mark: {mark}", mark=quote)
        yield about_key(
            post,
            "title",
            Severity.WARNING,
            text,
            message("Put quotation marks around the whole title, or delete the unmatched mark."),
        )
    if title.strip().casefold() in phrases("untitled"):
        yield about_key(
            post,
            "title",
            Severity.WARNING,
            message("The title is a placeholder: {title}", title=title),
            message("Type the real title."),
        )
    elif HANGING.search(title) and not (found and title.rstrip().endswith(";")):
        yield about_key(
            post,
            "title",
            Severity.WARNING,
            message("The title stops in the middle, at “{end}”.", end=title.strip()[-1]),
            message("Finish the title."),
        )
    elif fuller := _fuller(post, title.strip()):
        text = message("The title stops in the middle of a word; the text has: {fuller}", fuller=fuller)
        yield about_key(post, "title", Severity.WARNING, text, message("Type the whole title."))
    if (columns := width(title)) > settings.front_matter.title_columns:
        text = message("The title is {columns} columns wide; lists and search results cut it off.", columns=columns)
        yield about_key(
            post, "title", Severity.INFO, text, message("Put the most important words first, or shorten the text.")
        )
    for pattern in settings.front_matter.title_leftovers:
        if leftover := re.search(pattern, title):
            text = message(
                "The title contains “{leftover}”, which this site's settings do not allow in titles.",
                leftover=leftover[0],
            )
            yield about_key(post, "title", Severity.WARNING, text, message("Delete these words from the title."))


def _typed(post: Post) -> str:
    """Return the title as it is typed: an escape of YAML makes a control character that is not in the file."""
    place = post.front_matter.places.get("title")
    return post.text[place.value_start : place.value_end] if place else ""


def _weight_of(markup: str) -> Severity:
    """Return how much markup in a title weighs: many themes print inline elements of HTML as they are."""
    return Severity.INFO if INLINE_ELEMENT.match(markup) else Severity.WARNING


def _fuller(post: Post, title: str) -> str | None:
    """Return the line that goes on in the middle of the title's last word: the first of the body, or the excerpt.

    In scripts without spaces a word goes on where the script does; hiragana may begin another word.
    """
    if len(title) < CUT_AT_LEAST or not title[-1].isalpha():
        return None
    first = next((block.text for block in post.blocks if block.text.strip()), "").strip().partition("\n")[0]
    for line in (first, post.front_matter.text("excerpt"), post.front_matter.text("description")):
        if (
            line
            and line.startswith(title)
            and WORD_GOES_ON.match(line, len(title) - 1)
            and not (DENSE.match(title[-1]) and STOP.search(line, len(title)))
        ):
            return line[: len(title) + 40]
    return None
