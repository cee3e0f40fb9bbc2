"""Alert channels over Airflow connections: one function each, and one line in `CHANNELS`.

A Slack connection is read by its provider's hooks, and the request is ours. SMTP and Apprise connections mean what they
mean to their providers' hooks, but the hooks do not send: SMTP's has no public way to hand over a message of ours, and
Apprise's drops the answer whether anything was delivered.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from airflow.sdk import Connection

from content_quality.adapters.channels import STEPS, Endpoint, NotDelivered, apprise, masked, slack, webhook, within
from content_quality.adapters.channels.mail.render import email
from content_quality.core.alerts.message import AlertMessage
from content_quality.core.settings import Alerts, Recipient
from content_quality.orchestration.connections import connection_named, smtp_of

# Delivers a message to a recipient over a connection, or raises `NotDelivered`.
Channel = Callable[[Connection, Recipient, AlertMessage, Alerts], None]


@dataclass(frozen=True, slots=True)
class AirflowChannels:
    """Sends alert messages over the connections that Airflow knows.

    A connection that is missing is a reason, not a crash.
    """

    alerts: Alerts

    def send(self, recipient: Recipient, alert_message: AlertMessage) -> None:
        """Deliver `alert_message` or raise `NotDelivered`."""
        default = self.alerts.connection if recipient.channel == "email" else f"{recipient.channel}_default"
        connection = connection_named(recipient.connection or default)
        try:
            CHANNELS[recipient.channel](connection, recipient, alert_message, self.alerts)
        except NotDelivered as error:  # its words go into logs, the journal and the dashboard
            words = masked(str(error), _secrets(connection))
            raise NotDelivered(words, refused=error.refused, unreachable=error.unreachable) from None


def _secrets(connection: Connection) -> Iterator[str]:
    """Yield every value of `connection` that may be secret: its password, and all text in its extra fields."""
    yield connection.password or ""
    waiting: list[Any] = [connection.extra_dejson]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
            with contextlib.suppress(ValueError, RecursionError):  # forms of Airflow keep nested fields as text
                waiting += [found] if isinstance(found := json.loads(value), dict | list) else []
        elif isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value


def _email(connection: Connection, to: Recipient, alert_message: AlertMessage, alerts: Alerts) -> None:
    smtp_of(connection, alerts).send(email(alert_message, to.to, alerts.sender))


def _webhook(connection: Connection, to: Recipient, alert_message: AlertMessage, alerts: Alerts) -> None:  # noqa: ARG001 - the connection names the receiver
    endpoint = _endpoint(connection, alerts)
    within(STEPS * endpoint.timeout_seconds, lambda: webhook.send(endpoint, alert_message, datetime.now(UTC)))


def _apprise(connection: Connection, to: Recipient, alert_message: AlertMessage, alerts: Alerts) -> None:
    found = apprise.services(_config(connection))
    within(STEPS * alerts.timeout_seconds, lambda: apprise.send(found, to.to, alert_message))


def _slack(connection: Connection, to: Recipient, alert_message: AlertMessage, alerts: Alerts) -> None:
    """Send by the hook of the connection's type: a bot's token, or an incoming webhook."""
    from airflow.providers.slack.hooks.slack import SlackHook
    from airflow.providers.slack.hooks.slack_webhook import SlackWebhookHook

    name, seconds = connection.conn_id, alerts.timeout_seconds
    message = slack.payload(alert_message)
    if not connection.password:
        raise NotDelivered(f"the Airflow connection {name} has no token", refused=True)
    # No retries here: the outbox tries again, with its own pauses.
    if connection.conn_type == "slack":
        bot = SlackHook(slack_conn_id=name, timeout=seconds, retry_handlers=[]).client
        sent, way = {"channel": to.to, **message}, slack.Way(seconds, bot.proxy)
        within(STEPS * seconds, lambda: slack.send_by_bot(bot.base_url, bot.token or "", sent, way))
    elif connection.conn_type == "slackwebhook":
        hook = SlackWebhookHook(slack_webhook_conn_id=name, timeout=seconds, retry_handlers=[]).client
        way = slack.Way(seconds, hook.proxy)
        within(STEPS * seconds, lambda: slack.send_by_webhook(hook.url, message, way))
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


CHANNELS: dict[str, Channel] = {"email": _email, "slack": _slack, "webhook": _webhook, "apprise": _apprise}
