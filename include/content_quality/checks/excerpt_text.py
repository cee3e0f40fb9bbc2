"""See `excerpt_text`."""

from __future__ import annotations

from collections.abc import Iterator

import regex
from rapidfuzz import fuzz

from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Severity, message
from content_quality.core.settings import Settings
from content_quality.core.text.inline_markup import damaged, folded, markup, width
from content_quality.core.text.patterns import lazy
from content_quality.core.text.quotes import stray_quote

NAME = "excerpt-text"
KEYS = ("excerpt", "description", "summary")
UNSEEN = frozenset(
    {"description"}
)  # printed by few templates: search engines that find the title there write their own
COMPARED_AT_LEAST = 16  # folded characters; “Release notes” may be a title and an excerpt
ENDED = lazy(r"[\p{Sentence_Terminal}…⋯‥.!?:;)\]」』）】”’\"'♪〜~\p{Emoji_Presentation}]\s*$")
SENTENCE_STOP = regex.compile(r"[\p{Sentence_Terminal}]")


def excerpt_text(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag an excerpt or description that only repeats the title or another excerpt, is cut off, or holds markup.

    Why it matters: lists, feeds, search results and shared links show the excerpt under the title; a repetition adds no
    information.
    Example: an excerpt that is the title with another ending.
    Instead: one or two sentences that say what the reader will learn.
    Known false positives: short announcements whose first sentence is written to be the excerpt.
    """
    title = folded(post.front_matter.text("title") or "")
    first = _first_line(post)
    told: dict[str, str] = {}
    for key in KEYS:
        text = post.front_matter.text(key)
        if text is None:
            continue
        yield from _damage(post, key, text)
        if (columns := width(text)) > settings.front_matter.excerpt_columns:
            wide = message(
                "{key} is {columns} columns wide; lists and search results cut it off.", key=key, columns=columns
            )
            yield about_key(
                post, key, Severity.INFO, wide, message("Put the most important words first, or shorten the text.")
            )
        said = folded(text)
        if len(said) < COMPARED_AT_LEAST:
            continue
        if said in told:
            same = message("{key} repeats {other}.", key=key, other=told[said])
            yield about_key(
                post,
                key,
                Severity.INFO,
                same,
                message("Delete one of the two, or add information to the longer one."),
            )
            continue
        told[said] = key
        weight = Severity.INFO if key in UNSEEN else Severity.WARNING
        better = message("Summarize the post in one sentence, or delete the line.")
        if title and _alike(said, title, settings):
            yield about_key(post, key, weight, message("{key} repeats the title.", key=key), better)
        elif said == folded(first):
            yield about_key(
                post, key, Severity.INFO, message("{key} repeats the first line of the article.", key=key), better
            )
        elif _cut(text, post):
            yield about_key(
                post,
                key,
                Severity.WARNING,
                message("{key} breaks off in the middle of a sentence.", key=key),
                message("Finish the sentence."),
            )


def _damage(post: Post, key: str, text: str) -> Iterator[DraftFinding]:
    if mark := damaged(text):
        lost = message(
            "{key} contains {code}, the mark of a character that was cut in two or lost.",
            key=key,
            code=f"U+{ord(mark):04X}",
        )
        yield about_key(post, key, Severity.WARNING, lost, message("Type the missing character."))
    if mark := stray_quote(text):
        alone = message("{key} contains an unmatched quotation mark: {mark}", key=key, mark=mark)
        yield about_key(
            post,
            key,
            Severity.WARNING,
            alone,
            message("Put quotation marks around the whole value, or delete the unmatched mark."),
        )
    if found := markup(text):
        seen = message("{key} contains markup, which readers see as typed: {markup}", key=key, markup=found)
        yield about_key(post, key, Severity.WARNING, seen, message("Type the words without markup."))


def _first_line(post: Post) -> str:
    """Return the block that opens the body.

    An excerpt may well be a paragraph, so only a line of one sentence counts.
    """
    first = next((block for block in post.blocks if block.text.strip()), None)
    text = first.text.strip() if first else ""
    return text if len(SENTENCE_STOP.findall(text)) <= 1 and "\n" not in text else ""


def _alike(said: str, title: str, settings: Settings) -> bool:
    return said == title or fuzz.ratio(said, title) >= 100 * settings.front_matter.excerpt_likeness


def _cut(text: str, post: Post) -> bool:
    """Return whether `text` is the start of a passage of the body that goes on in the middle of a sentence."""
    text = text.strip()
    if ENDED.search(text):
        return False
    if post.text.find(text[:COMPARED_AT_LEAST].partition("\n")[0], post.front_matter.end) < 0:
        return False  # written for itself, as most are
    head = "".join(text.split())
    for block in post.blocks:
        whole = "".join(block.text.split())
        at = whole.find(head)
        if at >= 0 and whole[at + len(head) :]:
            following = whole[at + len(head)]
            return following.isalnum() or following in "ー々、，,"
    return False
