"""A sentence that breaks off and begins again in its own paragraph."""

from __future__ import annotations

from content_quality.core.document.article import Paragraph
from content_quality.core.document.markdown import Text
from content_quality.core.text import sentences
from content_quality.core.text.sentences import OBJECT

LEAST = 24  # characters of a sentence's beginning that are said again; half as many in kana and han
MOST_SENTENCES = 50  # beginnings that are looked for in one paragraph


def restart_inside(paragraph: Paragraph) -> int | None:
    """Return the offset in the file at which a sentence of the paragraph begins again after it broke off; None without one.

    Its first words stand again right after a letter: no stop, comma or bracket closed what came before.
    """
    prose = paragraph.prose
    starts = [0, *(stop.end() for stop in sentences.INNER_STOP.finditer(prose))][:MOST_SENTENCES]
    for start in starts:
        beginning = prose[start:].lstrip()[: LEAST if prose[start : start + LEAST].isascii() else LEAST // 2]
        is_long = len(beginning) >= LEAST // 2 and OBJECT not in beginning
        at = prose.find(beginning, start + len(beginning)) if is_long else -1
        if at > 0 and prose[:at].rstrip()[-1:].isalpha() and not sentences.INNER_STOP.search(prose, start + 1, at):
            return _offset(paragraph, at)
    return None


def _offset(paragraph: Paragraph, at: int) -> int:
    for run in paragraph.block.runs:
        if run.kind in (Text.NOTE, Text.IMAGE):
            continue
        if at < len(run.text):
            return min(run.start + at, run.end)
        at -= len(run.text)
    return paragraph.block.start
