"""Weigh what speaks for and against damage where two passages are alike. Likeness alone is no evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from content_quality.core.duplicates import manuals, parallels
from content_quality.core.duplicates.intent import (
    has_siblings,
    headings_count,
    in_pattern,
    is_announced,
    is_appeal,
    is_code,
    leads_in,
    led_in_anew,
    listed_in_release,
    part_of_list,
    same_list,
)
from content_quality.core.duplicates.pair import Pair
from content_quality.core.duplicates.repeated_forms import (
    after_examples,
    are_alternatives,
    are_definitions,
    are_steps_of_each,
    before_examples,
    in_a_row,
    in_other_words,
    of_other_terms,
)
from content_quality.core.findings import Evidence

NEARLY_ALL = 0.92  # share of equal tokens that one or two edits leave
ADJACENT = 0.85  # likeness of adjacent paragraphs that are two versions of one
NEIGHBOURS = 2  # blocks apart; entries next to each other are written to one pattern
ENTRIES_ALIKE = 0.90  # likeness below which two entries of one list are parallels
MANY = 3  # identifying differences that are no slip of the hand
DOUBT = -0.5  # weight from which a reason against damage keeps a repeat from being a blocker


def _sentences(pair: Pair) -> float:
    count, weight = pair.sentences
    if weight < pair.settings.repeats.paragraph_characters:
        return 0.0
    return (0.75, 1.5, 2.0)[min(count, 3) - 1] if count else 0.0


def _run(pair: Pair) -> float:
    lengths = pair.settings.repeats
    if pair.run >= lengths.passage_characters:
        return 1.0 if pair.is_verbatim else 0.75
    if pair.run_weight < lengths.paragraph_characters:
        return 0.0
    return 0.25 if pair.is_adjacent and pair.agreement < NEARLY_ALL else 0.5


def _paragraph(pair: Pair) -> float:
    if not pair.paragraphs:
        return 0.0
    if pair.paragraphs == 1 and leads_in(pair):
        return 0.25
    if pair.is_verbatim:
        return 1.25
    if all(piece.is_in_place for piece in pair.pieces):
        return 1.25
    if pair.agreement < parallels.AGREES:
        return 0.25
    return 1.25 if pair.agreement >= NEARLY_ALL else 0.5


def _in_order(pair: Pair) -> float:
    alike = pair.is_verbatim or (pair.agreement >= 0.75 and not pair.copy.all_listed)
    return 1.0 if pair.paragraphs >= 2 and alike else 0.0


def _heading(pair: Pair) -> float:
    names = [
        [pair.post.blocks[part.block].text.strip() for part in side.parts if part.heading]
        for side in (pair.copy, pair.source)
    ]
    return 0.75 if pair.paragraphs and set(names[0]) & set(names[1]) and not in_pattern(pair) else 0.0


def _differs(pair: Pair) -> float:
    swapped, every = pair.swapped
    if not swapped or pair.is_flattened:
        return 0.0
    return -0.75 - swapped / every if swapped >= MANY or 3 * swapped >= every else -0.25


def _adjacent(pair: Pair) -> float:
    told = pair.paragraphs or pair.sentences[0] or pair.restarts
    loose = pair.overlaps or pair.likeness < ADJACENT or headings_count(pair) or in_pattern(pair) or leads_in(pair)
    loose = (
        loose or part_of_list(pair) or (same_list(pair) and not pair.is_verbatim)
    )  # entries of a list are written to one pattern
    return 0.75 if pair.is_adjacent and told and not loose else 0.0


def _listed(pair: Pair) -> float:
    if part_of_list(pair):
        return -1.0 if pair.likeness < 1 else -0.5
    if same_list(pair):
        near = pair.copy.body[0].block - pair.source.body[0].block <= NEIGHBOURS
        whole = pair.likeness == 1 and (pair.paragraphs or pair.is_adjacent)
        return 0.0 if whole else -0.75 if near or pair.likeness < ENTRIES_ALIKE else -0.25
    return -0.5 if pair.copy.all_listed and pair.source.all_listed else 0.0


def _lead(pair: Pair) -> float:
    if not pair.copy.lead or pair.copy.lead != pair.source.lead or pair.paragraphs > 1:
        return 0.0
    opened = pair.row.before(pair.copy.first)[0] == pair.copy.first
    worked_out = -1.0 if pair.copy.all_listed != pair.source.all_listed else 0.0
    return worked_out + (-1.5 if not opened else 0.0 if pair.is_verbatim else -0.75)


def _one_link(pair: Pair) -> float:
    """An entry of the highlights and the same one in the full list lead to one change, issue or page."""
    listed = pair.copy.all_listed or pair.source.all_listed
    return parallels.ENTRY if listed and any(piece.shares_link for piece in pair.pieces) else 0.0


def _entry_and_paragraph(pair: Pair) -> float:
    """A list sums up in one entry what a paragraph says under its own heading."""
    single = len(pair.copy.body) == len(pair.source.body) == 1
    return (
        parallels.ENTRY if single and pair.copy.all_listed != pair.source.all_listed and not pair.is_flattened else 0.0
    )


def _lead_or_conclusion(pair: Pair) -> float:
    whole = pair.paragraphs or pair.overlaps
    return -0.5 if not whole and (pair.copy.is_edge or pair.source.is_edge) else 0.0


Weighing = Callable[[Pair], float]
WEIGHINGS: tuple[tuple[str, Weighing], ...] = (
    ("verbatim sentences", _sentences),
    ("verbatim run", _run),
    ("whole paragraph", _paragraph),
    ("paragraphs in order", _in_order),
    ("heading again", _heading),
    ("in other words", lambda pair: 0.5 if in_other_words(pair) else 0.0),
    ("adjacent", _adjacent),
    ("on one line", lambda pair: 1.0 if pair.is_flattened else 0.0),
    ("begins in mid-sentence", lambda pair: 1.0 if pair.begins_inside else 0.0),
    ("breaks off", lambda pair: 1.0 if pair.breaks_off else 0.0),
    ("goes on from a cut", lambda pair: 1.5 if pair.continues_cut else 0.0),
    ("restarted", lambda pair: 1.5 if pair.restarts else 0.0),
    ("loop", lambda pair: 2.5 if pair.is_loop else 0.0),
    ("identifying differences", _differs),
    ("list entries", _listed),
    ("led in anew", lambda pair: -1.5 if led_in_anew(pair) else 0.0),
    ("the same term", _lead),
    ("entries with one link", _one_link),
    ("entry and paragraph", _entry_and_paragraph),
    ("release notes", lambda pair: parallels.ENTRY if listed_in_release(pair) else 0.0),
    ("sibling sections", parallels.siblings),
    ("three siblings", lambda pair: -1.0 if pair.siblings >= 2 and pair.likeness < 1 and has_siblings(pair) else 0.0),
    ("recap heading", lambda pair: -1.0 if pair.copy.in_recap or pair.source.in_recap else 0.0),
    ("lead or conclusion", _lead_or_conclusion),
    ("entries of a reference", parallels.entries),
    ("page of a manual", manuals.said_again),
    ("variants of one thing", parallels.variants),
    ("opposite", parallels.opposite),
    ("sections that a list names", parallels.announced_sections),
    ("entries with other links", parallels.led_by_links),
    ("other releases", parallels.releases),
    ("row of one form", lambda pair: parallels.PARALLEL if in_a_row(pair) else 0.0),
    ("different terms", lambda pair: -1.5 if of_other_terms(pair) else 0.0),
    ("before examples", lambda pair: -1.5 if before_examples(pair) and not _heading(pair) else 0.0),
    ("after other examples", lambda pair: -3.0 if after_examples(pair) else 0.0),
    ("steps of each section", lambda pair: parallels.RECURRING if are_steps_of_each(pair) else 0.0),
    ("definitions of terms", lambda pair: parallels.ENTRY if are_definitions(pair) else 0.0),
    ("alternatives", lambda pair: -1.5 if are_alternatives(pair) else 0.0),
    ("verse", parallels.verse),
    ("opening line", parallels.opening_line),
    ("quotation", parallels.quotation),
    ("note", lambda pair: -1.5 if pair.copy.is_note != pair.source.is_note else 0.0),
    ("caption or aside", lambda pair: -1.0 if pair.copy.is_emphasised or pair.source.is_emphasised else 0.0),
    ("admonition or tab", parallels.boxed),
    ("appeal", lambda pair: -1.0 if is_appeal(pair) else 0.0),
    ("announced", lambda pair: -1.0 if is_announced(pair) else 0.0),
)


def weigh(pair: Pair) -> tuple[Evidence, ...]:
    """Return what speaks for and against damage, with weights."""
    if not pair.copy.body or not pair.source.body or is_code(pair):
        return ()  # a heading and its echo in the text, or no text at all
    weights = ((name, weighing(pair)) for name, weighing in WEIGHINGS)
    return tuple(Evidence(name, round(weight, 2)) for name, weight in weights if weight)


DOUBTS = frozenset(
    (
        "identifying differences",
        "list entries",
        "led in anew",
        "the same term",
        "entries with one link",
        "entry and paragraph",
        "release notes",
        "recap heading",
        "entries of a reference",
        "page of a manual",
        "variants of one thing",
        "opposite",
        "sections that a list names",
        "entries with other links",
        "other releases",
        "different terms",
        "before examples",
        "after other examples",
        "steps of each section",
        "definitions of terms",
        "alternatives",
        "opening line",
        "quotation",
        "note",
        "caption or aside",
        "admonition or tab",
        "appeal",
        "announced",
    )
)


def is_doubted(evidence: Sequence[Evidence]) -> bool:
    """Return whether something speaks for a repeat on purpose: such a repeat is never a blocker."""
    return any(reason.name in DOUBTS and reason.weight <= DOUBT for reason in evidence)


def is_parallel(evidence: Sequence[Evidence]) -> bool:
    """Return whether nothing is to be said of the repeat: sections of one pattern, or program text."""
    return not evidence or any(reason.weight == parallels.PARALLEL for reason in evidence)


def total(evidence: Sequence[Evidence]) -> float:
    """Return the sum of the weights."""
    return sum(reason.weight for reason in evidence)
