"""See `slug_text`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

import regex

from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Severity, message
from content_quality.core.settings import Settings

NAME = "slug-text"
MARKS = str.maketrans("", "", "\u3099\u309a")  # the voiced and the semi-voiced sound mark, once they stand alone
KANA_WORD = regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}ー]{2,}")


def slug_text(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a slug or file name that lost the sound marks of its kana, or contains a damaged character.

    Why it matters: the address shows a different word from the title, and a later change of the address breaks links.
    Example: the slug `カイト` under the title “ガイド”.
    Instead: `ガイド`, or a Latin slug.
    Known false positives: a slug that is meant to be the other word.
    """
    title = unicodedata.normalize("NFKC", post.front_matter.text("title") or "")
    key = "slug" if post.front_matter.text("slug") else "permalink" if post.front_matter.text("permalink") else ""
    slug = unicodedata.normalize("NFC", unquote(post.front_matter.text(key) or "" if key else post.stem))
    if "\ufffd" in slug:
        text = message("The address contains U+FFFD, the mark of a character that was cut in two: {slug}", slug=slug)
        yield about_key(post, key, Severity.WARNING, text, message("Type the slug again with complete characters."))
        return
    words = KANA_WORD.findall(slug)
    bare_title = _bare(title) if words else ""
    for word in words:
        if word not in title and word == _bare(word) and word in bare_title:
            at = bare_title.index(word)
            voiced = title[at : at + len(word)]
            text = message(
                "The address has {word} where the title has {voiced}: the sound marks were lost.",
                word=word,
                voiced=voiced,
            )
            yield about_key(
                post, key, Severity.WARNING, text, message("Type the slug with its sound marks, or a Latin one.")
            )
            return


def _bare(text: str) -> str:
    """Return `text` with kana stripped of sound marks, character for character."""
    return "".join(
        unicodedata.normalize("NFC", unicodedata.normalize("NFD", mark).translate(MARKS)) or mark for mark in text
    )
