"""Alerts as e-mail, against a real SMTP server."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from typing import ClassVar

import pytest
from aiosmtpd.controller import Controller

from content_quality.adapters.mail.render import alert_message
from content_quality.adapters.mail.smtp import NotDelivered, SmtpServer
from content_quality.adapters.outbox import Alert, due
from content_quality.core.findings import Category, Finding, Severity, Span, message
from content_quality.core.gate import Decision, Verdict
from content_quality.core.settings import Settings
from tests.conftest import NOW

HOSTILE = "<script>alert(1)</script>\r\nBcc: all@example.org\r\n\u202e{{ 7*7 }} {x}"


class Inbox:
    """Keeps what it is sent; refuses whom it is told to."""

    refused: ClassVar[set[str]] = set()

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802 - the name aiosmtpd calls
        if address.startswith("refused"):
            return "550 No such editor"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - the name aiosmtpd calls
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 Kept"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, SmtpServer]]:
    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=0)
    controller.port = free_port()
    controller.start()
    yield handler, SmtpServer("127.0.0.1", controller.port, timeout_seconds=3)
    controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def decision(verdict: Verdict = Verdict.HOLD, text: str = HOSTILE) -> Decision:
    severity = Severity.BLOCKER if verdict is Verdict.HOLD else Severity.WARNING
    finding = Finding(
        "repeated-passage", Category.DUPLICATES, severity, Span(40, 1, 44, 9), message("Lines {a}–{b} repeat {words}.", a=40, b=44, words=text),
        text, message("Delete lines {a}–{b}.", a=40, b=44),
    )  # fmt: skip
    return Decision(f"posts/{text}.md", f"_posts/{text}.md", "a" * 64, "p", verdict, False, ("repeated-passage",), (finding,), ())


def alert(recipient: str = "desk@example.org") -> Alert:
    return Alert("a1", "20261120T090000000Z-ab", "email", recipient, "[Site] 1 post held back", 1, "2026-11-20 09:00:00")


def test_the_mail_says_what_where_the_words_and_what_to_do(inbox: tuple[Inbox, SmtpServer]):
    handler, server = inbox
    server.send(alert_message(alert(), [decision(text="the lamp in the hall"), decision(Verdict.REVIEW, "a look")], Settings()))
    (mail,) = handler.messages
    assert mail["Subject"] == "[Site] 1 post held back"
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for words in (
        "_posts/the lamp in the hall.md",
        "Line 40 (blocker): Lines 40–44 repeat the lamp in the hall.",
        '"the lamp in the hall"',
        "Delete lines 40–44.",
    ):
        assert words in plain
    assert "http://localhost:8080/content-quality/posts/posts/the%20lamp%20in%20the%20hall.md" in plain
    assert "Released, but worth a look" in plain
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Lines 40–44 repeat the lamp in the hall." in html


def test_hostile_text_reaches_no_header_no_tag_and_no_template(inbox: tuple[Inbox, SmtpServer]):
    handler, server = inbox
    server.send(alert_message(alert(), [decision()], Settings()))
    (mail,) = handler.messages
    assert mail["Bcc"] is None
    assert set(mail.keys()) >= {"Subject", "From", "To", "Message-ID"}
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script" not in html
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "{{ 7*7 }} {x}" in plain
    assert "\u202e" not in plain + html


def test_a_refused_recipient_a_closed_port_and_a_silent_server_are_not_delivered(inbox: tuple[Inbox, SmtpServer]):
    _, server = inbox
    with pytest.raises(NotDelivered, match="550"):
        server.send(alert_message(alert("refused@example.org"), [decision(text="x")], Settings()))
    with pytest.raises(NotDelivered, match="refused"):
        SmtpServer("127.0.0.1", free_port(), timeout_seconds=1).send(alert_message(alert(), [decision(text="x")], Settings()))
    # takes the connection and never says a word
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotDelivered, match="timed out"):
        SmtpServer("127.0.0.1", silent.getsockname()[1], timeout_seconds=0.3).send(alert_message(alert(), [decision(text="x")], Settings()))


def test_alerts_are_due_for_held_posts_only():
    settings = Settings()
    assert due("b", [decision(Verdict.REVIEW)], settings, NOW) == []
    (one,) = due("b", [decision(), decision(Verdict.REVIEW)], settings, NOW)
    assert one.subject == "[site] 1 post held back, 1 to review"
    assert due("b", [decision()], settings, NOW)[0].alert_id == one.alert_id
