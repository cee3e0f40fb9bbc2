"""A cluster whose lines can be cut, whose disks can be full, and whose clocks can be wrong; and the posts that it is given."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import made_site
from tests.e2e.cluster import WRITER, Cluster
from tests.faults.line import Line
from tests.faults.volumes import Volume, can_mount
from tests.ports import free_ports

SETTINGS = "[batches]\nshard_posts = 10\n[across]\nposts_per_range = 15\n"
SERVERS = ("redis", "s3", "mail")
# Megabytes that a run needs, and some. The release lies on a disk of its own, as a mounted share does.
VOLUMES = {
    "state": ("writer/var", 400), "release": ("writer/var/release", 100), "scratch": ("heavy-1/var", 100),
    "logs": ("writer/airflow/logs", 100), "database": ("postgres", 500),
}  # fmt: skip


class FaultyCluster(Cluster):
    """The cluster, and all posts that were saved for it: `wanted` holds the newest version of each."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 2, settings=SETTINGS)
        ports = free_ports(2)
        self.lines = {"heavy": Line(ports[0], self.ports["s3"]), "others": Line(ports[1], self.ports["s3"])}
        self.volumes = {name: Volume(folder / place, size) for name, (place, size) in VOLUMES.items()}
        self.with_clock: set[str] = set()  # services whose clock can be set
        self.wanted: dict[str, str] = {}  # sha256 by post
        self.count = 0

    @contextlib.contextmanager
    def running(self, without: Sequence[str] = ()) -> Iterator[FaultyCluster]:
        """Start everything, over lines and on volumes."""
        try:
            for line in self.lines.values():
                line.start()
            if can_mount():
                for volume in self.volumes.values():
                    volume.mount()
            with super().running(without):
                yield self
        finally:
            for line in self.lines.values():
                line.stop()
            for volume in reversed(self.volumes.values()):
                volume.unmount()

    def store_port(self, name: str) -> int:
        """Return the end of the line of a service."""
        return self.lines["heavy" if name in self.heavy else "others"].port

    def environment(self, name: str) -> dict[str, str]:
        """Return all that a service knows, and where its clock is set."""
        known = super().environment(name)
        if name in self.with_clock:
            known |= {"LD_PRELOAD": str(self._shim), "CLOCK_OFFSET_FILE": str(self._clock(name))}
        return known

    def start_ended(self) -> list[str]:
        """Start each service of Airflow that has ended by itself, as whoever watches the services does; return which."""
        ended = [name for name, process in self.processes.items() if process.poll() is not None and name not in SERVERS]
        for name in ended:
            self.start(name)
        return ended

    def machine_of(self, name: str) -> tuple[str, ...]:
        """Return the services that have one clock with `name`."""
        return WRITER if name in WRITER else (name,)

    def give_clock(self, name: str) -> None:
        """Start the services of a machine anew, with a clock that can be set."""
        if not self._shim.exists():
            compiler, source = str(shutil.which("cc")), Path(__file__).with_name("clock.c")
            subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", self._shim, source, "-ldl"], check=True)
        for one in self.machine_of(name):
            if one not in self.with_clock:
                self.set_clock(name, 0)
                self.with_clock.add(one)
                self.kill(one)
                self.start(one)

    def set_clock(self, name: str, seconds: int) -> None:
        """Let the clock of a machine be wrong by `seconds`."""
        for one in self.machine_of(name):
            with self._clock(one).open("r+b" if self._clock(one).exists() else "wb") as file:
                file.write(struct.pack("=q", seconds))  # in place: processes look at this very file

    def _clock(self, name: str) -> Path:
        return self.folder / f"{name}.clock"

    @property
    def _shim(self) -> Path:
        return self.folder / "clock.so"

    def save(self, posts: int, edits: int = 0) -> None:
        """Save new posts into the source all at once, and edit some that are there."""
        part, old = f"part{self.count}", sorted(self.wanted)
        made_site.write(self.folder / "made", self.count, self.count + posts)
        names = [made_site.name(number) for number in range(self.count, self.count + posts)]
        self.count += posts
        self.wanted |= {f"posts/{part}/{name}": _sha256(self.folder / "made" / name) for name in names}
        (self.folder / "made").rename(self._source / part)
        for post in old[:: max(1, len(old) // edits)][:edits] if edits else []:
            self._edit(post)

    def _edit(self, post: str) -> None:
        path = self._source / post.partition("/")[2]
        made = self.folder / "edited.md"
        made.write_bytes(path.read_bytes() + f"\n{self.count}番の後に一行を加えた。\n".encode())
        self.wanted[post] = _sha256(made)
        made.replace(path)

    @property
    def _source(self) -> Path:
        return self.folder / "writer" / "_posts"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
