"""Render an alert message as e-mail.

All text of posts is hostile: it never reaches a header or a template, and HTML escapes it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from content_quality.adapters.channels.mail.trend import trend
from content_quality.core.alerts.alert import AlertKind
from content_quality.core.alerts.message import AlertMessage
from content_quality.core.i18n.catalogue import catalogue

TREND = "trend@content-quality"
NOT_A_NAME = re.compile(r"[^a-z0-9]+")


def email(alert_message: AlertMessage, to: str, sender: str) -> EmailMessage:
    """Return `alert_message` as a message with a plain and an HTML part.

    Mail programs sort and thread it by its headers.
    """
    words = catalogue(alert_message.language)
    named = {
        "alert_message": alert_message,
        "_": words.text,
        "n": words.count,
        "trend": f"cid:{TREND}" if alert_message.trend else "",
        "Kind": AlertKind,
    }
    domain = sender.rpartition("@")[2]
    message = EmailMessage()
    message["Subject"] = " ".join(alert_message.subject.split())
    message["From"] = sender
    message["To"] = Address(addr_spec=to)
    message["Date"] = (
        datetime.fromisoformat(alert_message.written_at) if alert_message.written_at else datetime.now(UTC)
    )
    message["Message-ID"] = f"<{alert_message.alert_id}@{domain}>"  # the same when an alert message comes a second time
    name = NOT_A_NAME.sub("-", alert_message.site.lower()).strip("-") or "site"
    message["List-Id"] = f"{_ascii(alert_message.site)} <content-quality.{name}.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Content-Quality-Kind"] = alert_message.kind.value
    if alert_message.batch_id:
        message["X-Content-Quality-Batch"] = alert_message.batch_id
    if alert_message.thread:  # no message has this id: it is what all mails about one post answer to
        root = f"<post-{alert_message.thread}@{domain}>"
        message["In-Reply-To"] = root
        message["References"] = root
    if alert_message.asked and alert_message.asked.reply_to:  # checked addresses, never words of people
        message["Reply-To"] = ", ".join(str(Address(addr_spec=one)) for one in alert_message.asked.reply_to)
    message.set_content(plain(alert_message), cte="8bit" if plain(alert_message).isascii() else "quoted-printable")
    message.add_alternative(_template("alert.html").render(named), subtype="html", cte="quoted-printable")
    if alert_message.trend:
        picture = trend(alert_message.trend)
        html = message.get_payload()[1]  # type: ignore[index] # the part that was added above
        html.add_related(picture, "image", "png", cid=f"<{TREND}>", filename="trend.png", disposition="inline")  # type: ignore[union-attr]
    for number, post in enumerate(alert_message.new, 1):
        if post.repair and post.repair.diff:  # the name of a post may be hostile: its number in the mail is not
            message.add_attachment(post.repair.diff, subtype="x-diff", filename=f"repair-{number}.diff")
    message["Content-Language"] = alert_message.language  # here: setting the content drops headers that begin so
    return message


def plain(alert_message: AlertMessage) -> str:
    """Return `alert_message` as plain text."""
    words = catalogue(alert_message.language)
    return _template("alert.txt").render(
        {"alert_message": alert_message, "_": words.text, "n": words.count, "Kind": AlertKind}
    )


def _ascii(name: str) -> str:
    """Return a phrase for a header that takes no other characters."""
    return " ".join(re.sub(r"[^A-Za-z0-9 ]", " ", name).split()) or "content-quality"


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("content_quality.adapters.channels.mail"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
