"""Channels: how a letter reaches its recipient. Each is handed a letter and either delivers it or raises `NotDelivered`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from content_quality.core.letter import Letter
from content_quality.core.settings import Recipient


class NotDelivered(Exception):  # noqa: N818 - an outcome of sending
    """The other side did not take the letter. It may later, unless it `refused` it for good."""

    def __init__(self, reason: str, *, refused: bool = False) -> None:
        super().__init__(reason)
        self.refused = refused


class Channels(Protocol):
    """Sends a letter to a recipient on the recipient's channel."""

    def send(self, recipient: Recipient, letter: Letter) -> None:
        """Deliver `letter` or raise `NotDelivered`."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a channel's server is, as an Airflow connection describes it. Secrets are not shown."""

    url: str
    secret: str = field(default="", repr=False)
    timeout_seconds: float = 10
