"""A stand-in for WordPress: what its REST interface does with posts and pages, as far as it is asked here."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

USER, PASSWORD = "mira", "abcd efgh ijkl mnop"
FIRST = datetime.now(UTC).replace(tzinfo=None, microsecond=0) - timedelta(days=10)
ROUTES = {"/wp/v2/posts": "post", "/wp/v2/pages": "page"}


@dataclass
class WordPress:
    """Posts by kind and id, and what was asked."""

    posts: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    busy: list[int] = field(default_factory=list)  # answers that come first
    refuses: int = 0  # the answer to every request
    hidden: set[int] = field(default_factory=set)  # that the user may not read, but that are counted
    on_change: Callable[[dict[str, Any]], None] = lambda _: None
    clock: int = 0
    url: str = ""

    def put(self, number: int, content: str, status: str = "publish", title: str = "Tides", kind: str = "post") -> None:
        self.clock += 1
        # WordPress writes the day of a new scheduled post for that of its last change
        ahead = timedelta(days=30) if status == "future" and (kind, number) not in self.posts else timedelta()
        at = (FIRST + timedelta(minutes=self.clock) + ahead).isoformat()
        self.posts[kind, number] = {
            "id": number, "type": kind, "status": status, "slug": f"tides-{number}" if status == "publish" else "",
            "date": at, "date_gmt": at if status in ("publish", "future") else None, "modified": at, "modified_gmt": at,
            "title": {"raw": title}, "content": {"raw": content}, "excerpt": {"raw": ""},
            "_embedded": {
                "author": [{"slug": "mira"}],
                "wp:term": [[{"taxonomy": "category", "name": "Sea"}], [{"taxonomy": "post_tag", "name": "Moon"}]],
            },
        }  # fmt: skip

    def status_of(self, number: int) -> str:
        return str(self.posts["post", number]["status"])

    def answer(self, method: str, wanted: dict[str, str], login: str, body: bytes) -> tuple[int, dict[str, str], Any]:
        self.asked.append((method, wanted))
        if self.busy:
            return self.busy.pop(0), {"Retry-After": "0"}, {}
        if self.refuses:
            return self.refuses, {}, {"code": "rest_forbidden"}
        if login != "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode():
            return (
                400,
                {},
                {"code": "rest_invalid_param", "data": {"details": {"status": {"code": "rest_forbidden_status"}}}},
            )
        route, _, number = wanted["rest_route"].partition("s/")
        kind = ROUTES.get(f"{route}s" if number else route)
        if kind is None:
            return 404, {}, {"code": "rest_no_route"}
        if method == "POST":
            return self._change(kind, int(number), json.loads(body))
        return self._list(kind, wanted)

    def _change(self, kind: str, number: int, values: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        post = self.posts[kind, number]
        self.on_change(post)
        self.clock += 1
        at = (FIRST + timedelta(minutes=self.clock)).isoformat()
        post.update(values, modified=at, modified_gmt=at)
        if values.get("status") == "publish":
            post.update(slug=f"tides-{number}", date_gmt=post["date"])
        return 200, {}, post

    def _list(self, kind: str, wanted: dict[str, str]) -> tuple[int, dict[str, str], Any]:
        states = wanted["status"].split(",")
        found = [post for (of, _), post in sorted(self.posts.items()) if of == kind and post["status"] in states]
        if "include" in wanted:
            found = [post for post in found if str(post["id"]) in wanted["include"].split(",")]
        if "modified_after" in wanted:
            found = [post for post in found if post["modified"] > wanted["modified_after"]]
        size, page = int(wanted["per_page"]), int(wanted.get("page", 1))
        headers = {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(-(-len(found) // size))}
        rows = [post for post in found[size * (page - 1) : size * page] if post["id"] not in self.hidden]
        return 200, headers, rows


@contextmanager
def served() -> Iterator[WordPress]:
    """Yield a WordPress that answers at `url`."""
    wordpress = WordPress()

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            wanted = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            login = self.headers.get("Authorization", "")
            status, headers, rows = wordpress.answer(self.command, wanted, login, body)
            data = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = _serve  # noqa: N815 - the names that http.server calls

        def log_message(self, *about: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wordpress.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield wordpress
    finally:
        server.shutdown()
        server.server_close()
