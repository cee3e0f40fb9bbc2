"""A channel that keeps what it is handed, and fails as it is told."""

from __future__ import annotations

from content_quality.core.alerts.message import AlertMessage
from content_quality.core.settings import Recipient


class Wire:
    """Alert messages by their recipient; `fault` is raised before a letter is taken, `crash` after."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, AlertMessage]] = []
        self.fault: Exception | None = None
        self.crash: BaseException | None = None
        self.refuses: dict[str, Exception] = {}

    def send(self, recipient: Recipient, letter: AlertMessage) -> None:
        if self.fault or recipient.to in self.refuses:
            raise self.fault or self.refuses[recipient.to]
        self.sent.append((recipient.to, letter))
        if self.crash:
            raise self.crash

    @property
    def letters(self) -> list[AlertMessage]:
        return [letter for _, letter in self.sent]
