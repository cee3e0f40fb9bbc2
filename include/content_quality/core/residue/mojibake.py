"""Text that was decoded with the wrong character set. Nothing is rewritten; the finding shows what the text was.

ftfy judges single words that could be garbled UTF-8: it knows Windows-1250 to 1257, Latin-1 and 2, MacRoman and
CP437, and
text garbled twice. It does not know Shift JIS, the commonest damage to Japanese; that is undone here, byte by byte.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

import regex

from content_quality.core.text.patterns import lazy

# UTF-8's lead bytes C2 to F4 and trail bytes 80 to BF, read as the character sets that ftfy knows.
CHARACTER_SETS = (
    "latin-1",
    "cp1252",
    "cp1251",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp1257",
    "iso8859-2",
    "mac-roman",
    "cp437",
)
# words of these are never garbled Western text
CONTEXT = r"\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}"
WORD = lazy(rf"[^ \t\r\n\u3000{CONTEXT}\uff00-\uffef、。「」『』]{{2,400}}")
# A capital before a closing quotation mark or a dash is ordinary: «MANHÃ», “MANHÃ”, Â–Z. Two characters are no proof
# there.
QUOTED = lazy(r"[\p{Pi}\p{Pf}\p{Pd}‚„…]")
MOST_SEQUENCES = 50_000  # looked at in a post; with so many it is damaged throughout, or hostile
MOST_WORDS = 2_000  # judged in a post: bounds the time for hostile text; ftfy takes 20 to 100 microseconds for a word
# Shift JIS: most of what UTF-8's kana become (縺, 繧, 繝), or three characters in a row.
KANA = re.compile(b"\xe3[\x81-\x83]")
READABLE = lazy(r"[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー。、・「」！？（）]+")
UTF_8 = re.compile(
    rb"(?:[\xe3-\xe9](?:[\x80-\xbf]{2}|[\x80-\xbf]?\xff[\x80-\xbf]?)|\xef[\xbc-\xbe][\x80-\xbf]|\xff[\x80-\xbf]{1,2})+"
)
WHOLE = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}|\xef[\xbc-\xbe][\x80-\xbf]")
UTF_8_ROW = re.compile(b"(?:" + UTF_8.pattern.removesuffix(b"+") + b"){2}")  # nearly all Japanese text has none
LEAST_WHOLE = 3  # characters undone; two when one is kana
LOST_OR_OTHER = "content-quality-lost-or-other"  # the name of an error handler, see below
OTHER_FORMS = str.maketrans("〜—−‖", "～―－∥")  # the signs that Windows and the standard tell apart


class Garbled(NamedTuple):
    """Garbled characters at [start, end) and what they were."""

    start: int
    end: int
    was: str


def garbled(text: str, alphabet: str) -> Iterator[Garbled]:
    """Yield runs of `text` that were decoded with the wrong character set, by kind of damage, then by place.

    `alphabet` holds each of its characters.
    """
    leads, trails = _western_signs()
    if not leads.isdisjoint(alphabet) and not trails.isdisjoint(alphabet):
        yield from _western(text)
    if not _shift_jis_starts().isdisjoint(alphabet):
        yield from _shift_jis(text)


@cache
def _western_signs() -> tuple[frozenset[str], frozenset[str]]:
    """Return what UTF-8's lead bytes and its trail bytes may become."""
    leads, trails = set[str](), set[str]()
    for name in CHARACTER_SETS:
        leads |= set(bytes(range(0xC2, 0xF5)).decode(name, "ignore"))
        trails |= set(bytes(range(0x80, 0xC0)).decode(name, "ignore"))
    trails |= {chr(code) for code in range(0x80, 0xA0)}
    return frozenset(leads), frozenset(trails)


@cache
def _sequence() -> re.Pattern[str]:  # `re` looks a character up in a set at once, `regex` one by one
    leads, trails = _western_signs()
    return re.compile(f"[{re.escape(''.join(sorted(leads)))}][{re.escape(''.join(sorted(trails)))}]")


def _western(text: str) -> Iterator[Garbled]:
    if _sequence().search(text) is None:
        return
    for word in islice(_candidates(text), MOST_WORDS):
        was = _undone(word[0])
        if was != word[0]:
            yield Garbled(word.start(), word.end(), was)


def _candidates(text: str) -> Iterator[regex.Match[str]]:
    """Yield the words of `text` that hold a lead and a trail byte in a row, as some character set shows them."""
    end = 0
    for sequence in islice(_sequence().finditer(text), MOST_SEQUENCES):
        if sequence.start() < end:
            continue
        start = _word_start(text, sequence.start())
        word = WORD.match(text, max(start, end))
        if word is None or word.end() <= sequence.start():
            continue
        end = word.end()
        if not _is_quoted_letter(word[0]):
            yield word


def _word_start(text: str, at: int) -> int:
    """Return where the word that holds `at` begins; at most 40 characters before it, which is all ftfy needs."""
    start = at
    while start > 0 and at - start < 40 and WORD.fullmatch(text, start - 1, start + 1):
        start -= 1
    return start


def _is_quoted_letter(word: str) -> bool:
    found = list(_sequence().finditer(word))
    if len(found) != 1:
        return False
    after = word[found[0].end() : found[0].end() + 1]
    return (
        bool(QUOTED.match(found[0][0][1])) and not (after and QUOTED.match(after)) and not _is_trail(found[0][0], after)
    )


def _is_trail(lead: str, after: str) -> bool:
    return bool(after) and not after.isascii() and bool(_sequence().fullmatch(lead[0] + after))


def _undone(word: str) -> str:
    import ftfy  # loaded only for posts with such a word

    fixed: str = ftfy.fix_encoding(word, ftfy.TextFixerConfig(fix_c1_controls=False))
    return fixed


def _shift_jis(text: str) -> Iterator[Garbled]:
    for run in _shift_jis_run().finditer(text):
        codes = run[0].translate(OTHER_FORMS)
        data = codes.encode("cp932", LOST_OR_OTHER)
        if UTF_8_ROW.search(data) is None:
            continue
        places = [
            run.start() + index
            for index, character in enumerate(codes)
            for _ in character.encode("cp932", LOST_OR_OTHER)
        ]
        for found in UTF_8.finditer(data):
            was = b"".join(WHOLE.findall(found[0])).decode("utf-8", "ignore")
            least = LEAST_WHOLE - bool(KANA.search(found[0]))
            if len(was) >= least and READABLE.fullmatch(was):
                yield Garbled(places[found.start()], places[found.end() - 1] + 1, was)


def _lost_or_other(error: UnicodeError) -> tuple[bytes, int]:
    """Return FF for each lost character and 00 for each that Shift JIS does not know: neither is a byte of its text."""
    assert isinstance(error, UnicodeEncodeError)
    return bytes(0xFF if character == "\ufffd" else 0 for character in error.object[error.start : error.end]), error.end


codecs.register_error(LOST_OR_OTHER, _lost_or_other)


@cache
def _shift_jis_starts() -> frozenset[str]:
    pairs = (
        bytes((lead, trail)).decode("cp932", "ignore") for lead in range(0xE3, 0xEA) for trail in range(0x80, 0xC0)
    )
    return frozenset(pair for pair in pairs if len(pair) == 1)


@cache
def _shift_jis_run() -> re.Pattern[str]:
    """Return a pattern of the characters that a lead byte E3 to E9 and a trail byte become.

    Of what follows them.
    """
    return re.compile(rf"[{''.join(sorted(_shift_jis_starts()))}][^\x00-\x7f]{{2,}}")
