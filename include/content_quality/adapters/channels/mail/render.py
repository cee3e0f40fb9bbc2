"""Render a letter as e-mail. All text of posts is hostile: it never reaches a header or a template, and HTML escapes it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from content_quality.adapters.channels.mail.trend import trend
from content_quality.core.alerts.alerting import Kind
from content_quality.core.alerts.message import Letter
from content_quality.core.i18n.catalogue import catalogue

TREND = "trend@content-quality"
NOT_A_NAME = re.compile(r"[^a-z0-9]+")


def email(letter: Letter, to: str, sender: str) -> EmailMessage:
    """Return `letter` as a message with a plain and an HTML part, and headers by which programs sort and thread it."""
    words = catalogue(letter.language)
    named = {"letter": letter, "_": words.text, "n": words.count, "trend": f"cid:{TREND}" if letter.trend else "", "Kind": Kind}
    domain = sender.rpartition("@")[2]
    message = EmailMessage()
    message["Subject"] = " ".join(letter.subject.split())
    message["From"] = sender
    message["To"] = Address(addr_spec=to)
    message["Date"] = datetime.fromisoformat(letter.written_at) if letter.written_at else datetime.now(UTC)
    message["Message-ID"] = f"<{letter.alert_id}@{domain}>"  # the same when a letter comes a second time
    message["List-Id"] = f"{_ascii(letter.site)} <content-quality.{NOT_A_NAME.sub('-', letter.site.lower()).strip('-') or 'site'}.{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Content-Quality-Kind"] = letter.kind.value
    if letter.batch_id:
        message["X-Content-Quality-Batch"] = letter.batch_id
    if letter.thread:  # no message has this id: it is what all mails about one post answer to
        root = f"<post-{letter.thread}@{domain}>"
        message["In-Reply-To"] = root
        message["References"] = root
    message.set_content(plain(letter), cte="8bit" if plain(letter).isascii() else "quoted-printable")
    message.add_alternative(_template("alert.html").render(named), subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language  # here: setting the content drops headers that begin so
    if letter.trend:
        html = message.get_payload()[1]  # type: ignore[index] # the part that was added in the line above
        html.add_related(trend(letter.trend), "image", "png", cid=f"<{TREND}>", filename="trend.png", disposition="inline")  # type: ignore[union-attr]
    return message


def plain(letter: Letter) -> str:
    """Return `letter` as plain text."""
    words = catalogue(letter.language)
    return _template("alert.txt").render({"letter": letter, "_": words.text, "n": words.count, "Kind": Kind})


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
