"""A repaired file on its way out, and why one is not sent."""

from __future__ import annotations

import hashlib

from content_quality.core.records import dataclass
from content_quality.core.repair.repair_facts import RepairFacts
from content_quality.core.settings import Source


class RepairEnded(Exception):  # noqa: N818 - an outcome, said to a person
    """There is no repair of the present bytes of the post, or the settings lead nowhere."""


@dataclass(frozen=True, slots=True)
class RepairedPost:
    """A repaired file to send: where the post lies in its source, and what it is to hold."""

    post_id: str
    source: Source
    path: str  # in the source
    sha256: str  # of the version that was repaired
    data: bytes
    facts: RepairFacts

    @property
    def result(self) -> str:
        """The sha256 of the repaired file."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def short(self) -> str:
        """Names the version and the repair in few characters."""
        return f"{self.sha256[:8]}-{self.result[:8]}"
