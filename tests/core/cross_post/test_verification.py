"""Whether a passage that may be a copy of another is one."""

from __future__ import annotations

import numpy as np

from content_quality.core.cross_post.fingerprints import fingerprints, fingerprints_of
from content_quality.core.cross_post.places import Steps, located
from content_quality.core.cross_post.verification import copied
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Span
from content_quality.core.text.characters import codes_of
from content_quality.core.text.letter_runs import LetterRuns

FERRY = "theferryleaveseveryhourfromthesmallpierandinwinteritwaitsuntilthefoghasgonewhichmaytakeuntilnoon"
ROOF = "twofirmswereaskedtomendtheroofandtheonefromthenextvalleyhadtimeforitinthemiddleofmarchlastyear"


def test_a_passage_copies_itself_as_a_whole():
    found = copied(FERRY, FERRY)
    assert found is not None
    assert (found.first, found.last, found.likeness, found.whole) == (0, len(FERRY), 1.0, True)


def test_a_stretch_of_another_passage_is_a_copy_in_part():
    found = copied(ROOF + FERRY, FERRY)
    assert found is not None
    assert (ROOF + FERRY)[found.first : found.last] == FERRY
    assert not found.whole
    assert copied(ROOF + FERRY, FERRY, in_part=False) is None


def test_passages_that_share_no_run_of_letters_or_are_shorter_than_one_are_no_copies():
    assert copied(FERRY, ROOF) is None
    assert copied("ferry", FERRY) is None


def test_a_text_too_short_for_a_run_has_no_fingerprints():
    assert [len(prints) for prints in fingerprints_of(LetterRuns(codes_of("fer")), [(0, 3)])] == [0]
    assert fingerprints_of(LetterRuns(codes_of(FERRY)), []) == []
    assert len(fingerprints(codes_of(FERRY))) > 0


def test_letters_that_the_passage_does_not_have_are_shown_as_the_whole_passage():
    source = SourceText("The ferry leaves.\n")
    steps = Steps(np.array([0, 1, 2, 4, 5, 6])).packed(0, 6)
    passage = Span(1, 1, 1, 18)
    assert located(source, passage, steps, 0, 3) == Span(1, 1, 1, 3)
    assert located(source, passage, steps, 0, 7) == passage
    assert located(source, passage, steps, 3, 3) == passage
