"""From Airflow connections to what the adapters need."""

from __future__ import annotations

import os

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.channels.mail.smtp import SmtpServer
from content_quality.core.settings import Alerts

PROCESS = "_AIRFLOW_PROCESS_CONTEXT"  # as Airflow's own commands do, to read connections from the metadata database


def from_a_terminal() -> None:
    """Let this process read connections as Airflow's own commands do.

    Environment, secrets backends, metadata database.
    """
    os.environ.setdefault(PROCESS, "server")


def connection_named(name: str) -> Connection:
    """Return the Airflow connection `name`; raise `NotDelivered` when Airflow cannot read it."""
    try:
        return Connection.get(name)
    except AirflowNotFoundException as error:
        raise NotDelivered(
            f"Airflow has no connection {name}. Make the connection under Admin, Connections, or set "
            f"AIRFLOW_CONN_{name.upper()}"
        ) from error
    except Exception as error:
        raise NotDelivered(f"the Airflow connection {name} cannot be read: {type(error).__name__}") from error


def smtp_of(connection: Connection, alerts: Alerts) -> SmtpServer:
    """Return a mail server; the keys of `extra` mean what they mean to Airflow's SMTP hook."""
    extra = connection.extra_dejson
    if extra.get("auth_type", "basic") != "basic":
        raise NotDelivered(f"auth_type {extra['auth_type']} is not supported; use basic", refused=True)
    tls = not extra.get("disable_ssl", False)
    return SmtpServer(
        host=connection.host or "localhost",
        port=connection.port or 0,
        login=connection.login or None,
        password=connection.password or None,
        tls=tls,
        starttls=not tls and not extra.get("disable_tls", False),
        verified=extra.get("ssl_context") != "none",
        timeout_seconds=float(extra.get("timeout", alerts.timeout_seconds)),
    )
