"""A channel sends to the address that maintainers gave, and to no other."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.channels.post import post


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_refusal_and_is_not_followed(status: int):
    asked: list[str] = []

    class Redirects(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # a GET, which a redirect may become, is answered by 501
            asked.append(self.path)
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            self.send_header("location", "/inside")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = HTTPServer(("127.0.0.1", 0), Redirects)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with pytest.raises(NotDelivered) as told:
            post(f"http://127.0.0.1:{server.server_port}/outside", b"{}", {}, 5)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert asked == ["/outside"]
    assert told.value.refused
