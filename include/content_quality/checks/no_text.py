"""See `no_text`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from content_quality.core.document import dates
from content_quality.core.document.first_wordings import first_wording
from content_quality.core.document.front_matter.mistake import pair
from content_quality.core.document.pages import is_page
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import profile_of
from content_quality.core.findings import DraftFinding, Message, message
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy_re

NAME = "no-text"
DAMAGED_SHARE = 0.1  # of NUL characters; above it the file is no text with a slip in it
BLANK = "\\s\u00ad\u200b-\u200f\u2060\ufeff\x00"
BLANKS, SEEN = re.compile(f"[{BLANK}]+"), re.compile(f"[^{BLANK}]")
HIDDEN = lazy_re(r"<!--(?>.*?(?:-->|(?P<open>\Z)))|\{/\*(?>.*?(?:\*/\}|(?P<begun>\Z)))", re.DOTALL)
LAYOUT_OF_POSTS = lazy_re(r"post|article|blog|single|default|entry|story|news", re.IGNORECASE)
# Keys with an address that say where the article is, or what stands in its place.
ELSEWHERE = re.compile(
    r"link|url|redirect|external|canonical|source|href|video|audio|podcast|embed|youtube|gallery|slides|photos|alias",
    re.IGNORECASE,
)
NOT_ELSEWHERE = frozenset({"aliases", "alias"})  # former addresses of this page
OF_THE_POST = frozenset(
    {
        "tags",
        "categories",
        "topics",
        "keywords",
        "authors",
        "author",
        "image",
        "images",
        "cover",
        "aliases",
        "seo",
        "header",
    }
)
INDEXES = frozenset({"index", "404"})


def no_text(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a file without text: an empty file, white space or NUL characters only, or only front matter.

    Why it matters: readers open an empty page, and the feed sends it to all subscribers.
    Example: a file of 0 bytes that an interrupted copy left behind.
    Instead: the file with its text, or no file.
    Known false positives: posts whose layout builds the page from other data. A key that links elsewhere, a layout that
    is not for posts, or a draft is not flagged.
    """
    text = post.text
    if is_page(post) and not text.strip():
        return  # a section whose head has no words yet
    if not text:
        yield _found(
            post, message("The file is empty."), message("Restore the text from a backup, or delete the file.")
        )
    elif nuls := _nuls(text):
        yield _found(post, *nuls)
    elif BLANKS.fullmatch(text):
        words = message("The file contains only white space.")
        yield _found(post, words, message("Restore the text from a backup, or delete the file."))
    elif post.front_matter.readable and post.front_matter.values and _is_article(post) and not _has_body(post):
        words = message("The post has front matter and no text below it.")
        switch = next(iter(profile_of(post, settings).publication.draft.items()), ("draft", True))
        hint = message(
            "Write or restore the article. Until it is written, set in the front matter: {line}",
            line=pair(post.front_matter.format, *switch),
        )
        yield _found(post, words, hint)


def _found(post: Post, words: Message, hint: Message) -> DraftFinding:
    return post.finding(0, min(3, len(post.text)), words, suggestion=hint, passage=first_wording(words.template))


def _nuls(text: str) -> tuple[Message, Message] | None:
    count = text.count("\0")
    if count <= DAMAGED_SHARE * len(text):
        return None
    if count < len(text) and count in (text[::2].count("\0"), text[1::2].count("\0")):
        words = message("The file is UTF-16 without a byte order mark, so every second character is a NUL.")
        return words, message("Save the file as UTF-8.")
    words = message(
        "The file contains {count} NUL characters: the file was damaged on a disk or in a copy.", count=count
    )
    return words, message("Restore the file from a backup.")


def _has_body(post: Post) -> bool:
    shown = post.text[post.front_matter.end :]
    if "<!--" in shown or "{/*" in shown:
        shown = HIDDEN.sub(lambda hidden: hidden[0] if hidden.lastgroup else "", shown)
    return SEEN.search(shown) is not None


def _is_article(post: Post) -> bool:
    """Return whether readers would get an empty page: no list of posts, no link to an article elsewhere, no draft."""
    values = post.front_matter.values
    if values.get("draft") or values.get("published") is False or "_drafts" in PurePosixPath(post.path).parts:
        return False
    if is_page(post) or (post.stem.partition(".")[0].lower() in INDEXES and "date" not in values):
        return False
    layout = values.get("layout")
    if layout is not None and not (isinstance(layout, str) and LAYOUT_OF_POSTS.search(layout)):
        return False
    if any(key not in NOT_ELSEWHERE and ELSEWHERE.search(key) for key in values if isinstance(key, str)):
        return False
    if any(_is_content(value) for key, value in values.items() if key not in OF_THE_POST):
        return False
    return "title" in values and (
        any(key in values for key in dates.date_keys()) or dates.file_date(post.path) is not None
    )


def _is_content(value: object) -> bool:
    """Return whether a layout may build the page from `value`: a group of keys, a list of groups, or a long text."""
    if isinstance(value, str):
        return "\n" in value.strip()
    return isinstance(value, Mapping) or (
        isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value)
    )
