"""A repair tears no paragraph and takes no heading from the words below it."""

from __future__ import annotations

import pytest

from benchmarks.repair import collapsed, repaired
from content_quality.core.repair.edits import EditKind
from tests.core.repair.test_proposals import BODY, FIRST, HEAD, SECOND, THIRD

MORE = "Whoever brings a cake may stay until the lamps go out and hear how the saw was won at the fair."
OTHER = (
    "The harbour council pays the rent of the cellar until the summer. After that the members vote about the fee, and "
    "a list of all tools hangs at the door so that everybody sees what the money bought."
)


def test_what_a_longer_copy_says_more_goes_to_the_end_of_its_paragraph():
    proposal = repaired(f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n\n{SECOND} {MORE}\n\n{OTHER}\n")
    assert proposal.after == f"{HEAD}{FIRST}\n\n{SECOND} {MORE}\n\n{THIRD}\n\n{OTHER}\n"
    assert {edit.kind for edit in proposal.edits} == {EditKind.COPY, EditKind.MOVE}


def test_a_longer_copy_of_a_paragraph_that_was_joined_stays_whole():
    cut = SECOND.index("many people")
    joined = f"{FIRST}\n\n{SECOND[:cut].rstrip()}\n\n---\n\n{SECOND[SECOND.index('Nobody') :]}\n\n{THIRD}"
    longer = f"{SECOND[SECOND.index('Nobody') :]} {MORE}"
    assert f"\n\n{longer}\n" in repaired(f"{HEAD}{joined}\n\n## Later\n\n{longer}\n\n{OTHER}\n").after


def test_a_longer_copy_of_one_paragraph_stays_whole_since_two_sections_may_begin_alike():
    text = f"{HEAD}{FIRST}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n## The harbour\n\n{SECOND} {MORE}\n"
    assert f"## The harbour\n\n{SECOND} {MORE}\n" in repaired(text).after


def test_a_longer_item_stays_whole_with_its_number_and_its_title():
    def listed(end: str) -> str:
        return f"1.  **The counter:**\n    *   {SECOND}{end}\n2.  **The cellar:**\n    *   {THIRD}\n"

    after = repaired(f"{HEAD}{FIRST}\n\n{listed('')}\n{OTHER}\n\n{FIRST}\n\n{listed(' ' + MORE)}").after
    assert f"1.  **The counter:**\n    *   {SECOND} {MORE}\n" in after
    assert after.count(THIRD) == after.count(FIRST) == 1


BOARD = f"## The board\n\n{MORE}"


@pytest.mark.parametrize("title", ["## What the members pay", "**What the members pay**"])
def test_a_heading_stays_above_words_that_say_something_else(title):
    kept = f"{FIRST}\n\n{SECOND}\n\n{title}\n\n{THIRD}\n\n{BOARD}"
    proposal = repaired(f"{HEAD}{kept}\n\n{FIRST}\n\n{SECOND}\n\n{title}\n\n{OTHER}\n")
    assert proposal.after == f"{HEAD}{kept}\n\n{title}\n\n{OTHER}\n"


@pytest.mark.parametrize("title", ["## What the members pay", "**What the members pay**"])
def test_a_heading_goes_from_words_of_the_section_that_it_opened(title):
    kept = f"{FIRST}\n\n{SECOND}\n\n{title}\n\n{THIRD}"
    proposal = repaired(f"{HEAD}{kept}\n\n{FIRST}\n\n{SECOND}\n\n{title}\n\n{OTHER}\n")
    assert proposal.after == f"{HEAD}{kept}\n\n{OTHER}\n"


def test_a_heading_in_bold_above_its_lines_goes_with_the_copies_of_both():
    title = "**What the volunteers of the library repair**"
    text = f"{HEAD}{FIRST}\n\n{title}\n\n{SECOND}\n\n{MORE}\n\n{THIRD}\n\n{FIRST}\n\n{title}\n{THIRD}\n\n{OTHER}\n"
    assert repaired(text).after == f"{HEAD}{FIRST}\n\n{title}\n\n{SECOND}\n\n{MORE}\n\n{THIRD}\n\n{OTHER}\n"


def test_a_blank_line_stays_between_what_a_deleted_copy_stood_between():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n\n{SECOND}\n- The saw is new.\n- The press is old.\n"
    assert repaired(text).after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n- The saw is new.\n- The press is old.\n"


def test_the_dots_with_which_a_script_goes_on_go_with_their_copy():
    for dots in ("…", "...", "... "):
        text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{dots}{FIRST}\n\n{SECOND}\n\n{OTHER}\n"
        assert repaired(text).after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{OTHER}\n"


def test_a_rule_between_a_cut_and_its_copy_does_not_part_the_sentence():
    cut = BODY.index("because the cellar")
    text = f"{HEAD}{BODY[:cut].rstrip()}\n\n---\n\n{collapsed(BODY[:cut])} {BODY[cut:]}"
    assert repaired(text).after == HEAD + BODY


def test_an_echo_inside_cut_code_is_deleted_when_the_post_has_another_echo():
    code = "```sh\ntools --list\ntools --lend saw\n```\n"
    whole = f"{FIRST}\n\n{SECOND}\n\n## The counter\n\n{THIRD}\n\n{code}\n{OTHER}\n"
    first, second = whole.index("wide enough"), whole.index("tools --lend")
    begun = whole[:first].rstrip() + "\n\n" + collapsed(whole[:first]) + " " + whole[first:second]
    proposal = repaired(f"{HEAD}{begun.rstrip()}\n\n\n{collapsed(whole[:second])}\n{whole[second:]}")
    assert proposal.after == HEAD + whole


def test_an_example_in_code_that_repeats_a_paragraph_stays():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n{SECOND}\n\n```text\n{FIRST}\n```\n\n{OTHER}\n"
    assert repaired(text).after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n```text\n{FIRST}\n```\n\n{OTHER}\n"
