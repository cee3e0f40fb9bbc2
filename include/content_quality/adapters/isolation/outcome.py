"""What becomes of work in a child process that does not come back."""

from __future__ import annotations

from content_quality.core.records import dataclass

# times the budget in seconds by the clock: on a busy machine computing takes that much longer
WAITING = 30
LOOK_SECONDS = 1.0  # between two looks at whether children still work


@dataclass(frozen=True, slots=True)
class WorkerLost:
    """A piece of work whose process did not come back with a result."""

    slow: bool  # stopped because its time was up; otherwise the process ended by itself
    detail: str  # such as SIGSEGV or MemoryError


def outcome_of_error(error: BaseException) -> WorkerLost | OSError:
    """Return what a child says about `error`: what the disk did is passed on, anything else is lost work."""
    if isinstance(error, OSError):
        return error  # the disk's fault and not the post's
    return WorkerLost(slow=False, detail=f"{type(error).__name__}: {error}"[:200])
