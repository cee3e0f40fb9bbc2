"""Channels: how an alert message reaches its recipient.

Each is handed an alert message and either delivers it or raises `NotDelivered`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import field
from typing import Protocol
from urllib.parse import quote, urlsplit

from content_quality.core.alerts.message import AlertMessage
from content_quality.core.records import dataclass
from content_quality.core.settings import Recipient

STEPS = 3  # times the time-out of one step: how long a server may take that answers each step just in time


class NotDelivered(Exception):  # noqa: N818 - an outcome of sending
    """The other side did not take the alert message. It may later, unless it `refused` it for good.

    An `unreachable` server said nothing about this alert message; it would take no other one, either.
    """

    def __init__(self, reason: str, *, refused: bool = False, unreachable: bool = False) -> None:
        super().__init__(reason)
        self.refused = refused
        self.unreachable = unreachable


MASK = "***"
SHORTEST_SECRET = 6  # characters; a shorter one is also a word of an ordinary message


def masked(words: str, secrets: Iterable[str]) -> str:
    """Return `words` without any of `secrets`, and without what follows the host in those that are addresses."""
    parts: set[str] = set()
    for secret in secrets:
        address = _address(secret)
        parts |= {secret, *(part for part in address if part)}
    for part in sorted((part for part in parts if len(part) >= SHORTEST_SECRET), key=len, reverse=True):
        words = words.replace(part, MASK).replace(quote(part, safe=""), MASK)
    return words


def _address(secret: str) -> tuple[str, ...]:
    try:
        found = urlsplit(secret)
        return (found.path.strip("/"), found.query, found.password or "") if found.netloc else ()
    except ValueError:
        return ()


class Channels(Protocol):
    """Sends an alert message to a recipient on the recipient's channel."""

    def send(self, recipient: Recipient, alert_message: AlertMessage) -> None:
        """Deliver `alert_message` or raise `NotDelivered`."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a channel's server is, as an Airflow connection describes it. Secrets are not shown."""

    url: str
    secret: str = field(default="", repr=False)
    timeout_seconds: float = 10


def within(seconds: float, send: Callable[[], None]) -> None:
    """Call `send`, and raise `NotDelivered` when it takes longer than `seconds`.

    Libraries limit each read, and a server that drips one byte after the other keeps to every such limit. The call that
    is given up may still succeed: then the alert message comes twice, under the same id.
    """
    raised: list[BaseException] = []

    def attempt() -> None:
        try:
            send()
        except BaseException as error:  # noqa: BLE001 - raised again below, in the thread that waits
            raised.append(error)

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise NotDelivered(f"no end after {seconds:.0f} seconds", unreachable=True)
    if raised:
        raise raised[0]
