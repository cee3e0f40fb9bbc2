"""Which language a post is written in: by its script, then by the small words every sentence needs."""

from __future__ import annotations

from collections import Counter

import numpy as np
import regex

from content_quality.core.text.characters import Script, codes_of, scripts

OTHER_SCRIPTS = {  # one language each, or the commonest one on the web
    "ko": Script.HANGUL,
    "th": Script.THAI,
    "lo": Script.LAO,
    "ar": Script.ARABIC,
    "he": Script.HEBREW,
    "el": Script.GREEK,
    "hi": Script.DEVANAGARI,
    "ru": Script.CYRILLIC,
}
LATIN_WORD = regex.compile(r"[\p{Script=Latin}']+")
# Function words that few of the other languages share; the commonest of each language's frequency list.
FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the and of to is that it for was with this are be by from have you not or which we can has will".split()
    ),
    "de": frozenset(
        "der die und das ist nicht ein eine zu den mit von auf für sich dem des im auch es wir werden oder wird".split()
    ),
    "fr": frozenset(
        "le la les des et est une dans pour que qui pas sur au avec ce cette sont ne plus vous nous du".split()
    ),
    "es": frozenset("el los las y es una por con para que del se lo como más pero sus este esta son al no".split()),
    "it": frozenset("il di che è una per non con sono della nel gli le del alla dei si ha questo più anche".split()),
    "pt": frozenset("o os uma para com não que do da em por mais como dos das ao foi são também é você".split()),
    "nl": frozenset("het een van en dat op te zijn voor met niet aan er om ook als naar bij wordt deze".split()),
    "pl": frozenset("i w na nie się jest to że z do co jak dla przez oraz po od tego są który".split()),
    "tr": frozenset("bir ve bu için ile olarak da de çok daha gibi olan var ancak kadar sonra ne ise".split()),
    "vi": frozenset("và của là có cho không các được một trong với người những đã này khi để từ về".split()),
    "id": frozenset(
        "yang dan di untuk dengan ini dari adalah tidak pada itu ke akan juga dalam oleh atau anda".split()
    ),
    "sv": frozenset("och att det som en är på för av med till inte den ett har om jag var de".split()),
    "fi": frozenset("ja on ei että se oli hän mutta ovat kuin joka myös tai niin kun sen ole".split()),
    "cs": frozenset("a je se na že to v s z do jako pro ale by jsem jsou který nebo od".split()),
}
SAMPLE_CHARACTERS = 8_000  # more text does not change the answer
MIN_FUNCTION_WORDS = 3  # fewer than three hits in Latin text is chance


def detect(prose: str, declared: str | None = None) -> str:
    """Return the ISO 639-1 code of `prose`; the `declared` one when its script fits, `und` when unsure."""
    sample = prose[:SAMPLE_CHARACTERS]
    found = _by_script(sample)
    if declared:
        code = declared.replace("_", "-").split("-")[0].strip().lower()
        if code and (
            found in ("und", code) or (found in FUNCTION_WORDS and len(code) == 2 and code not in ("ja", "zh", "ko"))
        ):
            return code
    return found


def _by_script(sample: str) -> str:
    characters = np.bincount(scripts(codes_of(sample)))  # by their flags, of which a text holds few sets
    found = [(flags, int(characters[flags])) for flags in np.flatnonzero(characters).tolist()]
    han, kana, latin = (_count(found, script) for script in (Script.HAN, Script.KANA, Script.LATIN))
    counts = Counter({code: _count(found, script) for code, script in OTHER_SCRIPTS.items()})
    code, other = counts.most_common(1)[0]
    # A kana or han character says as much as about three letters, so Latin names don't turn a Japanese post English.
    if 3 * (han + kana) >= max(latin, other) and han + kana:
        return "ja" if kana * 20 >= han else "zh"
    if 2 * other >= latin and other:
        return code
    return _by_words(sample) if latin else "und"


def _count(found: list[tuple[int, int]], script: Script) -> int:
    bit = int(script)
    return sum([count for flags, count in found if flags & bit])


def _by_words(sample: str) -> str:
    words = Counter(LATIN_WORD.findall(sample.lower()))
    scores = Counter({code: sum(words[word] for word in small) for code, small in FUNCTION_WORDS.items()})
    (code, best), (_, second) = scores.most_common(2)
    return code if best >= MIN_FUNCTION_WORDS and best > second else "und"
