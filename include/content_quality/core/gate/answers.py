"""What may come of a question about a held post, and how a question names what it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """What came of a question."""

    APPROVED = "approved"
    REJECTED = "rejected"
    AUTHOR_ASKED = "author-asked"
    TIMED_OUT = "timed-out"
    NO_REASON = "no-reason"  # approved without saying why: does not count
    SUPERSEDED = "superseded"  # approved when a newer version had come: does not count
    NOT_ASKED = "not-asked"  # by a person whom the site does not ask about this post: does not count
    SETTLED = "settled"  # closed without a person: a fix, a waiver or another answer settled the question


def name_of(post_id: str, sha256: str = "") -> str:
    """Name a post, or one version of it, in letters and digits that a search of questions can look for."""
    return "about" + hashlib.sha256(f"{post_id}\0{sha256}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def marker_of(post_id: str, sha256: str, together: Iterable[tuple[str, str]] = ()) -> str:
    """Return the last line of a question: a definition that no link uses, so that a reader does not see it.

    A question about posts together names itself first, then each of the versions `together`.
    """
    names = [name_of(post_id, sha256), *(name_of(*version) for version in together)]
    return f"[{name_of(post_id)}]: # ({' '.join(names)})"


def version_of(question: str) -> str:
    """Return the name of the version, or of the posts together, that a question is about."""
    return next(iter(_names(question)), "")


def together_in(question: str) -> tuple[str, ...]:
    """Return the names of the versions that a question is about together; none for a question about one post."""
    return tuple(_names(question)[1:])


def _names(question: str) -> list[str]:
    """Return the names in the last line: text of a post may hold names, and is never there."""
    return question.rstrip().rpartition("\n")[2].rpartition("(")[2].rstrip(")").split()
