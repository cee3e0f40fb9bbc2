"""Servers of object stores on this machine: S3 and Azure by programs of others, and a stand-in for Google's.

`make object-servers` installs the programs into var/object-servers, apart from the packages of this project: the
libraries of S3's need other versions. Where they are not installed, the tests that ask them are skipped.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import httpx
import pytest

from content_quality.adapters.object_storage import Login
from tests.patience import until
from tests.ports import free_port

INSTALLED = Path(__file__).resolve().parents[2] / "var" / "object-servers"
BUCKET = "media"
# Azurite's own account, printed in its documentation.
AZURE_ACCOUNT = "devstoreaccount1"
AZURE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


@dataclass
class Server:
    """A store that runs: what its addresses begin with, what a connection to it holds."""

    scheme: str
    login: Login
    endpoint: str

    def address(self, prefix: str = "posts", bucket: str = BUCKET) -> str:
        return f"{self.scheme}://{bucket}/{prefix}"


def program(name: str) -> Path:
    """Return the program `name`, or skip the test."""
    places = (INSTALLED / "venv/bin", INSTALLED / "node_modules/.bin", Path(sys.executable).parent)
    for place in places:
        if (place / name).exists():
            return place / name
    pytest.skip(f"{name} is not installed; make object-servers installs it")


@contextmanager
def running(command: list[str], endpoint: str) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: _answers(endpoint), why=lambda: f"{command[0]} does not answer")
            yield
        finally:
            process.kill()


def _answers(endpoint: str) -> bool:
    try:
        httpx.get(endpoint, timeout=5)
    except httpx.HTTPError:
        return False
    return True


@contextmanager
def s3() -> Iterator[Server]:
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    with running([str(program("moto_server")), "-H", "127.0.0.1", "-p", str(port)], endpoint):
        httpx.put(f"{endpoint}/{BUCKET}").raise_for_status()
        login = Login("key", "word", extra={"endpoint_url": endpoint, "region_name": "us-east-1"})
        yield Server("s3", login, endpoint)


@contextmanager
def azure() -> Iterator[Server]:
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}/{AZURE_ACCOUNT}"
    azurite = [str(program("azurite-blob")), "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"]
    with running([*azurite, "--blobHost", "127.0.0.1", "--blobPort", str(port)], endpoint):
        _make_container(endpoint)
        yield Server("abfs", Login(AZURE_ACCOUNT, AZURE_KEY, extra={"endpoint_url": endpoint}), endpoint)


def _make_container(endpoint: str) -> None:
    date, version = formatdate(usegmt=True), "2021-08-06"
    signed = f"PUT{chr(10) * 12}x-ms-date:{date}\nx-ms-version:{version}\n/{AZURE_ACCOUNT}/{AZURE_ACCOUNT}/{BUCKET}\nrestype:container"
    digest = hmac.new(base64.b64decode(AZURE_KEY), signed.encode(), hashlib.sha256).digest()
    headers = {
        "x-ms-date": date,
        "x-ms-version": version,
        "Authorization": f"SharedKey {AZURE_ACCOUNT}:{base64.b64encode(digest).decode()}",
        "Content-Length": "0",
    }
    httpx.put(f"{endpoint}/{BUCKET}", params={"restype": "container"}, headers=headers).raise_for_status()


@dataclass
class Google:
    """What Google's XML interface does with objects of one bucket, as its reference describes it."""

    objects: dict[str, tuple[bytes, int]] = field(default_factory=dict)  # with their generations
    busy: int = 0  # how many requests are answered with 503 first
    asked: list[str] = field(default_factory=list)
    generation: int = 0

    def answer(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(f"{method} {target}")
        if self.busy:
            self.busy -= 1
            return 503, {}, b"slow down"
        parts = urlsplit(target)
        bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
        if bucket != BUCKET:
            return 404, {}, b"<Error><Code>NoSuchBucket</Code></Error>"
        if method == "GET" and not key:
            return 200, {}, self._list(parse_qs(parts.query).get("prefix", [""])[0]).encode()
        if method == "PUT":
            return self._put(key, headers, body)
        if key not in self.objects:
            return 404, {}, b"<Error><Code>NoSuchKey</Code></Error>"
        if method == "DELETE":
            del self.objects[key]
            return 204, {}, b""
        data, _ = self.objects[key]
        return 200, self._headers(key), data

    def _put(self, key: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        wanted = headers.get("x-goog-if-generation-match")
        if wanted is not None and int(wanted) != self.objects.get(key, (b"", 0))[1]:
            return 412, {}, b"<Error><Code>PreconditionFailed</Code></Error>"
        self.generation += 1
        self.objects[key] = (body, self.generation)
        return 200, self._headers(key), b""

    def _headers(self, key: str) -> dict[str, str]:
        data, generation = self.objects[key]
        return {
            "ETag": f'"{hashlib.md5(data).hexdigest()}"',
            "x-goog-generation": str(generation),
            "Last-Modified": formatdate(usegmt=True),
        }

    def _list(self, prefix: str) -> str:
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-11-20T09:00:00.000Z</LastModified>"
            f'<ETag>"{hashlib.md5(data).hexdigest()}"</ETag><Size>{len(data)}</Size></Contents>'
            for key, (data, _) in sorted(self.objects.items())
            if key.startswith(prefix)
        )
        return f"<?xml version='1.0' encoding='UTF-8'?><ListBucketResult><Name>{BUCKET}</Name>{rows}</ListBucketResult>"


@contextmanager
def google() -> Iterator[tuple[Server, Google]]:
    store = Google()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, told, data = store.answer(self.command, self.path, headers, body)
            self.send_response(status)
            for name, value in told.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_PUT = do_HEAD = do_DELETE = _serve  # noqa: N815 - the names that http.server calls

        def log_message(self, *about: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    account = {"disable_oauth": True, "client_email": "", "private_key": "", "private_key_id": ""}
    try:
        yield Server("gs", Login(extra={"keyfile_dict": account, "endpoint_url": endpoint}), endpoint), store
    finally:
        server.shutdown()
        server.server_close()
