"""The mail sink of local runs keeps every message."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiosmtpd.smtp import Envelope

from scripts.deploy.mail_sink import KeepAsFiles


def keep(sink: KeepAsFiles, text: bytes) -> None:
    envelope = Envelope()
    envelope.rcpt_tos, envelope.content = ["mika@example.org"], text
    assert asyncio.run(sink.handle_DATA(None, None, envelope)) == "250 Kept"  # type: ignore[arg-type] # neither is read


def test_a_message_is_never_written_over_an_older_one(tmp_path: Path):
    sink = KeepAsFiles(tmp_path)
    for text in (b"one", b"two", b"three"):
        keep(sink, text)
    (tmp_path / "0001-mika@example.org.eml").unlink()
    keep(KeepAsFiles(tmp_path), b"four")
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == [b"two", b"three", b"four"]
