"""An alert message as JSON for another program, signed, so that the receiver knows who wrote it and that it is whole.

`X-Content-Quality-Signature: sha256=<hex>` is the HMAC-SHA256 of `<timestamp>.<body>` with the connection's password;
`X-Content-Quality-Timestamp` holds the timestamp. `Idempotency-Key` is the same when an alert message comes a
second time.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict
from datetime import datetime

from content_quality.adapters.channels import Endpoint
from content_quality.adapters.channels.post import post
from content_quality.adapters.state.files import dump
from content_quality.core.alerts.message import AlertMessage

SCHEMA = "content-quality/alert/1"


def body(alert_message: AlertMessage) -> bytes:
    """Return `alert_message` as JSON; lengths are bounded, text is plain."""
    row = asdict(alert_message)
    row["desk"] = row.pop("dashboard_url")  # its name in schema 1
    row["trend"] = [{**asdict(day), "day": day.day.isoformat()} for day in alert_message.trend]
    for line in row["new"]:
        if line["repair"]:
            line["repair"].pop("diff")  # for people; a program has the dashboard
    return dump({"schema": SCHEMA, **row})


def signature(secret: str, timestamp: str, content: bytes) -> str:
    """Return the signature of `content` sent at `timestamp` (Unix seconds)."""
    return "sha256=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + content, hashlib.sha256).hexdigest()


def send(endpoint: Endpoint, alert_message: AlertMessage, now: datetime) -> None:
    """Hand `alert_message` to the webhook."""
    content, timestamp = body(alert_message), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": alert_message.alert_id,
        "X-Content-Quality-Timestamp": timestamp,
    }
    if endpoint.secret:
        headers["X-Content-Quality-Signature"] = signature(endpoint.secret, timestamp, content)
    post(endpoint.url, content, headers, endpoint.timeout_seconds)
