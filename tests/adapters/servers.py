"""Real local servers that alerts are handed to."""

from __future__ import annotations

import email
import email.policy
import json
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from content_quality.adapters.channels.mail.smtp import SmtpServer
from tests.patience import ANSWER, PATIENCE
from tests.ports import free_port


class Inbox:
    """Keeps what it is sent; refuses some recipients by their names."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802 - the name aiosmtpd calls
        if address.startswith("refused"):
            return "550 No such editor"
        if address.startswith("later"):
            return "450 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - the name aiosmtpd calls
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 Kept"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, SmtpServer]]:
    handler = Inbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE)
    controller.start()
    yield handler, SmtpServer("127.0.0.1", controller.port, timeout_seconds=ANSWER)
    controller.stop()


class WebServer:
    """Keeps what is posted to it and answers as it is told: (status, body), or None for silence."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.answer: tuple[int, object] | None = (200, {"ok": True})
        self.silence = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append((self.path, dict(self.headers), body))
                if outer.answer is None:
                    outer.silence.wait(PATIENCE)
                    return
                status, said = outer.answer
                self.send_response(status)
                self.end_headers()
                self.wfile.write(json.dumps(said).encode())

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def web() -> Iterator[WebServer]:
    server = WebServer()
    threading.Thread(target=server.server.serve_forever, daemon=True).start()
    yield server
    server.silence.set()
    server.server.shutdown()
    server.server.server_close()
