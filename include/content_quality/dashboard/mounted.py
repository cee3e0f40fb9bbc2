"""An application that is made when its first request comes. Imports nothing heavy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Mounted:
    """The application that `build` returns. Every Airflow process imports plugins; only the API server serves them.

    While `build` raises, every request fails: nothing is ever served without its login.
    """

    def __init__(self, build: Callable[[], Application]) -> None:
        self._build = build
        self._application: Application | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, the first one after building."""
        if self._application is None:
            self._application = self._build()
        await self._application(scope, receive, send)
