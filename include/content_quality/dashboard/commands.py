"""What a reader may start from the desk. Commands go through Airflow; the desk itself writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request


class Commands(Protocol):
    """Injected by whoever mounts the desk."""

    def allowed(self, request: Request) -> bool:
        """Return whether this reader may start a check; decides what is offered, not what is done."""

    async def recheck(self, request: Request, source: str, pattern: str) -> None:
        """Start reading the files of `source` that match `pattern` again, as this reader; raise `HTTPException` when refused."""


def remember_reader(get_user: Callable[..., Any]) -> Callable[..., None]:
    """Return a dependency that keeps who is reading in `request.state.reader`, for `Commands.allowed`."""

    def remember(request: Request, reader: Any = Depends(get_user)) -> None:  # noqa: B008 - FastAPI's own way
        request.state.reader = reader

    return remember


def refuse_foreign_origin(request: Request) -> None:
    """Raise 403 for a request that another site made this browser send.

    Browsers say where a request comes from and no page can forge it. A caller with a token of its own is no browser
    that can be misled.
    """
    if request.headers.get("authorization"):
        return
    site = request.headers.get("sec-fetch-site")
    if site == "same-origin":
        return
    origin = request.headers.get("origin")
    if site is None and origin and urlsplit(origin).netloc == request.headers.get("host"):
        return
    raise HTTPException(403, "This request did not come from the desk.")
