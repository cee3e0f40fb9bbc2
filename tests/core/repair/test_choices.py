"""An editor takes an edit or leaves the passage: the rest of the repair is made as if the passage were right."""

from __future__ import annotations

from benchmarks.repair import SETTINGS, collapsed, look, repaired
from content_quality.core.repair.choices import Choice, choices
from content_quality.core.repair.edits import EditKind
from content_quality.core.repair.proposal import RepairProposal, propose
from tests.core.repair.test_mended_places import CUT, REST
from tests.core.repair.test_proposals import BODY, FIRST, HEAD, SECOND, THIRD


def without(text: str, kind: EditKind) -> tuple[RepairProposal, Choice]:
    """Return the repair that leaves the first choice of `kind`, and that choice."""
    left = next(one for one in choices(repaired(text).edits) if kind in one.kinds)
    post, findings = look(text.encode())
    return propose(post, findings, SETTINGS, look, [left.place]), left


def test_a_copy_that_an_editor_leaves_stays_and_the_other_goes():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n"
    proposal, left = without(text, EditKind.COPY)
    assert left.main.words.startswith(SECOND[:20])
    assert proposal.after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n"
    assert [str(one.reason) for one in proposal.unmended] == ["it was left as it is"]


def test_a_move_and_the_copy_before_it_are_one_choice():
    text = f"{HEAD}{FIRST}\n\n{CUT}\n\n{SECOND}\n\n{CUT} {REST}\n"
    (choice,) = choices(repaired(text).edits)
    assert set(choice.kinds) == {EditKind.COPY, EditKind.MOVE}
    assert without(text, EditKind.MOVE)[0].is_empty


def test_the_lines_of_one_flattened_passage_are_one_choice():
    text = f"{HEAD}{collapsed(BODY)}\n\n{BODY}"
    layout = [one for one in choices(repaired(text).edits) if EditKind.LAYOUT in one.kinds]
    assert len(layout) == 1
    proposal, _ = without(text, EditKind.LAYOUT)
    assert collapsed(BODY) in proposal.after


def test_an_edit_knows_its_place_in_the_original():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n"
    (edit,) = repaired(text).edits
    assert text[slice(*edit.place)].strip() == SECOND
    assert edit.place[0] > text.index(SECOND)


def test_edits_in_two_places_are_two_choices():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n"
    assert [one.lines[0] for one in choices(repaired(text).edits)] == [10, 14]
