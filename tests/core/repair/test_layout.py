"""How a repair sets headings and paragraphs that were flattened into one line."""

from __future__ import annotations

import re

import pytest

from benchmarks.repair import collapsed, repaired
from content_quality.core.repair.confidence import Confidence
from content_quality.core.repair.edits import EditKind
from tests.core.repair.test_proposals import BODY, FIRST, HEAD, SECOND, THIRD

TABLE = "| Tool | Days |\n|---|---|\n| Saw | 3 |\n| Press | 2 |"
CODE = "```sh\nlend --saw\n  lend --press\n```"
WHOLE = BODY.replace(SECOND, f"{SECOND}\n\n- one saw\n- two ladders\n\n{TABLE}\n\n{CODE}")


def test_a_flattened_echo_is_set_as_the_later_copy_with_its_headings_lists_tables_and_code():
    proposal = repaired(f"{HEAD}{collapsed(WHOLE)}\n\n{WHOLE}")
    assert proposal.after == HEAD + WHOLE
    assert {edit.kind for edit in proposal.edits} == {EditKind.LAYOUT, EditKind.COPY}
    assert proposal.confidence is Confidence.MEDIUM
    assert any("as another place" in str(reason) for reason in proposal.reasons)


def test_line_ends_of_windows_are_kept_in_a_flattened_echo():
    text = f"{HEAD}{collapsed(BODY)}\n\n{BODY}".replace("\n", "\r\n")
    assert repaired(text).after == (HEAD + BODY).replace("\n", "\r\n")


def test_a_flattened_echo_that_is_part_of_a_line_gets_its_own_paragraphs():
    part = BODY[BODY.index("## Repairs") :]
    text = f"{HEAD}{FIRST} {collapsed(part)}\n\n---END---\n\n{part}"
    assert repaired(text).after == HEAD + BODY


def test_two_paragraphs_that_stand_as_one_before_stay_one():
    text = f"{HEAD}{FIRST} {SECOND}\n\n{THIRD}\n\n{FIRST}\n\n{SECOND}\n"
    assert repaired(text).after == f"{HEAD}{FIRST} {SECOND}\n\n{THIRD}\n"


def test_a_cut_inside_a_later_copy_makes_no_paragraph():
    first, rest = SECOND[: SECOND.index(" leave some")], SECOND[SECOND.index("leave some") :]
    copy = f"{FIRST}\n\n## Repairs\n\n{first}\n\n{rest}\n\n## What comes next\n\n{THIRD}\n"
    assert repaired(f"{HEAD}{collapsed(BODY)}\n\n{copy}").after == HEAD + BODY


FOURTH = (
    "The mayor opened the new counter with a speech about glue. Her own ladder stands there since the spring, and "
    "whoever borrows it has to bring it back before the apples are ripe."
)


@pytest.mark.parametrize(
    ("flattened", "mended"),
    [
        (f"{FIRST} It pays. ## Repairs {FOURTH}", f"{FIRST} It pays.\n\n## Repairs\n\n{FOURTH}"),
        (f"{FIRST} It pays. ### A speech", f"{FIRST} It pays.\n\n### A speech\n\n{FOURTH}"),
    ],
)
def test_a_heading_in_a_line_that_a_finding_names_gets_a_line_of_its_own(flattened, mended):
    tail = "" if FOURTH in flattened else f"\n\n{FOURTH}"
    text = f"{HEAD}{FIRST}\n\n## Repairs\n\n{SECOND}\n\n{THIRD}\n\n{flattened}{tail}\n"
    proposal = repaired(text)
    assert proposal.after.endswith(mended.removeprefix(f"{FIRST} ") + "\n")
    assert " ##" not in proposal.after


def test_marks_in_a_line_that_no_finding_names_stay():
    text = f"{HEAD}{FIRST} ## Repairs {SECOND}\n\n## Repairs\n\n{THIRD}\n"
    assert repaired(text).after == text


def test_a_heading_whose_end_is_not_certain_stays_in_its_line():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{FIRST} ## A speech {FOURTH}\n"
    assert f"## A speech {FOURTH}" in repaired(text).after


def test_the_marks_of_a_heading_without_words_go_with_the_copy_before_them():
    assert repaired(f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{SECOND} ###\n").after == (
        f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
    )


def test_a_copy_does_not_end_at_a_bracket_in_the_middle_of_a_sentence():
    first = "市場の広場にある古いパン屋に、道具の図書館が開きました。ドリルや脚立、りんごを搾る機械を、年会費だけで借りられます。"
    last = "土曜日には整備士が壊れた道具を直します。多くの人が扉の横の瓶に硬貨を入れていきます。そこで生まれたのが「町の棚」"
    text = (
        f"{HEAD}{first}\n\n{last}\n\n## 次\n\n{THIRD}\n\n{first} {last}をもっと広く使ってもらうための夕方の会です。\n"
    )
    after = repaired(text).after
    assert "\nをもっと" not in after


def test_the_marks_of_a_heading_go_with_its_words():
    flat = f"{FIRST} ## Repairs {SECOND}"
    text = f"{HEAD}{FIRST}\n\n## Repairs\n\n{SECOND}\n\n{THIRD}\n\n{THIRD[:60]} It also lends a tent. {flat}\n"
    assert not re.search(r"(?m)#[ \t]*$", repaired(text).after)


def test_an_empty_heading_behind_a_deleted_copy_goes_with_it():
    text = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{FIRST}\n\n###\n\n{THIRD}\n"
    assert repaired(text).after == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n"
