"""Children that are started anew, for systems that cannot fork."""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from content_quality.adapters.isolation import outcome
from content_quality.adapters.isolation.outcome import LOOK_SECONDS, WorkerLost, outcome_of_error
from content_quality.core.settings import Limits

T = TypeVar("T")
R = TypeVar("R")

READY = "ready"  # what a child says first
SLOW = 97  # exit status of a child that ends itself because its time is up
WATCH_SECONDS = 0.1  # between two looks of a child at the time it has computed


def run_spawned(
    work: Callable[[T], R], pieces: Sequence[T], limits: Limits, workers: int = 1
) -> Generator[R | WorkerLost]:
    """Yield what `work` returns for each of `pieces`, as `run_isolated` says; children have no limit of memory."""
    waiting = deque(range(len(pieces)))
    running: list[_Child] = []
    outcomes: dict[int, Any] = {}
    try:
        for number in range(len(pieces)):
            while number not in outcomes:
                while waiting and len(running) < workers:
                    running.append(_start(work, limits))
                    running[-1].give(waiting[0], pieces[waiting.popleft()])
                for lane in _answering(running, limits.seconds_per_post * outcome.WAITING):
                    done = lane.receive()
                    if done == READY:
                        continue
                    if isinstance(done, OSError):
                        raise done
                    outcomes[lane.at] = done
                    if lane.is_lost or not waiting:
                        running.remove(lane)
                        lane.end()
                    else:
                        lane.give(waiting[0], pieces[waiting.popleft()])
            yield outcomes.pop(number)
    finally:
        for lane in running:
            lane.end()


@dataclass(slots=True, eq=False)
class _Child:
    """A child and the piece it works on."""

    process: BaseProcess
    connection: Connection
    at: int = -1
    since: float = math.inf  # when it began to work on the piece
    is_overdue: bool = False
    is_lost: bool = False

    def give(self, number: int, piece: object) -> None:
        self.at, self.since = number, time.monotonic()
        with contextlib.suppress(OSError):  # a child that has gone is noticed when it is listened to
            self.connection.send(piece)

    def receive(self) -> Any:
        """Return what the child says: that it is ready, a result, or what became of it."""
        if self.is_overdue and not self.connection.poll():
            self.is_lost = True
            return WorkerLost(slow=True, detail="no answer in time")
        try:
            answer = self.connection.recv()
        except (EOFError, OSError):
            self.is_lost = True
            self.process.join()
            return _worker_lost(self.process.exitcode)
        self.since = time.monotonic()
        return answer

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


def _start(work: Callable[[Any], Any], limits: Limits) -> _Child:
    context = multiprocessing.get_context("spawn")
    own, other = context.Pipe()
    process = context.Process(target=_serve, args=(other, work, limits.seconds_per_post), daemon=True)
    process.start()
    other.close()
    return _Child(process, own)


def _answering(running: Sequence[_Child], seconds: float) -> list[_Child]:
    """Return the lanes that have something to say, and those that have said nothing for `seconds` by the clock."""
    ready = wait([lane.connection for lane in running], LOOK_SECONDS)
    now = time.monotonic()
    for lane in running:
        lane.is_overdue = now - lane.since > seconds
    return [lane for lane in running if lane.connection in ready or lane.is_overdue]


def _worker_lost(status: int | None) -> WorkerLost:
    if status == SLOW:
        return WorkerLost(slow=True, detail="its time was up")
    if status is not None and status < 0:
        names = {-each.value: each.name for each in signal.Signals}
        return WorkerLost(slow=False, detail=names.get(status, f"signal {-status}"))
    return WorkerLost(slow=False, detail=f"exit status {status}")


def _serve(connection: Connection, work: Callable[[Any], Any], seconds: float) -> None:
    """Do pieces one by one until the parent has gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
    watch = _Watch()
    threading.Thread(target=watch.look, daemon=True).start()
    with contextlib.suppress(EOFError, OSError):
        connection.send(READY)
        while True:
            piece = connection.recv()
            watch.end_at = time.process_time() + seconds
            done = _outcome(work, piece)
            watch.end_at = math.inf
            try:
                connection.send(done)
            except (TypeError, AttributeError, ValueError) as error:  # cannot be pickled
                connection.send(outcome_of_error(error))


def _outcome(work: Callable[[T], R], piece: T) -> R | WorkerLost | OSError:
    try:
        return work(piece)
    except BaseException as error:  # noqa: BLE001 - what cannot be done is lost, and said so; a panic is no Exception
        return outcome_of_error(error)


@dataclass(slots=True)
class _Watch:
    """Ends this process when a piece has computed for too long.

    A library that never looks up keeps this thread from looking, too: then the parent's clock ends the process.
    """

    end_at: float = math.inf  # seconds of this process's own time

    def look(self) -> None:
        while True:
            time.sleep(WATCH_SECONDS)
            if time.process_time() > self.end_at:
                os._exit(SLOW)
