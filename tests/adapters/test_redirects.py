"""A channel sends to the address that maintainers gave, and to no other."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.channels.post import ANSWER_BYTES, post
from content_quality.core.alerts.alert import AlertKind
from content_quality.core.settings import Alerts, Recipient
from tests.adapters.letters import sample
from tests.patience import ANSWER

METADATA = "/latest/meta-data/iam/security-credentials/"


class Redirects:
    """Answers each request with a redirect to another path of its own, and keeps what it is asked."""

    def __init__(self) -> None:
        self.status, self.asked = 302, list[tuple[str, str]]()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                outer.asked.append((self.command, self.path))
                self.rfile.read(int(self.headers.get("content-length") or 0))
                self.send_response(200 if self.path == METADATA else outer.status)
                self.send_header("location", METADATA)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            do_GET = do_POST = answer  # noqa: N815 - the names that http.server calls

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.http.server_port}"


@pytest.fixture
def server() -> Iterator[Redirects]:
    running = Redirects()
    thread = threading.Thread(target=running.http.serve_forever)
    thread.start()
    yield running
    running.http.shutdown()
    thread.join()
    running.http.server_close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_refusal_and_is_not_followed(server: Redirects, status: int):
    server.status = status
    with pytest.raises(NotDelivered) as told:
        post(f"http://{server.address}/outside", b"{}", {}, 5)
    assert server.asked == [("POST", "/outside")]
    assert told.value.refused


CONNECTIONS = {
    "webhook": ("webhook", {"conn_type": "http", "password": "secret", "extra": {"url": "http://{}/hook"}}),
    "slack's incoming webhook": ("slack", {"conn_type": "slackwebhook", "host": "http://{}/services", "password": "T0/B0/x"}),
    "slack's bot": ("slack", {"conn_type": "slack", "password": "xoxb-1", "extra": {"base_url": "http://{}/api/"}}),
    "apprise": ("apprise", {"conn_type": "apprise", "extra": {"config": [{"path": "json://{}/desk", "tag": "desk"}]}}),
}  # fmt: skip


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("name", CONNECTIONS)
def test_no_channel_follows_a_redirect(server: Redirects, name: str, status: int, monkeypatch: pytest.MonkeyPatch):
    from content_quality.orchestration.channels import AirflowChannels

    channel, connection = CONNECTIONS[name]
    words = json.dumps(connection).replace("{}", server.address)
    monkeypatch.setenv(f"AIRFLOW_CONN_{channel.upper()}_DEFAULT", words)
    server.status = status
    with pytest.raises(NotDelivered):
        AirflowChannels(Alerts(timeout_seconds=ANSWER)).send(
            Recipient(to="desk", channel=channel), sample(AlertKind.TEST, "en")
        )
    assert [path for _, path in server.asked if path == METADATA] == []
    assert len(server.asked) == 1


def test_an_answer_without_end_is_read_to_a_limit():
    class Endless(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(bytes(ANSWER_BYTES))
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        assert len(post(f"http://127.0.0.1:{running.server_port}/", b"{}", {}, 5)) == ANSWER_BYTES
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
