"""Where a system cannot fork, children are started anew, and one bad post still costs no other."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from dataclasses import replace

import psutil
import pytest

from content_quality.adapters import isolation
from content_quality.adapters.isolation import WorkerLost, run_isolated
from content_quality.core.settings import Limits

LIMITS = replace(Limits(), seconds_per_post=1)


@pytest.fixture(autouse=True)
def _no_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "can_fork", lambda: False)


def work(piece: int | str) -> object:
    """Do what the piece says; a child finds this function by its name."""
    faulthandler.disable()
    if piece == "spin":
        while True:
            pass
    if piece == "sleep":
        time.sleep(600)
    if piece == "leave":
        os._exit(3)
    if piece == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if piece == "disk":
        raise OSError(5, "the disk fails")
    if piece == "wrong":
        raise ZeroDivisionError("division by zero")
    return lambda: None if piece == "not a value" else piece


def value(piece: int | str) -> object:
    done = work(piece)
    return done if piece == "not a value" else (piece, os.getpid())


FAULTS = {
    "spin": WorkerLost(slow=True, detail="its time was up"),
    "leave": WorkerLost(slow=False, detail="exit status 3"),
    "die": WorkerLost(slow=False, detail="SIGKILL"),
    "wrong": WorkerLost(slow=False, detail="ZeroDivisionError: division by zero"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_piece_is_lost_alone(fault: str):
    first, lost, last = run_isolated(value, [1, fault, 3], LIMITS)
    assert (first[0], lost, last[0]) == (1, FAULTS[fault], 3)


def test_a_result_that_cannot_be_sent_is_lost_work():
    lost, last = run_isolated(value, ["not a value", 2], LIMITS)
    assert isinstance(lost, WorkerLost)
    assert last[0] == 2


def test_a_child_that_waits_for_ever_is_ended_by_the_clock(monkeypatch):
    monkeypatch.setattr("content_quality.adapters.isolation.outcome.WAITING", 5)
    assert list(run_isolated(value, ["sleep"], LIMITS)) == [WorkerLost(slow=True, detail="no answer in time")]


def test_what_the_disk_does_is_raised_here():
    with pytest.raises(OSError, match="the disk fails"):
        list(run_isolated(value, ["disk"], LIMITS))


def test_results_come_in_order_from_children_that_are_kept():
    outcomes = list(run_isolated(value, range(40), LIMITS, 2))
    assert [number for number, _ in outcomes] == list(range(40))
    assert 1 <= len({child for _, child in outcomes}) <= 2


def test_no_child_is_left():
    before = set(psutil.Process().children())
    outcomes = run_isolated(value, range(10), LIMITS, 2)
    next(outcomes)
    outcomes.close()
    left = [child for child in set(psutil.Process().children()) - before if "spawn_main" in " ".join(child.cmdline())]
    assert left == []
    assert list(run_isolated(value, [], LIMITS)) == []
