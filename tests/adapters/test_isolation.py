"""One post that never ends, or that ends the interpreter, costs that post and no other."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import time
from dataclasses import replace

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_quality.adapters.isolation import WorkerLost, can_fork, run_isolated
from content_quality.adapters.isolation.forked import _stretches
from content_quality.core.settings import Limits

LIMITS = replace(Limits(), seconds_per_post=1)


def crash(_: int) -> int:
    faulthandler.disable()  # pytest's: its report takes time that belongs to the piece
    ctypes.string_at(0)
    return 0


def spin(_: int) -> int:
    while True:
        pass


def sleep(_: int) -> int:
    time.sleep(600)
    return 0


def swell(_: int) -> int:
    return len(bytearray(4_000_000_000))


def leave(_: int) -> int:
    os._exit(3)


FAULTS = {
    "a crash of the interpreter": (crash, WorkerLost(slow=False, detail="SIGSEGV")),
    "an endless loop": (spin, WorkerLost(slow=True, detail="SIGPROF")),
    "a process that ends": (leave, WorkerLost(slow=False, detail="exit status 3")),
    "too much memory": (swell, WorkerLost(slow=False, detail="MemoryError: ")),
    "a wrong result": (
        lambda _: 1 // 0,
        WorkerLost(slow=False, detail="ZeroDivisionError: integer division or modulo by zero"),
    ),
}


@pytest.mark.parametrize(("fault", "lost"), FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_one_piece_is_lost_and_the_others_come_in_order(fault, lost: WorkerLost, at: int, workers: int):
    outcomes = list(run_isolated(lambda piece: fault(piece) if piece == at else piece * 10, range(3), LIMITS, workers))
    assert outcomes == [lost if piece == at else piece * 10 for piece in range(3)]


def test_waiting_for_ever_ends_by_the_clock(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("content_quality.adapters.isolation.outcome.WAITING", 0.2)
    assert list(run_isolated(sleep, [1], LIMITS)) == [WorkerLost(slow=True, detail="SIGALRM")]


def test_a_fault_of_the_disk_is_raised_and_not_blamed_on_the_post():
    def read(_: int) -> int:
        raise PermissionError("the volume is gone")

    with pytest.raises(PermissionError, match="the volume is gone"):
        list(run_isolated(read, [1], LIMITS))


def test_no_process_is_left_when_somebody_stops_listening():
    before = set(psutil.Process().children())  # such as another test's browser
    outcomes = run_isolated(lambda piece: piece if piece == 0 else sleep(piece), range(3), LIMITS)
    assert next(outcomes) == 0
    outcomes.close()  # type: ignore[attr-defined] # a generator
    assert set(psutil.Process().children()) <= before


def test_lanes_share_the_work_and_keep_the_order():
    outcomes = list(run_isolated(lambda piece: (piece, os.getpid()), range(500), LIMITS, 3))
    assert [piece for piece, _ in outcomes if isinstance(piece, int)] == list(range(500))
    assert os.getpid() not in {child for _, child in outcomes}
    assert len({child for _, child in outcomes}) > 3


def test_nothing_to_do_starts_nothing():
    assert list(run_isolated(crash, [], LIMITS)) == []


@given(st.integers(0, 3_000), st.integers(1, 9), st.integers(1, 12))
def test_stretches_hold_every_piece_once_and_in_order(pieces: int, workers: int, shortest: int):
    stretches = list(_stretches(pieces, workers, shortest))
    assert [piece for first, last in stretches for piece in range(first, last)] == list(range(pieces))


@pytest.mark.skipif(not can_fork(), reason="children are started anew here")
def test_few_long_pieces_are_shared_out():
    assert list(_stretches(4, 2, 1)) == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert len(set(run_isolated(lambda _: os.getpid(), range(4), LIMITS, 2, are_long=True))) == 4


def test_a_child_that_waits_without_computing_is_told_from_one_that_computes():
    (lost,) = run_isolated(sleep, [1], LIMITS)
    assert lost == WorkerLost(slow=False, detail="no computing for as long as a post may take")


class Panic(BaseException):
    """As PyO3 raises it for a panic in Rust."""


def panic(_: int) -> int:
    raise Panic("out of memory")


def test_a_panic_of_a_library_costs_its_piece_at_once():
    outcomes = list(run_isolated(lambda piece: panic(piece) if piece == 1 else piece, range(3), LIMITS))
    assert outcomes == [0, WorkerLost(slow=False, detail="Panic: out of memory"), 2]
