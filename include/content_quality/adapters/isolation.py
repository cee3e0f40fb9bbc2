"""Work on hostile bytes in a child process, so that an endless loop or a crash of the interpreter costs one post and not all of them."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import NoReturn, TypeVar

from content_quality.core.settings import Limits

T = TypeVar("T")
R = TypeVar("R")

WAITING = 10  # times the budget in seconds by the clock: whoever waits that long without working waits for ever
_STOPPED = frozenset({signal.SIGPROF, signal.SIGALRM})


@dataclass(frozen=True, slots=True)
class Lost:
    """A piece of work whose process did not come back with a result."""

    slow: bool  # stopped because its time was up; otherwise the process ended by itself
    detail: str  # such as SIGSEGV or MemoryError


def apart(work: Callable[[T], R], pieces: Sequence[T], limits: Limits) -> Iterator[R | Lost]:
    """Yield what `work` returns for each of `pieces`, in their order, or that it was lost; an `OSError` of `work` is raised here.

    One child does them all; after a loss another one goes on behind it. Results have to be picklable.
    """
    done = 0
    while done < len(pieces):
        for outcome in _child(work, pieces[done:], limits):
            yield outcome
            done += 1


def _child(work: Callable[[T], R], pieces: Sequence[T], limits: Limits) -> Iterator[R | Lost]:
    """Yield results until the child has done all of `pieces`, or one of them has ended it."""
    reader, writer = Pipe(duplex=False)
    child = os.fork()
    if not child:
        reader.close()
        _serve(work, pieces, limits, writer)
    writer.close()
    ended = False
    try:
        for _ in pieces:
            try:
                outcome = reader.recv()
            except (EOFError, OSError):
                ended = True
                break
            if isinstance(outcome, OSError):
                raise outcome
            yield outcome
    finally:
        reader.close()
        if not ended:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if ended:
        yield _lost(status)


def _lost(status: int) -> Lost:
    if not os.WIFSIGNALED(status):
        return Lost(slow=False, detail=f"exit status {os.waitstatus_to_exitcode(status)}")
    number = os.WTERMSIG(status)
    names = {each.value: each.name for each in signal.Signals}
    return Lost(slow=number in _STOPPED, detail=names.get(number, f"signal {number}"))


def _serve(work: Callable[[T], R], pieces: Sequence[T], limits: Limits, writer: Connection) -> NoReturn:
    """Do `pieces` one by one; the kernel ends this process when one takes too long, even inside a library that never looks up."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM, *_STOPPED):
            signal.signal(number, signal.SIG_DFL)
        _cap_memory(limits.megabytes_per_post)
        for piece in pieces:
            signal.setitimer(signal.ITIMER_PROF, limits.seconds_per_post)
            signal.setitimer(signal.ITIMER_REAL, limits.seconds_per_post * WAITING)
            outcome = _outcome(work, piece)
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            writer.send(outcome)
    finally:
        os._exit(1)  # no clean-up of the parent's things; by the last result the parent has stopped to listen


def _outcome(work: Callable[[T], R], piece: T) -> R | Lost | OSError:
    try:
        return work(piece)
    except OSError as error:
        return error  # the disk's fault and not the post's
    except Exception as error:  # noqa: BLE001 - what cannot be done is lost, and said so
        return Lost(slow=False, detail=f"{type(error).__name__}: {error}"[:200])


def _cap_memory(megabytes: int) -> None:
    """Let this process grow by `megabytes` at most: beyond, allocations fail instead of the machine."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # no /proc, or a limit that is lower already
        in_use = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (in_use + megabytes * 1_000_000, resource.getrlimit(resource.RLIMIT_DATA)[1]))
