"""One request to a forge's API: a time-out on every step, no redirects followed, and no secret in its errors."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import field
from typing import Any
from urllib.parse import urlsplit

from content_quality.adapters.channels import masked
from content_quality.core.records import dataclass
from content_quality.core.text.printable import one_line

SECONDS = 10.0  # of each step of a request
WHOLE_SECONDS = 30.0  # of a request; a server may drip
ANSWER_BYTES = 2_000_000
WORDS = 160  # characters of the forge's own words that are kept
ADDRESS = 500  # characters of the address of a pull request
LATER = frozenset({408, 425, 429})  # answers of the 400s that say "later", not "never"
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})  # where a secret may travel without TLS


class ForgeFailed(Exception):  # noqa: N818 - an outcome of asking
    """The forge did not open the pull request: why, and what to do; unless it is `final`, a later attempt may do."""

    def __init__(self, why: str, instead: str, *, final: bool = True, status: int = 0) -> None:
        super().__init__(f"{why}. {instead}")
        self.final, self.status = final, status


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A request to merge the branch `head` into the branch `base`; the words are Markdown."""

    head: str
    base: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class ForgeApi:
    """The API at `url`, and the project there, such as owner/name."""

    url: str
    project: str
    token: str = field(repr=False)

    def call(self, method: str, path: str, headers: Mapping[str, str], body: object = None) -> Any:
        """Return the JSON that the forge answers; raise `ForgeFailed`."""
        import httpx

        refuse_open(self.url)
        try:
            status, answer, limited = self._answer(method, path, headers, body)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as error:  # its words may hold the header
            raise ForgeFailed(
                f"the forge at {one_line(self.url)} cannot be reached ({type(error).__name__})",
                "The next attempt tries again; look at repairs.forge_url and at the server.",
                final=False,
            ) from None
        if status not in (200, 201):
            raise self._failed(status, answer, limited=limited)
        try:
            return json.loads(answer)
        except ValueError:
            raise _unreadable() from None

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: object) -> tuple[int, bytes, bool]:
        import httpx

        started, kept = time.monotonic(), bytearray()
        address = f"{self.url.rstrip('/')}{path}"
        wanted = {"Accept": "application/json", "User-Agent": "content-quality", **headers}
        with httpx.stream(
            method, address, headers=wanted, json=body, timeout=SECONDS, follow_redirects=False
        ) as answer:
            for chunk in answer.iter_bytes():
                kept += chunk
                if len(kept) > ANSWER_BYTES or time.monotonic() - started > WHOLE_SECONDS:
                    raise TimeoutError
            limited = answer.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in answer.headers
            return answer.status_code, bytes(kept), limited

    def _failed(self, status: int, answer: bytes, *, limited: bool) -> ForgeFailed:
        words = one_line(masked(" ".join(answer.decode("utf-8", "replace").split()), (self.token,)))[:WORDS]
        if status >= 500 or status in LATER or (status == 403 and limited):
            return ForgeFailed(
                f"the forge failed with HTTP {status}", "The next attempt tries again.", final=False, status=status
            )
        if status in (401, 403):
            return ForgeFailed(
                f"the forge refused the login with HTTP {status}",
                "Renew the token in the Airflow connection that repairs.connection names; "
                "the token needs the right to push a branch and to open a pull request.",
                status=status,
            )
        if status == 404:
            return ForgeFailed(
                f"the forge shows this token no project {one_line(self.project)} (HTTP 404)",
                "Correct repairs.project and repairs.forge_url, or give the token access to the project.",
                status=status,
            )
        if 300 <= status < 400:
            return ForgeFailed(
                f"the forge answers with a redirect (HTTP {status})",
                "Write the new address into repairs.forge_url, or the new name into repairs.project.",
                status=status,
            )
        return ForgeFailed(
            f"the forge refused the request with HTTP {status}: {words}", "Correct what the forge names.", status=status
        )


def refuse_open(address: str) -> None:
    """Raise `ForgeFailed` where a secret would travel to `address` in the open."""
    try:
        found = urlsplit(address)
        host = found.hostname
    except ValueError:
        found, host = None, None
    if found is None or not host or (found.scheme != "https" and not (found.scheme == "http" and host in LOCAL)):
        raise ForgeFailed(
            f"the address {one_line(address)[:ADDRESS]} does not begin with https://",
            "A token goes over TLS only. Correct the address.",
        )


def address_in(answer: Any, key: str) -> str:
    """Return the address of a pull request that an answer of the forge names; raise `ForgeFailed`."""
    address = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(address, str) or not address.startswith(("https://", "http://")) or len(address) > ADDRESS:
        raise _unreadable()
    return one_line(address)


def _unreadable() -> ForgeFailed:
    return ForgeFailed(
        "the answer of the forge names no pull request",
        "Look at repairs.forge and repairs.forge_url, and whether the forge shows the pull request.",
    )
