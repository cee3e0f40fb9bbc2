"""A mail server for local runs: it takes every message and keeps it as a file that mail programs open."""

from __future__ import annotations

import argparse
import re
import signal
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class KeepAsFiles:
    """Writes each message to `<folder>/<number>-<recipient>.eml`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._number = max((_number(path) for path in folder.glob("*.eml")), default=0)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - the name and shape aiosmtpd calls
        """Keep the message and take it."""
        recipient = re.sub(r"[^A-Za-z0-9@.-]", "_", envelope.rcpt_tos[0])[:80]
        content = envelope.content or b""
        self._number += 1
        with (self.folder / f"{self._number:04d}-{recipient}.eml").open("xb") as file:  # never over an older message
            file.write(content if isinstance(content, bytes) else content.encode())
        return "250 Kept"


def _number(path: Path) -> int:
    """Return the number that begins the name of a kept message, 0 for a file with another name."""
    first = path.name.partition("-")[0]
    return int(first) if first.isascii() and first.isdigit() else 0


def start(folder: Path, host: str, port: int) -> Controller:
    """Start the server in a thread of this process."""
    controller = Controller(KeepAsFiles(folder), hostname=host, port=port)
    controller.start()
    return controller


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("var/mail"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=2525)
    arguments = parser.parse_args()
    controller = start(arguments.folder, arguments.host, arguments.port)
    print(f"Mail sink on {arguments.host}:{arguments.port}; mails go to {arguments.folder}")
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    stop.wait()
    controller.stop()


if __name__ == "__main__":
    main()
