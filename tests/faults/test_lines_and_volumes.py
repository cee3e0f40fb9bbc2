"""What the faults of the cluster are made of does what it says: a line that is cut, a disk that is full, a clock that is wrong."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import socket
import socketserver
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.line import Line
from tests.faults.volumes import Volume, can_mount
from tests.patience import PATIENCE
from tests.ports import free_port

SOURCE = Path(__file__).with_name("clock.c")
TIME = "import time; print(int(time.time()), int(time.monotonic()))"


class Echo(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(line)


@pytest.fixture
def line() -> Iterator[Line]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made = Line(free_port(), server.server_address[1])
        made.start()
        yield made
        made.stop()
        server.shutdown()


def connected(line: Line) -> socket.socket:
    return socket.create_connection(("127.0.0.1", line.port), PATIENCE)


def test_a_line_carries_until_it_is_cut_and_again_when_it_is_mended(line):
    with connected(line) as there:
        there.sendall(b"one\n")
        assert there.recv(4) == b"one\n"
        line.cut()
        with contextlib.suppress(ConnectionError):
            assert there.recv(4) == b"", "the connection has ended"
    line.mend()
    with connected(line) as there:
        there.sendall(b"two\n")
        assert there.recv(4) == b"two\n"


def test_what_was_sent_over_a_stalled_line_comes_when_it_is_mended(line):
    with connected(line) as there:
        line.stall()
        there.sendall(b"one\n")
        there.settimeout(0.3)
        with pytest.raises(TimeoutError):
            there.recv(4)
        line.mend()
        there.settimeout(PATIENCE)
        assert there.recv(4) == b"one\n"


@pytest.mark.skipif(not can_mount(), reason="needs the right to mount")
def test_a_volume_that_is_full_takes_no_byte_and_takes_them_afterwards(tmp_path):
    volume = Volume(tmp_path / "disk", 1)
    volume.mount()
    try:
        filling = threading.Thread(target=volume.fill, args=(2.0,))
        filling.start()
        while os.statvfs(volume.folder).f_bavail:
            assert filling.is_alive()
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            (volume.folder / "file").write_bytes(b"x" * 5000)
        filling.join(PATIENCE)
        (volume.folder / "file").write_bytes(b"x" * 5000)
    finally:
        volume.unmount()
    assert not (tmp_path / "disk").is_mount()


@pytest.mark.skipif(not shutil.which("cc") or sys.platform != "linux", reason="needs a C compiler, on Linux")
def test_a_wrong_clock_is_wrong_about_the_time_and_not_about_durations(tmp_path):
    shim, offset = tmp_path / "clock.so", tmp_path / "offset"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", shim, SOURCE, "-ldl"], check=True)
    offset.write_bytes(struct.pack("=q", -7200))

    def asked(**known: str) -> list[int]:
        done = subprocess.run(
            [sys.executable, "-c", TIME], env=os.environ | known, capture_output=True, text=True, check=True
        )
        return [int(one) for one in done.stdout.split()]

    right, wrong = asked(), asked(LD_PRELOAD=str(shim), CLOCK_OFFSET_FILE=str(offset))
    assert -7200 <= wrong[0] - right[0] < -7200 + PATIENCE
    assert 0 <= wrong[1] - right[1] < PATIENCE
