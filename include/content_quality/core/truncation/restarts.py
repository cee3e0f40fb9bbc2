"""A sentence that breaks off and begins again in its own paragraph."""

from __future__ import annotations

from content_quality.core.document.article import Paragraph
from content_quality.core.text import sentences
from content_quality.core.text.patterns import lazy_re
from content_quality.core.text.sentences import OBJECT
from content_quality.core.truncation.neighbours import prose_offset

LEAST, LEAST_UNSPACED = 24, 12  # characters of a sentence's beginning that are said again; the second in kana and han
STOP = lazy_re(r"[.!?。！？](?:(?<=[。！？])|\s)")  # begins with a set, which `re` looks for five times as fast
MOST_SENTENCES = 50  # beginnings that are looked for in one paragraph


def restart_inside(paragraph: Paragraph) -> int | None:
    """Return the offset in the file at which a sentence of the paragraph begins again after it broke off.

    None without one.

    All of its words up to the break stand there again, right after a letter: no stop or comma closed what came before.
    """
    prose = paragraph.prose
    spaced = prose.isascii()
    if len(prose) < 2 * (LEAST if spaced else LEAST_UNSPACED):
        return None
    for start in [0, *(stop.end() for stop in STOP.finditer(prose))][:MOST_SENTENCES]:
        short = start + LEAST_UNSPACED
        if prose.find(prose[start:short], short) < 0:
            continue
        least = LEAST if spaced or not sentences.UNSPACED.match(prose, start) else LEAST_UNSPACED
        if start + 2 * least > len(prose):
            continue
        beginning = prose[start : start + least]
        at = prose.find(beginning, start + least)
        if at > 0 and OBJECT not in beginning and _breaks_off(prose[start:at].rstrip(), prose[at:]):
            return prose_offset(paragraph, at)
    return None


def _breaks_off(first: str, again: str) -> bool:
    return (first[-1:].isalpha() or first.endswith(OBJECT)) and len(again) > len(first) and again.startswith(first)
