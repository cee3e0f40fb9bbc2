"""A letter as plain text for the services that Apprise knows: Teams, Matrix, Telegram, ntfy and some hundred others.

Apprise itself is not installed with content-quality; a site that uses this channel adds the package to its image.
"""

from __future__ import annotations

from typing import Any

from content_quality.adapters.channels import Endpoint, NotDelivered
from content_quality.adapters.mail.render import plain
from content_quality.core.letter import Letter

CHARACTERS = 8_000  # of a body; services cut at different lengths, and the desk has all of it


def send(endpoint: Endpoint, letter: Letter, library: Any = None) -> None:
    """Hand `letter` to the service whose Apprise address is the connection's password, or its URL."""
    if library is None:
        try:
            import apprise as library  # type: ignore[import-not-found,no-redef] # optional: see above
        except ImportError as error:
            raise NotDelivered("the package apprise is not installed") from error
    service = library.Apprise()
    if not service.add(endpoint.secret or endpoint.url):
        raise NotDelivered("the connection holds no address that Apprise knows", refused=True)
    if not service.notify(title=letter.subject, body=plain(letter)[:CHARACTERS], body_format="text"):
        raise NotDelivered("Apprise could not deliver it")
