"""Hand JSON to an HTTP server: one request, a time-out on every step, no redirects followed."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from content_quality.adapters.channels import NotDelivered

TOO_MANY, GONE_SLOW = 429, 408  # the two answers of the 400s that say "later", not "never"
ANSWER_BYTES = 100_000  # that are read
ANSWER_CHARACTERS = 120  # of a server's words that are kept


def post(url: str, body: bytes, headers: Mapping[str, str], timeout_seconds: float, proxy: str | None = None) -> bytes:
    """Send `body` and return the beginning of the answer; raise `NotDelivered` unless it is a 2xx."""
    try:
        with httpx.stream(
            "POST",
            url,
            content=body,
            headers=dict(headers),
            timeout=timeout_seconds,
            proxy=proxy,
            follow_redirects=False,
        ) as answer:
            status, is_success, said = answer.status_code, answer.is_success, _beginning(answer)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise NotDelivered(
            f"{type(error).__name__}: {error}", unreachable=isinstance(error, httpx.TransportError)
        ) from error
    if is_success:
        return said
    refused = 300 <= status < 500 and status not in (TOO_MANY, GONE_SLOW)
    words = " ".join(said.decode("utf-8", "replace")[:ANSWER_CHARACTERS].split())
    raise NotDelivered(f"HTTP {status} {words}".strip(), refused=refused)


def _beginning(answer: httpx.Response) -> bytes:
    """Return what of an answer is worth reading: a server may send without end."""
    found = bytearray()
    for part in answer.iter_bytes():
        found += part
        if len(found) >= ANSWER_BYTES:
            break
    return bytes(found[:ANSWER_BYTES])
