"""What a program left, and whether it stands in the place of text or is what the sentence is about."""

from __future__ import annotations

import regex

from content_quality.core.records import dataclass
from content_quality.core.text.patterns import lazy

HOLDS, WARNS = 2.0, 1.0
SPEAKS_OF = lazy(
    r"\s*(?:tokens?|tags?|markers?|elements?|blocks?|symbols?|delimiters?|placeholders?|brackets?|syntax|and|or"
    r"|,|/|\)"
    r"|は|が|という|を|と|の|タグ|トークン|标签|標籤|标记|태그|토큰"
    r"|(?:is|are|was|marks?|means|stands|opens?|closes?|ends?|starts?|begins?|tells?|shows?|wraps?|appears?|has|for|in|to|that|which|ist|sind|est|es|è|é)\b)",
    regex.IGNORECASE,
)
SENTENCE_STOPS = frozenset('.!?…。！？：:"”’»」』)）]】*_>~;')


@dataclass(frozen=True, slots=True)
class Token:
    """What a program left at [start, end) of the file; `kind`: control, reasoning, answer, citation or tracking."""

    kind: str
    start: int
    end: int
    weight: float


def starts_line(text: str, start: int) -> bool:
    """Return whether nothing but marks stands before `start` in its line."""
    return not text[text.rfind("\n", 0, start) + 1 : start].strip(" \t>*_-")


def ends_line(text: str, end: int) -> bool:
    """Return whether nothing but marks stands behind `end` in its line."""
    stop = text.find("\n", end)
    return not text[end : stop if stop >= 0 else len(text)].strip(" \t*_")


def stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether [start, end) has its line to itself, marks aside."""
    return starts_line(text, start) and ends_line(text, end)


def is_subject(text: str, start: int, end: int, *, in_sentence: bool = True) -> bool:
    """Return whether the sentence is about the token: it is quoted, named, listed, or the words go on around it."""
    before, after = text[max(0, start - 2) : start], text[end : end + 24]
    if before[-1:] and before[-1:] in "\"'“‘「『`(（/" and after[:1] and after[:1] in "\"'”’」』`)）/,":
        return True
    if before[-1:] == "\\" or before[-1:] == "`" or after[:1] == "`":
        return True
    if not in_sentence:
        return False
    line = text[text.rfind("\n", 0, start) + 1 : start].strip(" \t>*_-#|")
    if text[text.rfind("\n", 0, start) + 1 : start].lstrip().startswith("#"):
        return True  # a heading that names the token
    if not line:
        return bool(SPEAKS_OF.match(after)) and not after.startswith("\n")
    spaced = before[-1:].isspace()
    if not spaced or line[-1] in SENTENCE_STOPS - frozenset(":：(（"):
        return bool(SPEAKS_OF.match(after)) and after[:1] not in ("", "\n") and after[:1].isspace() and spaced
    return not _is_word_place(text, start, end)


def _is_word_place(text: str, start: int, end: int) -> bool:
    """Return whether a token stands where a word is missing: “the <unk> hall”."""
    if text[start:end].lower() not in ("<unk>", "<pad>", "<mask>"):
        return False
    return not SPEAKS_OF.match(text, end) and text[end : end + 1] == " " and text[end + 1 : end + 2].isalpha()
