"""Read pages of one web site: that host alone, no redirects, with limits on size, time and pace."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from content_quality import __version__
from content_quality.adapters.site.source_place import Credentials, SourceUnusable
from content_quality.adapters.site.sources import Refused, Unreachable

STEP_SECONDS = 10.0  # of each step of a request
WHOLE_SECONDS = 60.0  # of a whole answer, however slowly it drips
PAUSE_SECONDS = 0.2  # between two requests: five pages a second
ATTEMPTS, FIRST_WAIT, LONGEST_WAIT = 3, 0.5, 20.0  # of an answer of the 500s, or a server that is too busy
LATER = (408, 425, 429, 500, 502, 503, 504)  # answers that say "later", not "never"


class _Later(Exception):  # noqa: N818 - names the state
    """The server may answer when it is asked again."""


@dataclass(slots=True)
class Web:
    """The site whose first address is `url`."""

    url: str
    credentials: Credentials = field(default_factory=Credentials)
    _asked_at: float = 0.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.password:
            raise SourceUnusable(
                "`url` is not the address of a page", "Write an address with https:// and without a password."
            )

    def is_own(self, address: str) -> bool:
        """Return whether `address` is a page of this site."""
        own, other = urlsplit(self.url), urlsplit(address)
        return other.scheme in ("http", "https") and other.netloc.lower() == own.netloc.lower()

    def absolute(self, address: str) -> str:
        """Return `address` as it is meant on the first page."""
        return urljoin(self.url, address.strip())

    def get(self, address: str, limit: int) -> bytes:
        """Return the bytes at `address`, at most `limit`; raise `Refused`, or `Unreachable` when nothing answers."""
        from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

        if not self.is_own(address):
            raise Refused("The page lies on another site, which is not read.")
        again = Retrying(
            retry=retry_if_exception_type(_Later),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT),
        )
        try:
            return again(self._once, address, limit)
        except RetryError as error:
            raise Unreachable(f"The page cannot be read: {error.last_attempt.exception()}.") from error

    def _once(self, address: str, limit: int) -> bytes:
        import httpx

        time.sleep(max(0.0, self._asked_at + PAUSE_SECONDS - time.monotonic()))
        login = (self.credentials.user, self.credentials.password) if self.credentials.user else None
        headers = {"User-Agent": f"content-quality/{__version__}"}
        try:
            with httpx.stream(
                "GET", address, headers=headers, auth=login, timeout=STEP_SECONDS, follow_redirects=False
            ) as answer:
                return self._body(answer, limit)
        except httpx.TransportError as error:
            raise _Later(f"no answer ({type(error).__name__})") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise Unreachable(f"The page cannot be read: {type(error).__name__}.") from error
        finally:
            self._asked_at = time.monotonic()

    @staticmethod
    def _body(answer: object, limit: int) -> bytes:
        import httpx

        assert isinstance(answer, httpx.Response)
        if answer.status_code in LATER:
            raise _Later(f"the server answers {answer.status_code}")
        if answer.is_redirect:
            raise Refused("The page leads to another address, which is not followed. Name the address itself.")
        if not answer.is_success:
            raise Unreachable(f"The page cannot be read: the server answers {answer.status_code}.")
        body, end = bytearray(), time.monotonic() + WHOLE_SECONDS
        for part in answer.iter_bytes():
            body += part
            if len(body) > limit:
                raise Refused(f"The page has more than {limit:,} bytes.")
            if time.monotonic() > end:
                raise Unreachable(f"The page cannot be read: it takes longer than {WHOLE_SECONDS:.0f} s.")
        return bytes(body)
