"""Hand JSON to an HTTP server: one request, a time-out on every step, no redirects followed."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from content_quality.adapters.channels import NotDelivered

TOO_MANY, GONE_SLOW = 429, 408  # the two answers of the 400s that say "later", not "never"
ANSWER_CHARACTERS = 120  # of a server's words that are kept


def post(url: str, body: bytes, headers: Mapping[str, str], timeout_seconds: float) -> httpx.Response:
    """Send `body`; raise `NotDelivered` unless the answer is a 2xx."""
    try:
        answer = httpx.post(url, content=body, headers=dict(headers), timeout=timeout_seconds, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise NotDelivered(
            f"{type(error).__name__}: {error}", unreachable=isinstance(error, httpx.TransportError)
        ) from error
    if answer.is_success:
        return answer
    refused = 300 <= answer.status_code < 500 and answer.status_code not in (TOO_MANY, GONE_SLOW)
    words = " ".join(answer.text[:ANSWER_CHARACTERS].split())
    raise NotDelivered(f"HTTP {answer.status_code} {words}".strip(), refused=refused)
