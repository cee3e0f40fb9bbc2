"""Markup and damage inside one line of text that is printed as it stands: a title, an excerpt."""

from __future__ import annotations

import re
import unicodedata

from content_quality.core.text.patterns import lazy_re

REPLACEMENT = "\ufffd"
LONGEST = 1_000  # characters that are looked at; the patterns below are not meant for whole articles
# Each finds markup that a reader would see as typed. Single * and _ are left alone: file_names, 5*3, C*-algebras.
MARKUP = (
    lazy_re(
        r"(?<![*\w])\*\*(?=\S)[^*]+(?<=\S)\*\*(?!\*)|(?<!\w)\*\*(?=[^\s*a-z])(?!.*?\*\*)"
    ),  # cut off; **kwargs is code
    lazy_re(r"(?<!\w)__(?=[^\s_])[^_]*[\s][^_]*(?<=\S)__(?!\w)"),
    lazy_re(r"^\s*#{1,6}[ \t]+\S"),
    lazy_re(
        r"!?\[[^\]\[]+\]\((?:https?:/|/|\.|#|mailto:|[\w-]+(?:/[\w./-]*)?\.(?:html?|mdx?|png|jpe?g|gif|svg|webp|pdf)\b)[^()\s]*\)"
    ),
    lazy_re(
        r"</?(?:a|b|i|u|em|strong|br|p|span|div|h[1-6]|img|small|sup|sub|font|ruby|rt|mark)(?:\s[^<>]*)?/?>",
        re.IGNORECASE,
    ),
    lazy_re(r"&(?:amp|lt|gt|quot|apos|nbsp|hellip|mdash|ndash|#\d{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE),
)
# Openers and closers by a common name: a half-width partner of a full-width bracket is a matter of taste.
PAIRS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "（": ")",
    "「": "」",
    "『": "』",
    "【": "】",
    "［": "]",
    "〈": "〉",
    "《": "》",
    "〔": "〕",
}
CLOSERS = {
    ")": ")",
    "]": "]",
    "}": "}",
    "）": ")",
    "」": "」",
    "』": "』",
    "】": "】",
    "］": "]",
    "〉": "〉",
    "》": "》",
    "〕": "〕",
}
WIDE = frozenset("（）「」『』【】［］〈〉《》〔〕")
# Sad faces, escapes, code, half-open intervals.
NOT_BRACKETS = lazy_re(
    r"[:;=8][-'^]?[(\[{](?!\w)|\\[()\[\]{}]|`[^`]*`|[\[(]\s*-?\w+(?:\.\w+)?\s*,\s*-?\w+(?:\.\w+)?\s*[\])]"
)


def markup(text: str) -> str | None:
    """Return the first piece of markup in `text`, None when it is plain; inline code is not counted."""
    text = text[:LONGEST]
    plain = re.sub(r"`[^`]*`", lambda code: "x" * len(code[0]), text)
    found = [match for pattern in MARKUP if (match := pattern.search(plain))]
    first = min(found, key=lambda match: match.start(), default=None)
    return text[first.start() : first.end()] if first else None


def unbalanced(text: str) -> str | None:
    """Return the first bracket of `text` without its partner.

    A lone ASCII closer is a list mark, such as “a)”, or a smile.
    """
    stack: list[str] = []
    for mark in NOT_BRACKETS.sub(" ", text[:LONGEST]):
        if mark in PAIRS:
            stack.append(mark)
        elif mark in CLOSERS:
            if stack and PAIRS[stack[-1]] == CLOSERS[mark]:
                stack.pop()
            elif mark in WIDE:
                return mark
    return stack[-1] if stack else None


def damaged(text: str) -> str | None:
    """Return the first character of `text` that only damage leaves.

    U+FFFD, a control character, a surrogate, a non-character.
    """
    for mark in text:
        if mark == REPLACEMENT or (unicodedata.category(mark) in ("Cc", "Cs", "Cn") and mark not in "\t\n\r"):
            return mark
    return None


def folded(text: str) -> str:
    """Return `text` without markup, case, width, white space and punctuation, for comparing."""
    return "".join(
        mark for mark in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(mark)[0] in "LNM"
    )


def folded_name(name: str) -> str:
    """Return a tag or category without differences of case, width and white space; its punctuation tells C from C++."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


SHORTCODE = lazy_re(r":[a-z][\w+-]{0,60}:(?:\{[^{}\n]{0,80}\})?")  # `:tada:`, `:material-web:{ .lg }`


def without_shortcodes(text: str) -> str:
    """Return `text` without the names of emoji and icons, which readers see as pictures."""
    return SHORTCODE.sub("", text) if text.count(":") > 1 else text


def width(text: str) -> int:
    """Return how many columns `text` takes, a full-width character two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)
