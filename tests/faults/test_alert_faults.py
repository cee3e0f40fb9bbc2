"""No fault loses an alert; only a process killed at the worst moment sends one twice; none ends in a storm."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.alert_faults import HEADINGS, Outcome, Table

pytestmark = pytest.mark.slow
PEOPLE, POSTS = 2, 3
ROUNDS = 7  # in an hour, both ends counted


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    rows = Table(Path(tmp_path_factory.mktemp("faults"))).rows()
    print("\n".join(["", HEADINGS, *(row.line() for row in rows)]))
    return {row.fault: row for row in rows}


def test_no_fault_loses_an_alert(rows: dict[str, Outcome]):
    assert len(rows) == 13
    assert {row.fault for row in rows.values() if row.lost} == set()
    assert [row.fault for row in rows.values() if row.kept] == ["one recipient refused for good (550)"]


def test_only_a_kill_between_send_and_commit_sends_a_letter_twice(rows: dict[str, Outcome]):
    assert {row.fault: row.doubled for row in rows.values() if row.doubled} == {
        "process killed between send and commit": 1
    }


def test_after_an_outage_everyone_gets_one_letter(rows: dict[str, Outcome]):
    for fault, row in rows.items():
        if "server" in fault or "4xx" in fault or "down" in fault:
            assert row.letters == PEOPLE, fault
    assert rows["none"].letters == PEOPLE * POSTS


def test_what_is_given_up_is_told_to_maintainers_in_one_letter(rows: dict[str, Outcome]):
    told = {fault: row.maintainers for fault, row in rows.items() if row.maintainers}
    assert set(told) == {
        "server down for two days, then `alerts retry`",
        "5xx to everyone, for good (550), then `alerts retry`",
        "one recipient refused for good (550)",
    }
    assert set(told.values()) == {1}


def test_a_mute_server_is_asked_once_in_a_round_however_many_letters_wait(rows: dict[str, Outcome]):
    asked = {fault: row.asked for fault, row in rows.items() if row.asked}
    assert len(asked) == 2
    assert max(asked.values()) <= ROUNDS


def test_the_documentation_shows_this_very_table(rows: dict[str, Outcome]):
    page = (ROOT / "docs" / "alerts.md").read_text("utf-8")
    assert "\n".join([HEADINGS, *(row.line() for row in rows.values())]) in page
