"""Tests wait for what happens and never for time to pass: a busy machine may take minutes where an idle one takes seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import httpx

T = TypeVar("T")
PATIENCE = 600  # seconds; a busy machine starts Airflow in minutes
ANSWER = 120  # for one answer of a server
CANNOT_ANSWER = 500  # and above: a busy Airflow says so, for a lock of its database


def until(found: Callable[[], T], seconds: float = PATIENCE, why: Callable[[], str] = str) -> T:
    """Return what `found` returns as soon as that is true; `why` says more about what did not happen."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, f"it did not happen in {seconds} s. {why()}"
        time.sleep(0.1)
    return value


def ask(url: str, *, method: str = "GET", token: str = "", **request: object) -> httpx.Response:
    """Return the answer of a server that runs.

    Follow nothing, and ask again while it cannot answer, as a browser's user would.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= request.pop("headers", {})
    answers: list[httpx.Response] = []

    def answered() -> bool:
        try:
            answers.append(httpx.request(method, url, headers=headers, timeout=ANSWER, **request))
        except httpx.TransportError:
            return False
        return answers[-1].status_code < CANNOT_ANSWER

    until(answered, why=lambda: f"{url} answered {[answer.text[-500:] for answer in answers[-1:]]}")
    return answers[-1]
