"""From Airflow connections to what the adapters need, and the channels that use them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from airflow.sdk import Connection

from content_quality.adapters.channels import Endpoint, NotDelivered, apprise, slack, webhook
from content_quality.adapters.mail.render import email
from content_quality.adapters.mail.smtp import SmtpServer
from content_quality.core.letter import Letter
from content_quality.core.settings import Alerts, Recipient

SLACK = "https://slack.com/api"  # where a bot's token is used; an incoming webhook names its own host


@dataclass(frozen=True, slots=True)
class AirflowChannels:
    """Sends letters over the connections that Airflow knows; a connection that is missing is a reason, not a crash."""

    alerts: Alerts

    def send(self, recipient: Recipient, letter: Letter) -> None:
        """Deliver `letter` or raise `NotDelivered`."""
        try:
            connection = Connection.get(recipient.connection or (self.alerts.connection if recipient.channel == "email" else f"{recipient.channel}_default"))
        except Exception as error:
            raise NotDelivered(f"the Airflow connection cannot be read: {type(error).__name__}") from error
        if recipient.channel == "email":
            _smtp(connection, self.alerts).send(email(letter, recipient.to, self.alerts.sender))
            return
        endpoint = _endpoint(connection, self.alerts)
        if recipient.channel == "slack":
            slack.send(endpoint, recipient.to, letter)
        elif recipient.channel == "webhook":
            webhook.send(endpoint, letter, datetime.now(UTC))
        else:
            apprise.send(endpoint, letter)


def smtp_server(alerts: Alerts) -> SmtpServer:
    """Return the mail server of the site's connection."""
    return _smtp(Connection.get(alerts.connection), alerts)


def _smtp(connection: Connection, alerts: Alerts) -> SmtpServer:
    """Return a mail server; `disable_ssl` and `disable_tls` mean what they mean to Airflow's SMTP hook."""
    extra = connection.extra_dejson
    tls = not extra.get("disable_ssl", False)
    return SmtpServer(
        host=connection.host or "localhost",
        port=connection.port or 25,
        login=connection.login or None,
        password=connection.password or None,
        tls=tls,
        starttls=not tls and not extra.get("disable_tls", False),
        timeout_seconds=float(extra.get("timeout", alerts.timeout_seconds)),
    )


def _endpoint(connection: Connection, alerts: Alerts) -> Endpoint:
    """Return an HTTP endpoint: `extra.url`, or schema, host, port and `extra.path`; the password is the secret."""
    extra = connection.extra_dejson
    host = connection.host or SLACK
    url = str(extra.get("url") or (host if "://" in host else f"{connection.schema or 'https'}://{host}"))
    if connection.port and not extra.get("url"):
        url = f"{url}:{connection.port}"
    return Endpoint(f"{url}{extra.get('path', '')}", connection.password or "", float(extra.get("timeout", alerts.timeout_seconds)))
