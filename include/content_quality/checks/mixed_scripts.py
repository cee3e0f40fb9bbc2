"""See `mixed_scripts`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity, excerpt, fingerprint, message
from content_quality.core.settings import Settings
from content_quality.core.text.content_languages import content_language
from content_quality.core.text.patterns import lazy

NAME = "mixed-scripts"
# A letter of one alphabet inside a word of another, as look-alikes are (Unicode TR 39, mixed-script detection); Greek
# is
# left out, because units and formulas use its letters.
IN_WORD = lazy(
    r"(?<![\p{L}\p{M}\p{N}])(?=\p{L}{0,38}?\p{Script=Latin}\p{L}{0,38}?\p{Script=Cyrillic}|\p{L}{0,38}?\p{Script=Cyrillic}\p{L}{0,38}?\p{Script=Latin})\p{L}{3,40}+(?![\p{L}\p{M}])"
)
FOREIGN = re.compile(
    "[\u0400-\u052f\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"
)  # the scripts below; most posts have none
LOOKALIKES = frozenset("aceiopxyABCEHIKMOPTXYаеіорсхуАВЕІКМНОРСТХУ")
# Two or more letters of a foreign script, glued to kana or han: a slip of a language model, which mixes its languages.
GLUED = lazy(
    r"(?<=[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}])(?P<word>\p{Script=Cyrillic}{2,}|\p{Script=Hangul}{2,}|\p{Script=Arabic}{2,}|\p{Script=Thai}{2,}"
    r"|\p{Script=Devanagari}{2,}|\p{Script=Hebrew}{2,})(?=[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}])"
)


def mixed_scripts(post: Post, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - every check has the same signature
    """Flag a foreign letter inside a word, and a foreign word glued into Japanese or Chinese text.

    Why it matters: the word cannot be searched for or read aloud; the letter is a language model's slip or a copied
    look-alike.
    Example: “pаypal” with a Cyrillic а; “この方法はпроцессを速くします”.
    Instead: write the word in the script of the text.
    Known false positives: brand names that mix scripts on purpose; posts about languages that glue examples to their
    text.
    """
    if FOREIGN.search(post.alphabet) is None:
        return
    known = content_language(post.language)
    for block in post.blocks:
        if block.kind in (Kind.CODE, Kind.RULE, Kind.TEMPLATE):
            continue
        for run in block.runs:
            if run.kind is not Text.PROSE or FOREIGN.search(run.text) is None:
                continue
            for match in IN_WORD.finditer(run.text):
                if _is_slip(match[0], is_cyrillic=known.writing == "cyrillic"):
                    yield _finding(post, run.start + match.start(), run.start + match.end(), match[0])
            if known.is_east_asian and not known.spaces:
                for match in GLUED.finditer(run.text):
                    yield _finding(post, run.start + match.start(), run.start + match.end(), match["word"])


def _is_slip(word: str, *, is_cyrillic: bool) -> bool:
    """Return whether the letters of the rarer alphabet in `word` look like the other's.

    Slang joins whole stems instead.
    """
    latin = [letter for letter in word if regex.match(r"\p{Script=Latin}", letter)]
    cyrillic = [letter for letter in word if not regex.match(r"\p{Script=Latin}", letter)]
    rarer = latin if len(latin) < len(cyrillic) or (len(latin) == len(cyrillic) and is_cyrillic) else cyrillic
    return not is_cyrillic or all(letter in LOOKALIKES for letter in rarer)


def _finding(post: Post, start: int, end: int, word: str) -> Finding:
    span = post.span(start, end)
    return Finding(
        NAME,
        Category.RESIDUE,
        Severity.WARNING,
        span,
        message("Line {line} mixes scripts inside “{word}”.", line=span.line, word=word),
        excerpt(post.text[max(0, start - 20) : end + 20]),
        message("Write the word in column {column} in the script of the text.", column=span.column),
        (),
        fingerprint(NAME, word),
    )
