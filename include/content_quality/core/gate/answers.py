"""What may come of a question about a held post."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What came of a question."""

    APPROVED = "approved"
    REJECTED = "rejected"
    AUTHOR_ASKED = "author-asked"
    TIMED_OUT = "timed-out"
    NO_REASON = "no-reason"  # approved without saying why: does not count
    SUPERSEDED = "superseded"  # approved when a newer version had come: does not count
