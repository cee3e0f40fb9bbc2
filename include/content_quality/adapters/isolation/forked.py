"""Children that are forked: the kernel limits their time and their memory."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from content_quality.adapters.isolation import outcome
from content_quality.adapters.isolation.outcome import LOOK_SECONDS, WorkerLost, outcome_of_error
from content_quality.adapters.isolation.result_pipe import ResultReader, ResultWriter, ready, result_pipe
from content_quality.core.settings import Limits

T = TypeVar("T")
R = TypeVar("R")

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of mallopt(3)
KEPT = 32 * 1024 * 1024  # bytes; the most that mallopt takes for the second
LONGEST_STRETCH, SHORTEST_STRETCH = 150, 12  # pieces; a child takes ten milliseconds to get going
_ENDING = (signal.SIGINT, signal.SIGTERM)
_STOPPED = frozenset({signal.SIGPROF, signal.SIGALRM})
IDLE = signal.SIGABRT  # sent to a child that has stopped to work


def run_forked(
    work: Callable[[T], R], pieces: Sequence[T], limits: Limits, workers: int = 1, shortest: int = SHORTEST_STRETCH
) -> Generator[R | WorkerLost]:
    """Yield what `work` returns for each of `pieces`, as `run_isolated` says.

    Each child works on a stretch of at least `shortest` pieces, while so many are left.
    """
    waiting = deque(_stretches(len(pieces), workers, shortest))
    running: dict[ResultReader, _Lane] = {}
    outcomes: dict[int, R | WorkerLost] = {}
    try:
        for number in range(len(pieces)):
            while number not in outcomes:
                while waiting and len(running) < workers:
                    with _uninterrupted():
                        lane = _start(work, pieces, *waiting.popleft(), limits, running)
                        running[lane.reader] = lane
                for lane in running.values():
                    lane.end_when_idle(limits.seconds_per_post)
                for reader in ready(running, LOOK_SECONDS):
                    lane = running[reader]
                    outcomes[lane.at] = _received(lane)
                    lane.at += 1
                    if lane.ended or lane.at == lane.stop:
                        del running[lane.reader]
                        lane.end()
                        if lane.at < lane.stop:
                            waiting.appendleft((lane.at, lane.stop))
            yield outcomes.pop(number)
    finally:
        for lane in running.values():
            lane.end()


def _stretches(pieces: int, workers: int, shortest: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of pieces that one child works on.

    Towards the end they become shorter, so that lanes end together.
    """
    first = 0
    while first < pieces:
        left = pieces - first
        last = pieces if workers == 1 else first + min(left, LONGEST_STRETCH, max(shortest, left // (3 * workers)))
        yield first, last
        first = last


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put off signals: one must neither lose a child that was just made, nor unwind the parent's code in it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@dataclass(slots=True)
class _Lane:
    """A child and the stretch of pieces it works on."""

    child: int
    reader: ResultReader
    at: int
    stop: int
    ended: bool = False  # by itself, and has been waited for
    computed: int = -1  # ticks of the processor that the child had used when it was last seen at work …
    seen: float = 0.0  # … and when that was

    def end_when_idle(self, seconds: float) -> None:
        """Stop the child when it has not computed for `seconds`: it waits for something that will not come.

        A parser that panics for want of memory does so; blaming its computing would be wrong.
        """
        computed, now = _ticks(self.child), time.monotonic()
        if computed != self.computed:
            self.computed, self.seen = computed, now
        elif now - self.seen >= seconds and not ready([self.reader], 0):
            os.kill(self.child, IDLE)

    def end(self) -> None:
        self.reader.close()
        if not self.ended:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)


def _ticks(child: int) -> int:
    """Return how much of the processor a child has used, in the kernel's ticks.

    Or a number that is always another one where there is no /proc.
    """
    try:
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return time.monotonic_ns()  # always another number: no child is idle
    return int(fields[11]) + int(fields[12])


def _start(
    work: Callable[[T], R], pieces: Sequence[T], first: int, stop: int, limits: Limits, running: Iterable[ResultReader]
) -> _Lane:
    reader, writer = result_pipe()
    child = os.fork()
    if not child:
        for other in (reader, *running):
            other.close()  # or nobody would notice that the parent has gone
        _serve(work, pieces[first:stop], limits, writer)
    writer.close()
    return _Lane(child, reader, first, stop)


def _received(lane: _Lane) -> Any:
    """Return the next result of `lane`, or what became of its child; raise what the disk did."""
    try:
        done = lane.reader.receive()
    except (EOFError, OSError):
        _, status = os.waitpid(lane.child, 0)
        lane.ended = True
        return _worker_lost(status)
    if isinstance(done, OSError):
        raise done
    return done


def _worker_lost(status: int) -> WorkerLost:
    if not os.WIFSIGNALED(status):
        return WorkerLost(slow=False, detail=f"exit status {os.waitstatus_to_exitcode(status)}")
    number = os.WTERMSIG(status)
    names = {each.value: each.name for each in signal.Signals} | {
        IDLE.value: "no computing for as long as a post may take"
    }
    return WorkerLost(slow=number in _STOPPED, detail=names.get(number, f"signal {number}"))


def _serve(work: Callable[[T], R], pieces: Sequence[T], limits: Limits, writer: ResultWriter) -> NoReturn:
    """Do `pieces` one by one.

    The kernel ends this process when one takes too long, even inside a library that never looks up.
    """
    try:
        for number in (*_ENDING, *_STOPPED, IDLE):
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        _cap_memory(limits.megabytes_per_post)
        _keep_memory()
        # collections then look through what pieces leave behind, and not through the whole program: 7 % of the time
        gc.freeze()
        for piece in pieces:
            signal.setitimer(signal.ITIMER_PROF, limits.seconds_per_post)
            signal.setitimer(signal.ITIMER_REAL, limits.seconds_per_post * outcome.WAITING)
            done = _outcome(work, piece)
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            writer.send(done)
    finally:
        os._exit(1)  # no clean-up of the parent's things; by the last result the parent has stopped to listen


def _outcome(work: Callable[[T], R], piece: T) -> R | WorkerLost | OSError:
    try:
        return work(piece)
    except BaseException as error:  # noqa: BLE001 - what cannot be done is lost, and said so; a panic is no Exception
        return outcome_of_error(error)


def _cap_memory(megabytes: int) -> None:
    """Let this process grow by `megabytes` at most: beyond, allocations fail instead of the machine."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # no /proc, or a limit that is lower already
        in_use = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
        resource.setrlimit(
            resource.RLIMIT_DATA, (in_use + megabytes * 1_000_000, resource.getrlimit(resource.RLIMIT_DATA)[1])
        )


def _keep_memory() -> None:
    """Let this process keep what it frees.

    Tables of numbers come and go hundreds of times a post, and each new page has to be cleared.
    """
    with contextlib.suppress(AttributeError, OSError):  # a C library without mallopt
        library = ctypes.CDLL(None)
        for threshold in (M_TRIM_THRESHOLD, M_MMAP_THRESHOLD):
            library.mallopt(threshold, KEPT)
