"""Reading time by the documented formula, per run of script."""

from __future__ import annotations

import math
from dataclasses import dataclass

import regex

from content_quality.core.markdown import Kind, Text
from content_quality.core.post import Post, once_per_post
from content_quality.core.settings import Settings

CHARACTERS_PER_MINUTE = {"ja": 500, "zh": 500}  # by convention: Medium 500, Hugo 501, Japanese sites 400 to 600
WORDS_PER_MINUTE = {  # en: Brysbaert 2019; others: IReST (Trauzettel-Klosinski & Dietz 2012) scaled by 1.044
    "en": 238, "ar": 145, "de": 185, "es": 230, "fi": 170, "fr": 205, "he": 195, "it": 195, "nl": 210, "pl": 175,
    "pt": 190, "ru": 190, "sl": 190, "sv": 210, "tr": 175,
}  # fmt: skip
CJK = regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]")
WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.-]*")


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the formula counts; `minutes` is None for an empty body."""

    minutes: int | None
    seconds: float
    characters: int
    words: int
    images: int
    words_per_minute: int
    characters_per_minute: int
    confident: bool  # the language has a published rate, or the site set one


@dataclass(frozen=True, slots=True)
class Declared:
    """The reading time a post declares: its key, the raw value, and the minutes when it can be read."""

    key: str | None = None
    value: object = None
    minutes: float | None = None


@once_per_post
def estimate(post: Post, settings: Settings, without: tuple[tuple[int, int], ...] = ()) -> Estimate:
    """Return the estimate for `post`, leaving out the ranges `without` of the file."""
    characters = words = images = 0
    for block in post.blocks:
        if block.kind is Kind.CODE or any(start <= block.start < end for start, end in without):
            continue
        text = "".join(run.text if run.kind is not Text.URL else " " for run in block.runs if run.kind not in (Text.IMAGE, Text.NOTE))
        cjk = len(CJK.findall(text))
        characters += cjk
        words += len(WORD.findall(CJK.sub(" ", text) if cjk else text))
        images += sum(run.kind is Text.IMAGE and not run.text for run in block.runs)
    rates = dict(settings.reading_time.rates)
    wpm = rates.get(post.language, WORDS_PER_MINUTE.get(post.language, 238))
    seconds = 60 * (characters / 500 + words / wpm) + sum(max(12 - index, 3) for index in range(images))
    minutes = max(1, math.ceil(round(seconds / 60, 2))) if characters + words + images else None
    confident = post.language in WORDS_PER_MINUTE or post.language in CHARACTERS_PER_MINUTE or post.language in rates
    return Estimate(minutes, seconds, characters, words, images, wpm, 500, confident)


def declared(post: Post) -> Declared:
    """Return the reading time `post` declares."""
    value = post.front_matter.values.get("reading_time")
    return Declared("reading_time", value, float(value) if isinstance(value, int | float) else None)
