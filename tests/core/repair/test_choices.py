"""An editor takes an edit or leaves the passage: the rest of the repair is made as if the passage were right."""

from __future__ import annotations

from benchmarks.repair import collapsed, repaired
from content_quality.core.repair.choices import RepairChoice, choices
from content_quality.core.repair.edits import EditKind
from content_quality.core.repair.patches import LEAVE, composed, placed
from tests.core.repair.test_mended_places import CUT, REST
from tests.core.repair.test_proposals import BODY, FIRST, HEAD, SECOND, THIRD


def without(text: str, kind: EditKind) -> tuple[str, RepairChoice]:
    """Return the repaired text that leaves the first choice of `kind`, and that choice."""
    proposal = repaired(text)
    number = next(number for number, one in enumerate(proposal.choices) if kind in one.kinds)
    return composed(text, proposal.patches, {number: LEAVE}), proposal.choices[number]


def test_a_copy_that_an_editor_leaves_stays_and_the_other_goes():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n"
    after, left = without(text, EditKind.COPY)
    assert left.main.words.startswith(SECOND[:20])
    assert after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n"


def test_a_move_and_the_copy_before_it_are_one_choice():
    text = f"{HEAD}{FIRST}\n\n{CUT}\n\n{SECOND}\n\n{CUT} {REST}\n"
    (choice,) = choices(repaired(text).edits)
    assert set(choice.kinds) == {EditKind.COPY, EditKind.MOVE}
    assert without(text, EditKind.MOVE)[0] == text


def test_the_lines_of_one_flattened_passage_are_one_choice():
    text = f"{HEAD}{collapsed(BODY)}\n\n{BODY}"
    layout = [one for one in choices(repaired(text).edits) if EditKind.LAYOUT in one.kinds]
    assert len(layout) == 1
    assert collapsed(BODY) in without(text, EditKind.LAYOUT)[0]


def test_an_edit_knows_its_place_in_the_original():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n"
    (edit,) = repaired(text).edits
    assert text[slice(*edit.place)].strip() == SECOND
    assert edit.place[0] > text.index(SECOND)


def test_edits_in_two_places_are_two_choices():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n"
    assert [one.lines[0] for one in choices(repaired(text).edits)] == [10, 14]


def test_a_choice_knows_where_it_wrote_in_the_repaired_text():
    text = f"{HEAD}{FIRST}\n\n{CUT}\n\n{SECOND}\n\n{CUT} {REST}\n"
    proposal = repaired(text)
    written = [proposal.after[start:end] for _, start, end in placed(proposal.patches) if end > start]
    assert "".join(written).strip() == REST
