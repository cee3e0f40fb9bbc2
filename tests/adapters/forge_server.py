"""A stand-in for a forge's API on this machine: it keeps what it is asked and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.patience import PATIENCE


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    row: Any


@dataclass
class ForgeServer:
    """`answers` by method: status, what is said, and further headers; a method without one gets silence."""

    url: str = ""
    answers: dict[str, tuple[int, object, dict[str, str]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    silence: threading.Event = field(default_factory=threading.Event)

    def answer(self, method: str, status: int, said: object, **headers: str) -> None:
        self.answers[method] = (status, said, {name.replace("_", "-"): value for name, value in headers.items()})


@contextmanager
def running_forge() -> Iterator[ForgeServer]:
    forge = ForgeServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            forge.asked.append(Asked(self.command, self.path, dict(self.headers), json.loads(body) if body else None))
            if self.command not in forge.answers:
                forge.silence.wait(PATIENCE)
                return
            status, said, headers = forge.answers[self.command]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

        do_POST = do_GET  # noqa: N815 - the server's own name

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    forge.url = f"http://127.0.0.1:{server.server_port}/api"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        forge.silence.set()
        server.shutdown()
        server.server_close()
