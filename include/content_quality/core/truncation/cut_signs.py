"""What speaks for a cut, by name and weight, and what the end of a paragraph shows by itself."""

from __future__ import annotations

from enum import Enum

from content_quality.core.document.article import Article, Paragraph
from content_quality.core.findings import Evidence, Severity
from content_quality.core.settings import Truncation
from content_quality.core.text import sentences
from content_quality.core.text.content_languages import content_language
from content_quality.core.text.patterns import lazy_re
from content_quality.core.truncation.comparable_blocks import ComparableBlocks
from content_quality.core.truncation.shapes import Need, Shape


class CutSign(Enum):
    """A sign of a cut, and what it weighs. A warning takes 1 in sum, a blocker 2: see `Truncation` in the settings."""

    # What the post shows elsewhere.
    GOES_ON_ELSEWHERE = ("goes-on-elsewhere", 2.0)  # the same words stand elsewhere in the post and go on there
    BEGINS_AGAIN = ("begins-again", 2.0)  # the next paragraph says the cut words again and goes on
    OLDER_PASSAGE_FOLLOWS = ("older-passage-follows", 1.0)
    MACHINE_TALK_FOLLOWS = ("machine-talk-follows", 1.0)
    RESUMES_BELOW = ("resumes-below", 1.0)  # the next paragraph begins in the middle of a sentence
    PARTICLE_BELOW = (
        "particle-below",
        1.5,
    )  # the same in Japanese, at a particle or a small kana that begins no sentence
    COMMA_AT_BREAK = ("comma-before-the-break", 0.5)  # before such a paragraph: a pause that its author may have meant
    # What the last words show.
    LAST_WORD_CANNOT_END = ("last-word-cannot-end", 1.5)
    NO_PREDICATE = ("no-predicate", 1.5)  # a Japanese or Korean sentence that lacks its end
    OPEN_BRACKET = ("open-bracket", 1.5)
    COMMA_LAST = ("comma-last", 1.0)
    DASH_LAST = ("dash-last", 1.0)
    # What is announced and does not follow.
    EMPTY_ITEM = ("empty-list-item", 1.0)
    LABEL_ALONE = ("label-without-text", 1.5)
    COLON_LAST = ("colon-last", 0.5)
    COLON_ABOVE_HEADING = ("colon-above-heading", 0.5)  # sections of the same level may be what is announced
    COLON_ENDS_PART = ("colon-ends-part", 1.0)  # the same above a heading of a higher level
    ENDS_SENTENCE_ELSEWHERE = ("ends-a-sentence-elsewhere", 1.0)  # a few words alone, the last ones of another sentence
    # What is missing, and what that is worth.
    NO_STOP = ("no-stop", 0.5)
    OTHERS_END_IN_STOPS = ("comparable-blocks-end-in-stops", 0.5)
    ENDS_ARTICLE = ("ends-article", 1.0)

    @property
    def evidence(self) -> Evidence:
        """The sign as a finding says it."""
        return Evidence(*self.value)


WITHIN_SENTENCE = frozenset(
    (CutSign.LAST_WORD_CANNOT_END, CutSign.NO_PREDICATE, CutSign.OPEN_BRACKET, CutSign.COMMA_LAST, CutSign.DASH_LAST)
)
SHOWN_ELSEWHERE = frozenset((CutSign.GOES_ON_ELSEWHERE, CutSign.BEGINS_AGAIN))
COMMAS = (",", "，", "、", "،")
FROWN = lazy_re(r"[:;=][-'’]?\(+|\({2,}")  # a face, and brackets in its place
DASHES = ("—", "–", " -", "――", "──")


def severity_of(evidence: tuple[Evidence, ...], rules: Truncation) -> Severity:
    """Return what the weights come to."""
    weight = sum(one.weight for one in evidence)
    if weight >= rules.blocker_evidence:
        return Severity.BLOCKER
    return Severity.WARNING if weight >= rules.warning_evidence else Severity.INFO


def last_words_show(paragraph: Paragraph, language: str, *, sure: bool) -> CutSign | None:
    """Return what the last words show when no sentence can end in them; `sure` asks for words that end none at all."""
    core = paragraph.ending.core.rstrip(" *_~\n")
    if sentences.is_inside_brackets(FROWN.sub("", paragraph.prose)):
        return CutSign.OPEN_BRACKET
    if core.endswith(COMMAS):
        return CutSign.COMMA_LAST
    if sentences.cannot_end(core, language, sure=sure):
        return CutSign.LAST_WORD_CANNOT_END
    return CutSign.DASH_LAST if core.endswith(DASHES) else None


def own_signs(
    page: Article, paragraph: Paragraph, shape: Shape, comparison: ComparableBlocks, language: str
) -> tuple[CutSign, ...]:
    """Return what the paragraph itself shows, judged against how comparable blocks end.

    Nothing when it may be whole.
    """
    known = content_language(language)
    if not known.stops:
        return ()
    rules, end = comparison.rules, paragraph.ending
    in_list = "item" in paragraph.block.containers
    is_fragment = paragraph.length <= rules.fragment_words and not end.sentences
    shown = None if end.bracketed else last_words_show(paragraph, language, sure=is_fragment)
    is_line = in_list or shape.name == "description"
    if (
        shown
        and not comparison.is_loose(paragraph)
        and (end.sentences or not is_line or comparison.ends_in_stops(paragraph))
    ):
        return (shown,)
    if shape.name == "list-item" and paragraph.index >= page.last and _is_cut_item(paragraph, comparison):
        return (CutSign.NO_STOP, CutSign.OTHERS_END_IN_STOPS)
    if shape.need < Need.LAST_SENTENCE or sentences.is_finished(end.core, language, formal=page.formal):
        return ()
    missing = (
        (CutSign.NO_STOP, CutSign.OTHERS_END_IN_STOPS) if comparison.ends_in_stops(paragraph) else (CutSign.NO_STOP,)
    )
    is_formal = page.formal and known.shows_predicates
    if end.sentences:
        if comparison.is_loose(paragraph) or (in_list and not comparison.ends_in_stops(paragraph)):
            return ()
        return (CutSign.NO_PREDICATE,) if is_formal and not in_list else missing
    if shape.need < Need.STOP or not comparison.ends_in_stops(paragraph):
        return ()
    is_running = paragraph.length >= _least_words(page, paragraph, comparison, language)
    if not is_running:
        return ()
    return (CutSign.NO_PREDICATE,) if is_formal and sentences.is_clause(paragraph.prose, language) else missing


def _is_cut_item(paragraph: Paragraph, comparison: ComparableBlocks) -> bool:
    """Return whether the last item of an article lacks the stop that all other items of its list have."""
    before, _, last = paragraph.prose.strip().rpartition("\n")
    attributed = any(line.lstrip().startswith(("--", "—", "–")) for line in (*before.split("\n"), last))
    if attributed or (before and sentences.ending(before).stopped):
        return False  # an attribution or a line of its own that the parser takes for a part of the item
    return comparison.is_strict(paragraph) and paragraph.length >= comparison.rules.running_words


def _least_words(page: Article, paragraph: Paragraph, comparison: ComparableBlocks, language: str) -> int:
    """Return how many words a line without any stop needs, not to be a label."""
    rules: Truncation = comparison.rules
    is_clause = sentences.is_clause(paragraph.prose, language) and (
        paragraph.index >= page.last or not sentences.could_end(paragraph.ending.core, language)
    )
    if is_clause or (comparison.is_strict(paragraph) and sentences.has_verb(paragraph.prose, language)):
        return rules.clause_words
    return rules.running_words_chinese if content_language(language).often_ends else rules.running_words
