"""Which language a post is written in: by its script, then by the small words every sentence needs."""

from __future__ import annotations

from collections import Counter
from functools import cache

import numpy as np

from content_quality.core.text.characters import Script, codes_of, scripts
from content_quality.core.text.content_languages import ContentLanguage, content_language, content_languages
from content_quality.core.text.patterns import lazy

LATIN_WORD = lazy(r"[\p{Script=Latin}']+")
SAMPLE_CHARACTERS = 8_000  # more text does not change the answer
MIN_FUNCTION_WORDS = 3  # fewer than three hits in Latin text is chance


def detect(prose: str, declared: str | None = None) -> str:
    """Return the ISO 639-1 code of `prose`; the `declared` one when its script fits, `und` when unsure."""
    sample = prose[:SAMPLE_CHARACTERS]
    found = _by_script(sample)
    if declared:
        code = declared.replace("_", "-").split("-")[0].strip().lower()
        is_latin = bool(content_language(found).function_words) and not content_language(code).is_east_asian
        if code and (found in ("und", code) or (len(code) == 2 and is_latin)):
            return code
    return found


def _by_script(sample: str) -> str:
    characters = np.bincount(scripts(codes_of(sample)))  # by their flags, of which a text holds few sets
    found = [(flags, int(characters[flags])) for flags in np.flatnonzero(characters).tolist()]
    han, kana, latin = (_count(found, script) for script in (Script.HAN, Script.KANA, Script.LATIN))
    counts = Counter({one.code: _count(found, script) for one, script in _told_by_script()})
    code, other = counts.most_common(1)[0]
    # A kana or han character says as much as about three letters, so Latin names don't turn a Japanese post English.
    if 3 * (han + kana) >= max(latin, other) and han + kana:
        return "ja" if kana * 20 >= han else "zh"
    if 2 * other >= latin and other:
        return code
    return _by_words(sample) if latin else "und"


@cache
def _told_by_script() -> tuple[tuple[ContentLanguage, Script], ...]:
    """Return the languages that have a script of their own, or are the commonest one in it on the web."""
    return tuple((one, Script[one.script.upper()]) for one in content_languages() if one.script)


@cache
def _told_by_words() -> tuple[ContentLanguage, ...]:
    return tuple(one for one in content_languages() if one.function_words)


def _count(found: list[tuple[int, int]], script: Script) -> int:
    bit = int(script)
    return sum([count for flags, count in found if flags & bit])


def _by_words(sample: str) -> str:
    words = Counter(LATIN_WORD.findall(sample.lower()))
    scores = Counter({one.code: sum(words[word] for word in one.function_words) for one in _told_by_words()})
    (code, best), (_, second) = scores.most_common(2)
    return code if best >= MIN_FUNCTION_WORDS and best > second else "und"
