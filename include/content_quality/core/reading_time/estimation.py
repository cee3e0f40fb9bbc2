"""Reading time by the documented formula, per run of script.

seconds = 60 * (characters / CPM + words / WPM) + images; minutes = max(1, ceil(round(seconds / 60, 2))). Kana and han
count as characters, every other word by the rate of the post's language; punctuation does not count.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter

import numpy as np
import regex

from content_quality.core.document.blocks import Block, Kind, Text, TextRun
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.reading_time import formulas
from content_quality.core.reading_time.formulas import Counts
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.text.characters import Script, codes_of, scripts
from content_quality.core.text.content_languages import content_language

# Where a language file gives no rate: characters by convention (Medium 500, Hugo 501, Japanese sites 400 to 600), words as in  # noqa: E501 - one sentence for people
# English. en: Brysbaert 2019; ko: Song 2016; others: IReST (Trauzettel-Klosinski & Dietz 2012) scaled by 1.044. Silent readers  # noqa: E501 - one sentence for people
# differ: ja 373 aloud-like to 653 (Kobayashi & Kawashima 2018), zh 300 to 439 and more (Wang 2024).
CHARACTERS_PER_MINUTE, WORDS_PER_MINUTE = 500, 238
# Languages without a published rate: no one reads more slowly or faster than this, so only what lies outside is wrong
# for certain.
SLOWEST, FASTEST = (
    110,
    350,
)  # words per minute; three quarters of the lowest and one and a half of the highest rate above
OWN_FORMULA = "content-quality"
UNSPACED = np.uint32(Script.KANA | Script.HAN | Script.LONG_VOWEL)
IN_WORD, BEGINS_WORD = np.uint32(Script.IN_WORD), np.uint32(Script.BEGINS_WORD)
WITHOUT_SPACES = regex.compile(r"[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]+")
UNSPACED_SHARE = 0.1  # of what is seen; a post with more letters of such scripts has no words to count
UNREAD, IMAGE = frozenset({Text.IMAGE, Text.NOTE}), frozenset({Text.IMAGE})


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the formula counts; `minutes` is None for an empty body.

    The bounds differ from it where no rate is known.
    """

    minutes: int | None
    seconds: float
    characters: int
    words: int
    images: int
    words_per_minute: int
    characters_per_minute: int
    confident: bool  # the language has a published rate, or the site set one or a formula
    least: int | None = None  # minutes of the fastest and the slowest reader
    most: int | None = None


@once_per_post
def estimate(post: Post, settings: Settings, without: tuple[tuple[int, int], ...] = ()) -> Estimate:
    """Return the estimate for `post`, leaving out the ranges `without` of the file."""
    counts = count(post, without)
    rates = dict(settings.reading_time.rates)
    language = post.language
    published = content_language(language)
    characters, words = published.characters_per_minute, published.words_per_minute
    per_minute = rates.get(language, characters) if characters else CHARACTERS_PER_MINUTE
    words_rate = rates.get("en", WORDS_PER_MINUTE) if characters else rates.get(language, words or WORDS_PER_MINUTE)
    known = bool(words or characters or language in rates)
    seconds = _seconds(counts, per_minute, words_rate)
    empty = not counts.characters + counts.words + counts.images
    own = settings.reading_time.formula != OWN_FORMULA
    if not own and _is_without_spaces(post.alphabet, counts.text):
        return Estimate(
            None, seconds, counts.characters, counts.words, counts.images, words_rate, per_minute, confident=False
        )
    minutes = least = most = None if empty else _minutes(seconds)
    confident = known
    if not empty and own:
        minutes = least = most = max(1, math.ceil(formulas.compiled(settings.reading_time.formula)(counts)))
        confident = True
    elif not empty and published.characters_per_minute_band and language not in rates:
        slowest, fastest = published.characters_per_minute_band
        least, most = _minutes(_seconds(counts, fastest, words_rate)), _minutes(_seconds(counts, slowest, words_rate))
    elif not empty and not known:
        least, most = _minutes(_seconds(counts, per_minute, FASTEST)), _minutes(_seconds(counts, per_minute, SLOWEST))
    return Estimate(
        minutes, seconds, counts.characters, counts.words, counts.images, words_rate, per_minute, confident, least, most
    )


def _is_without_spaces(alphabet: str, text: str) -> bool:
    """Return whether much of `text`, whose characters are in `alphabet`, is in a script without spaces between words.

    Thai, Lao, Khmer, Burmese, Tibetan.
    """
    if not WITHOUT_SPACES.search(alphabet):
        return False
    return sum(len(run) for run in WITHOUT_SPACES.findall(text)) > UNSPACED_SHARE * len(text)


def _seconds(counts: Counts, characters_per_minute: int, words_per_minute: int) -> float:
    read = counts.characters / characters_per_minute + counts.words / words_per_minute
    return 60 * read + formulas.image_seconds(counts.images)


def _minutes(seconds: float) -> int:
    return max(1, math.ceil(round(seconds / 60, 2)))


@once_per_post
def count(post: Post, without: tuple[tuple[int, int], ...] = ()) -> Counts:
    """Return what a reader reads of `post`: no code blocks, tags, addresses.

    Headings, lists, tables and inline code.
    """
    texts = []
    images = 0
    for block in post.blocks:
        if block.kind is Kind.CODE:
            continue
        touching = without and _touching(block, without)
        if not touching and "://" not in block.text and "www." not in block.text:
            texts.append(block.text)
            images += _images(block.runs)
            continue
        left = [run for run in block.runs if not touching or not _is_left_out(run, touching)]
        texts.append(
            "".join([" " if run.kind is Text.URL else _left(run, touching) for run in left if run.kind not in UNREAD])
        )
        images += _images(left)
    text = "\n".join(texts)
    characters, words = _characters_and_words(text)
    return Counts(characters, words, images, post.language, text)


def _images(runs: Sequence[TextRun]) -> int:
    return len([run for run in runs if run.kind in IMAGE and not run.text])


def _characters_and_words(text: str) -> tuple[int, int]:
    """Return how many kana and han `text` holds, the long-vowel mark with them, and how many words of other scripts."""
    found = scripts(codes_of(f" {text} "))  # no word touches the ends
    unspaced = (found & UNSPACED) > 0
    in_word = ((found & IN_WORD) > 0) & ~unspaced
    edges = np.flatnonzero(
        in_word[1:] != in_word[:-1]
    )  # the last character before a word, its last character, and so on
    begun = np.cumsum(in_word & ((found & BEGINS_WORD) > 0))
    return int(np.count_nonzero(unspaced)), int(np.count_nonzero(begun[edges[1::2]] > begun[edges[::2]]))


def generous(post: Post, settings: Settings) -> int:
    """Return the minutes of whoever counts everything between the front matter and the end: code, addresses, markup.

    Many tools do, and count all characters of a Chinese or Japanese post at one rate; such a figure is another way of
    counting, not a slip.
    """
    raw = post.text[post.front_matter.end :]
    computed = estimate(post, settings)
    if content_language(post.language).characters_per_minute:
        return _minutes(60 * len("".join(raw.split())) / computed.characters_per_minute)
    rate = computed.words_per_minute if computed.confident else SLOWEST
    return _minutes(60 * len(raw.split()) / rate)


Ranges = tuple[tuple[int, int], ...]  # of the file, disjoint and in order


def _touching(part: TextRun | Block, ranges: Ranges) -> Ranges:
    """Return those of `ranges` that hold a character of `part`."""
    first = bisect_right(ranges, part.start, key=itemgetter(1))
    return ranges[first : bisect_left(ranges, part.end, lo=first, key=itemgetter(0))]


def _is_left_out(run: TextRun, ranges: Ranges) -> bool:
    return any(start <= run.start and run.end <= end for start, end in _touching(run, ranges))


def _left(run: TextRun, ranges: Ranges) -> str:
    """Return the text of `run` without the characters in `ranges`."""
    if len(run.text) != run.end - run.start:
        return run.text
    kept, at = [], run.start
    for start, end in _touching(run, ranges):
        kept.append(run.text[at - run.start : max(at, start) - run.start])
        at = min(max(at, end), run.end)
    kept.append(run.text[at - run.start :])
    return "".join(kept)
