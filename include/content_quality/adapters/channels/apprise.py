"""An alert message as plain text for the services that Apprise knows.

Teams, Matrix, Telegram, ntfy and some hundred others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.channels.mail.render import plain
from content_quality.core.alerts.message import AlertMessage

if TYPE_CHECKING:
    from apprise import Apprise

CHARACTERS = 8_000  # of a body; services cut at different lengths, and the dashboard has all of it
EVERY = "all"  # Apprise's word for services of any tag


def services(config: object) -> Apprise:
    """Return the services of a connection's `config`.

    It is {"path": address, "tag": …} or a list of these, as in Airflow's hook.
    """
    import apprise

    # an address may still say redirect=yes: a maintainer wrote it
    found = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
    for row in config if isinstance(config, list) else [config]:
        if not (isinstance(row, Mapping) and found.add(str(row.get("path", "")), tag=row.get("tag"))):
            raise NotDelivered("the connection holds an address that Apprise does not know", refused=True)
    return found


def send(found: Apprise, to: str, alert_message: AlertMessage) -> None:
    """Hand `alert_message` to those services that carry the tag `to`, or to all when none does."""
    message: dict[str, Any] = {
        "title": alert_message.subject,
        "body": plain(alert_message)[:CHARACTERS],
        "body_format": "text",
    }
    tagged = any(to in service.tags for service in found)
    if not found.notify(**message, tag=to if tagged else EVERY):
        raise NotDelivered("Apprise could not deliver it")
