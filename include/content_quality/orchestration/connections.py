"""From Airflow connections to what the adapters need, and the channels that use them.

Slack goes through its provider's hooks. SMTP and Apprise connections mean what they mean to their providers' hooks, but
the hooks do not send: SMTP's has no public way to hand over a message of ours, and Apprise's drops the answer whether
anything was delivered.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Connection

from content_quality.adapters.channels import STEPS, Endpoint, NotDelivered, apprise, slack, webhook, within
from content_quality.adapters.channels.mail.render import email
from content_quality.adapters.channels.mail.smtp import SmtpServer
from content_quality.core.alerts.message import AlertMessage
from content_quality.core.settings import Alerts, Recipient

PROCESS = "_AIRFLOW_PROCESS_CONTEXT"  # as Airflow's own commands do, to read connections from the metadata database


@dataclass(frozen=True, slots=True)
class AirflowChannels:
    """Sends alert messages over the connections that Airflow knows; a connection that is missing is a reason, not a crash."""

    alerts: Alerts

    def send(self, recipient: Recipient, alert_message: AlertMessage) -> None:
        """Deliver `alert_message` or raise `NotDelivered`."""
        name = recipient.connection or (
            self.alerts.connection if recipient.channel == "email" else f"{recipient.channel}_default"
        )
        connection = _connection(name)
        if recipient.channel == "email":
            _smtp(connection, self.alerts).send(email(alert_message, recipient.to, self.alerts.sender))
        elif recipient.channel == "slack":
            _slack(connection, name, recipient.to, alert_message, self.alerts)
        elif recipient.channel == "webhook":
            endpoint = _endpoint(connection, self.alerts)
            within(STEPS * endpoint.timeout_seconds, lambda: webhook.send(endpoint, alert_message, datetime.now(UTC)))
        else:
            found = apprise.services(_config(connection))
            within(STEPS * self.alerts.timeout_seconds, lambda: apprise.send(found, recipient.to, alert_message))


def from_a_terminal() -> None:
    """Let this process read connections as Airflow's own commands do: environment, secrets backends, metadata database."""
    os.environ.setdefault(PROCESS, "server")


def _connection(name: str) -> Connection:
    try:
        return Connection.get(name)
    except Exception as error:
        raise NotDelivered(f"the Airflow connection {name} cannot be read: {type(error).__name__}") from error


def smtp_server(alerts: Alerts) -> SmtpServer:
    """Return the mail server of the site's connection."""
    return _smtp(Connection.get(alerts.connection), alerts)


def _smtp(connection: Connection, alerts: Alerts) -> SmtpServer:
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


def _slack(connection: Connection, name: str, to: str, alert_message: AlertMessage, alerts: Alerts) -> None:
    """Hand `alert_message` to Slack by the hook of the connection's type: a bot's token, or an incoming webhook."""
    from airflow.providers.slack.hooks.slack import SlackHook
    from airflow.providers.slack.hooks.slack_webhook import SlackWebhookHook

    seconds, message = alerts.timeout_seconds, slack.payload(alert_message)
    if not connection.password:
        raise NotDelivered(f"the Airflow connection {name} has no token", refused=True)
    # No retries here: the outbox tries again, with its own pauses.
    if connection.conn_type == "slack":
        bot = SlackHook(slack_conn_id=name, timeout=seconds, retry_handlers=[]).client
        within(
            STEPS * seconds,
            lambda: slack.send(lambda: bot.api_call("chat.postMessage", json={"channel": to, **message})),
        )
    elif connection.conn_type == "slackwebhook":
        hook = SlackWebhookHook(slack_webhook_conn_id=name, timeout=seconds, retry_handlers=[]).client
        within(STEPS * seconds, lambda: slack.send(lambda: hook.send_dict(message)))
    else:
        raise NotDelivered(
            f"the Airflow connection {name} is of type {connection.conn_type}; slack or slackwebhook is needed",
            refused=True,
        )


def _config(connection: Connection) -> Any:
    """Return `extra.config` of an Apprise connection, which Airflow's form keeps as text."""
    config = connection.extra_dejson.get("config")
    try:
        return json.loads(config) if isinstance(config, str) else config
    except ValueError as error:
        raise NotDelivered("extra.config of the connection is not JSON", refused=True) from error


def _endpoint(connection: Connection, alerts: Alerts) -> Endpoint:
    """Return an HTTP endpoint: `extra.url`, or schema, host, port and `extra.path`; the password is the secret."""
    extra = connection.extra_dejson
    host = connection.host or ""
    url = str(extra.get("url") or (host if "://" in host else f"{connection.schema or 'https'}://{host}"))
    if connection.port and not extra.get("url"):
        url = f"{url}:{connection.port}"
    return Endpoint(
        f"{url}{extra.get('path', '')}", connection.password or "", float(extra.get("timeout", alerts.timeout_seconds))
    )
