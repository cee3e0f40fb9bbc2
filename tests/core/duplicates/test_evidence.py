"""What speaks for and against damage where two passages are alike."""

from __future__ import annotations

import dataclasses

import pytest

from content_quality.checks.repeated_passage import repeated_passage
from content_quality.core.document.post import Post
from content_quality.core.document.prose import prose
from content_quality.core.duplicates.alignment import Alignment
from content_quality.core.duplicates.match import Match
from content_quality.core.duplicates.repeat_groups import RepeatGroup, repeats
from content_quality.core.duplicates.tables import repeated_tables
from content_quality.core.findings import Severity
from content_quality.core.settings import RepeatRules, Settings

SITE = Settings()
FIRST = (
    "The ledger of the library lies open on the long table, and whoever is in a hurry may write into it with a pencil."
)
SECOND = "On Thursday the bookbinders meet in the loft. They show how a spine is glued, and how long it has to rest."
THIRD = "The pear tree in the courtyard is older than the house; swallows sit in it before they fly south in September."
OTHER = (
    "Two firms were asked to mend the roof, and the one from the next valley had time for it in the middle of March."
)


def post(*blocks: str) -> Post:
    return Post.read(("---\ntitle: A library\n---\n\n" + "\n\n".join(blocks) + "\n").encode(), "library.md")


def only_group(*blocks: str) -> RepeatGroup:
    (group,) = repeats(post(*blocks), SITE).groups
    return group


def weights(group: RepeatGroup) -> dict[str, float]:
    return {reason.name: reason.weight for reason in group.evidence}


def test_a_finding_names_its_evidence_and_the_sum_decides() -> None:
    (finding,) = repeated_passage(post(SECOND, FIRST, THIRD, OTHER, SECOND), SITE)
    named = {reason.name for reason in finding.evidence}
    assert {"verbatim sentences", "whole paragraph"} <= named
    assert all(reason.weight > 0 for reason in finding.evidence)


def test_paragraphs_in_the_same_order_under_their_heading_again_are_the_surest() -> None:
    group = only_group("## The loft", SECOND, FIRST, "## The tree", THIRD, "## The loft", SECOND, FIRST)
    assert group.severity is Severity.BLOCKER
    assert weights(group)["paragraphs in order"] > 0
    assert weights(group)["heading again"] > 0


def test_two_versions_of_one_paragraph_next_to_each_other_are_to_be_compared() -> None:
    newer = SECOND.replace("On Thursday", "On Friday").replace("how long it has to rest", "how long it has to dry")
    draft = post(OTHER, SECOND, newer, THIRD)
    (finding,) = repeated_passage(draft, SITE)
    assert "adjacent" in {reason.name for reason in finding.evidence}
    assert str(finding.suggestion) == "Compare line 9 with line 7, then keep one of the two."


def test_copies_that_differ_in_a_number_are_compared_and_not_deleted() -> None:
    one = f"Version 4.2 of the catalogue is on the table. {FIRST} {THIRD}"
    (finding,) = repeated_passage(post(one, OTHER, SECOND, one.replace("4.2", "4.7")), SITE)
    assert "identifying differences" in {reason.name for reason in finding.evidence}
    assert str(finding.suggestion).startswith("Compare line ")


def test_sections_whose_headings_differ_in_a_number_are_parallels() -> None:
    draft = post("## Catalogue 4.2", SECOND, "## Catalogue 4.7", SECOND, "## The tree", THIRD)
    assert list(repeated_passage(draft, SITE)) == []


def test_numbered_sections_of_one_name_are_none() -> None:
    sections = [block for number in range(1, 6) for block in (f"## {number}. Bring a cup", f"{FIRST} {SECOND}")]
    assert any(finding.severity is not Severity.INFO for finding in repeated_passage(post(*sections), SITE))


def test_a_quotation_of_the_text_is_silent_or_information() -> None:
    draft = post(SECOND, FIRST, f"> {SECOND}", THIRD)
    assert all(finding.severity is Severity.INFO for finding in repeated_passage(draft, SITE))


def test_a_paraphrase_is_no_repeat() -> None:
    again = "The library's ledger lies on the long table, and those who are in a hurry write with a pencil into it."
    assert list(repeated_passage(post(FIRST, SECOND, THIRD, again), SITE)) == []


def test_what_is_alike_is_believed_sooner_among_proven_copies() -> None:
    proven = [SECOND, THIRD, OTHER]
    near = FIRST.replace("long table", "round table").replace("a pencil", "a pen")
    groups = repeats(post(FIRST, *proven, "* * *", *proven, near), SITE).groups
    assert any("among copies" in weights(group) for group in groups) or len(groups) == 1


def test_the_thresholds_are_settings() -> None:
    draft = post(SECOND, FIRST, THIRD, OTHER, SECOND)
    strict = dataclasses.replace(
        SITE, repeats=RepeatRules(warning_evidence=9.0, blocker_evidence=9.5, info_evidence=0.5)
    )
    deaf = dataclasses.replace(SITE, repeats=RepeatRules(warning_evidence=9.0, blocker_evidence=9.5, info_evidence=9.0))
    (finding,) = repeated_passage(draft, strict)
    assert finding.severity is Severity.INFO
    (noted,) = repeated_passage(draft, deaf)  # two sentences word for word are always worth a note
    assert noted.severity is Severity.INFO


def test_information_does_not_shorten_the_reading_time() -> None:
    draft = post(SECOND, FIRST, f"> {SECOND}", THIRD)
    assert repeats(draft, SITE).superfluous == ()
    assert repeats(draft, SITE).share == 0


def test_the_alignment_counts_whole_sentences_and_names_the_differences() -> None:
    draft = post(f"{SECOND} {THIRD} {FIRST}", OTHER, f"{SECOND} {THIRD} {FIRST.replace('a pencil', 'a brush')}")
    row = prose(draft, SITE)
    source, _, copy = row.parts
    match = Match(copy.first, copy.last, source.first, source.last, 0.97)
    alignment = Alignment(draft, row, match)
    assert alignment.verbatim_sentences[0] >= 3
    (difference,) = alignment.differences
    assert row.text(difference.first, difference.last) == "brush"
    assert row.text(difference.source_first, difference.source_last) == "pencil"
    assert alignment.is_in_place


def test_a_letter_again_and_again_is_a_loop_but_not_in_code() -> None:
    (finding,) = repeated_passage(post(FIRST, "The tree is ta" + 60 * "l" + " today, they say.", THIRD), SITE)
    assert str(finding.message).startswith("The same words appear ")
    assert list(repeated_passage(post(FIRST, "Type `" + 60 * "l" + "` into the field.", THIRD), SITE)) == []


def test_a_run_of_spaces_written_as_entities_is_not_a_repeat() -> None:
    assert list(repeated_passage(post(FIRST, "The tree is tall." + 60 * "&nbsp;", THIRD), SITE)) == []


@pytest.mark.parametrize(("rows", "found"), [(7, 0), (8, 1), (40, 1)])
def test_equal_rows_are_a_loop_from_eight_on(rows: int, found: int) -> None:
    table = "| Room | Seats |\n| --- | --- |\n" + "| Loft | 22 |\n" * rows
    assert len(repeated_tables(post(FIRST, table, THIRD), Settings())) == found


def test_a_long_list_is_weighed_in_time_that_grows_with_it() -> None:
    entries = "\n".join(
        f"- entry {number} of the ledger names a reader and the book that he took home" for number in range(4_000)
    )
    assert len(repeats(post(FIRST, entries, THIRD), SITE).groups) < 4_000


def paragraph_weight(draft: Post) -> list[float]:
    reasons = (reason for group in repeats(draft, SITE).groups for reason in group.evidence)
    return [reason.weight for reason in reasons if reason.name == "whole paragraph"]


def test_a_line_that_leads_on_to_a_list_weighs_little_when_it_stands_there_again() -> None:
    lead = "These are the things that every reader of the library has to bring along when the loft opens on a Thursday:"
    draft = post(FIRST, lead, "- a pencil", SECOND, OTHER, lead, "- a lamp", THIRD)
    assert paragraph_weight(draft) == [0.25]
    assert paragraph_weight(post(FIRST, SECOND, OTHER, THIRD, SECOND)) == [1.25]


def test_lines_that_end_as_those_of_programs_do_are_code_that_lost_its_fence() -> None:
    code = "lamp = open(port, baud);\nlamp.show(hour, minute);\nclock.wait(sixty, seconds);\nlamp.close(port, baud);"
    draft = post(FIRST, code, SECOND, OTHER, code, THIRD)
    assert all(finding.severity is Severity.INFO for finding in repeated_passage(draft, SITE))


def test_passages_too_long_to_be_aligned_are_judged_by_their_likeness() -> None:
    long = " ".join(
        f"Entry {number} of the ledger names a reader and the book that he took home." for number in range(3_000)
    )
    draft = post(long, OTHER, long)
    row = prose(draft, SITE)
    source, _, copy = row.parts
    alignment = Alignment(draft, row, Match(copy.first, copy.last, source.first, source.last, 0.97))
    assert alignment.agreement == 0.97
    assert not alignment.is_in_place


def test_a_table_without_rows_may_stand_again() -> None:
    head = "| Room | Seats |\n| --- | --- |"
    assert repeated_tables(post(FIRST, head, SECOND, head), Settings()) == ()
    assert (
        len(repeated_tables(post(FIRST, f"{head}\n| Loft | 22 |", SECOND, f"{head}\n| Loft | 22 |"), Settings())) == 1
    )


def test_a_long_number_of_one_digit_is_no_loop() -> None:
    assert list(repeated_passage(post(FIRST, "The number is " + 60 * "1" + ".", THIRD), SITE)) == []
