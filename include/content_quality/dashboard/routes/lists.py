"""A list of posts that a reader answers about at once: small enough to be looked at, and exactly what they saw."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from content_quality.adapters.store import listing
from content_quality.adapters.store.listing import Filter
from content_quality.adapters.store.reader import Session

AT_ONCE = 100  # posts; nobody looks at more before they answer
ANSWERABLE = ("hold", "review")  # verdicts that wait for a person
ABOUT_ONE = (*ANSWERABLE, "debt")  # verdicts about which a reader may answer on the post's page


@dataclass(frozen=True, slots=True)
class AtOnce:
    """The versions of a list, and the name that tells the list from what it becomes."""

    versions: dict[str, str]  # sha256 by post_id

    @property
    def name(self) -> str:
        """Name exactly these versions."""
        return hashlib.sha256(repr(sorted(self.versions.items())).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def at_once(session: Session, wanted: Filter) -> AtOnce | None:
    """Return the versions of the list; None when nothing there waits for an answer, or too much."""
    if wanted.verdict not in ANSWERABLE or not 0 < listing.count(session, wanted) <= AT_ONCE:
        return None
    return AtOnce({post.post_id: post.sha256 for post in listing.page(session, wanted, "path", limit=AT_ONCE)})
