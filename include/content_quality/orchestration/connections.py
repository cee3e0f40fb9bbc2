"""From Airflow connections to what the adapters need."""

from __future__ import annotations

from airflow.sdk import Connection

from content_quality.adapters.mail.smtp import SmtpServer
from content_quality.core.settings import Alerts


def smtp_server(alerts: Alerts) -> SmtpServer:
    """Return the mail server of the site's connection; `disable_ssl` and `disable_tls` mean what they mean to Airflow's SMTP hook."""
    connection = Connection.get(alerts.connection)
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
