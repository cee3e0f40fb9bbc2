"""Ask the REST interface of one WordPress, with an application password: its host alone, with limits."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from content_quality import __version__
from content_quality.adapters.site.source_place import Credentials, SourceUnusable
from content_quality.core.records import dataclass

STEP_SECONDS, WHOLE_SECONDS = 20.0, 120.0  # of each step of an answer, and of a whole one
PAUSE_SECONDS = 0.2  # between two requests: five a second
ATTEMPTS, FIRST_WAIT, LONGEST_WAIT = 4, 0.5, 30.0  # of an answer that says "later"
LATER = (408, 425, 429, 500, 502, 503, 504)
LONGEST_ANSWER = 64_000_000  # bytes
AGAIN = "Look at the server; the next look tries again."
LOGIN = (
    "Use the name of a user with the role Editor, and an application password of this user (Users, Profile, "
    "Application Passwords). "
    "A server may also take the header Authorization away."
)
ADDRESS = "Correct `url`: the address of the front page of WordPress."


class _AskAgain(Exception):  # noqa: N818 - names the state
    """The server may answer when it is asked again."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """What the server says, and how many posts and pages of posts there are when it lists them."""

    rows: Any
    total: int
    pages: int


@dataclass(slots=True)
class WordPressApi:
    """The WordPress whose front page is `url`. What cannot be done raises `SourceUnusable`."""

    url: str
    credentials: Credentials = field(default_factory=Credentials)
    _asked_at: float = 0.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.password or parts.query:
            raise SourceUnusable(
                "`url` is not the address of a site", "Write an address with https:// and without a password."
            )
        if self.credentials.password and parts.scheme == "http" and not _is_this_machine(parts.hostname):
            raise SourceUnusable("the password would be sent without encryption", "Write `url` with https://.")

    def get(self, route: str, **wanted: object) -> ListAnswer:
        """Return what a route answers, such as `/wp/v2/posts`; asked again when the server is busy."""
        return self._asked("GET", route, wanted)

    def change(self, route: str, values: Mapping[str, object]) -> ListAnswer:
        """Change what a route names, once: whether a change without an answer was made is for the caller to look up."""
        try:
            return self._once("POST", route, {"context": "edit"}, values)
        except _AskAgain as error:
            raise SourceUnusable(f"WordPress does not answer: {error}", AGAIN) from error

    def _asked(self, method: str, route: str, wanted: Mapping[str, object]) -> ListAnswer:
        from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

        growing = wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT)

        def wait(state: Any) -> float:
            error = state.outcome.exception()
            return float(max(growing(state), min(getattr(error, "seconds", 0.0), LONGEST_WAIT)))

        again = Retrying(retry=retry_if_exception_type(_AskAgain), stop=stop_after_attempt(ATTEMPTS), wait=wait)
        try:
            return again(self._once, method, route, wanted, None)
        except RetryError as error:
            raise SourceUnusable(f"WordPress does not answer: {error.last_attempt.exception()}", AGAIN) from error

    def _once(
        self, method: str, route: str, wanted: Mapping[str, object], values: Mapping[str, object] | None
    ) -> ListAnswer:
        import httpx

        time.sleep(max(0.0, self._asked_at + PAUSE_SECONDS - time.monotonic()))
        login = (self.credentials.user, self.credentials.password) if self.credentials.user else None
        asked = {"rest_route": route, **wanted}  # works with every form of permalinks
        try:
            with httpx.stream(
                method,
                f"{self.url.rstrip('/')}/",
                params={name: str(value) for name, value in asked.items()},
                headers={"User-Agent": f"content-quality/{__version__}", "Accept": "application/json"},
                json=values,
                auth=login,
                timeout=STEP_SECONDS,
                follow_redirects=False,
            ) as answer:
                return _read(answer)
        except httpx.TransportError as error:
            raise _AskAgain(f"no answer ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise SourceUnusable(f"WordPress cannot be asked: {type(error).__name__}", ADDRESS) from error
        finally:
            self._asked_at = time.monotonic()


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(answer: Any) -> ListAnswer:
    if answer.status_code in LATER:
        after = answer.headers.get("Retry-After", "")
        raise _AskAgain(f"the server answers {answer.status_code}", float(after) if after.isdigit() else 0.0)
    if answer.is_redirect:
        raise SourceUnusable("WordPress leads to another address, which is not followed", ADDRESS)
    body, end = bytearray(), time.monotonic() + WHOLE_SECONDS
    for part in answer.iter_bytes():
        body += part
        if len(body) > LONGEST_ANSWER:
            raise SourceUnusable(f"an answer of WordPress has more than {LONGEST_ANSWER:,} bytes", "Split long posts.")
        if time.monotonic() > end:
            raise _AskAgain(f"an answer takes longer than {WHOLE_SECONDS:.0f} s")
    if not answer.is_success:
        raise _refused(answer.status_code, b"rest_forbidden_status" in body)
    try:
        rows = json.loads(bytes(body))
    except ValueError as error:
        raise SourceUnusable("the address does not answer as WordPress does", ADDRESS) from error
    counts = [answer.headers.get(name, "") for name in ("X-WP-Total", "X-WP-TotalPages")]
    total, pages = (int(count) if count.isascii() and count.isdigit() else 0 for count in counts)
    return ListAnswer(rows, total, pages)


def _refused(status: int, is_about_drafts: bool) -> SourceUnusable:
    if status == 401 or is_about_drafts:  # without a login, drafts are what WordPress refuses
        return SourceUnusable(f"WordPress does not accept the login ({status})", LOGIN)
    if status == 403:
        return SourceUnusable("WordPress forbids it (403)", "Give the user the role Editor, or look at the server.")
    if status == 404:
        return SourceUnusable(
            "WordPress does not know it (404): it may have been deleted, or this is no WordPress", ADDRESS
        )
    return SourceUnusable(
        f"WordPress refuses the request ({status})", "Look at its version, 5.7 or newer, and plugins."
    )
