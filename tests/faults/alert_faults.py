"""What becomes of alerts when something fails, measured: python -m tests.faults.alert_faults prints the table.

A real SMTP server misbehaves in each way, or the process is killed in earnest. The clock is handed in: an hour's outage
takes seconds. Three posts are held and two people are to hear of each. Kept: in a dead letter, of which maintainers
hear
and which `alerts retry` sends. Lost: neither told nor kept. Doubled: a letter that comes a second time, under the same
Message-ID.
"""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller

from content_quality.adapters.channels.mail.render import email
from content_quality.adapters.channels.mail.smtp import SmtpServer
from content_quality.adapters.state import outbox
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.alerts.alert import DeliveryState
from content_quality.core.alerts.message import AlertMessage
from content_quality.core.settings import Recipient, reader
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.project import Project
from tests.conftest import NOW, ROOT, write_post
from tests.patience import ANSWER, PATIENCE
from tests.pipeline.steps import compare, finish, freeze, inspect_all
from tests.ports import free_port

PEOPLE = ("desk@example.org", "mika@example.org")
MAINTAINER = "ops@example.org"
POSTS = ("2026-11-01-a.md", "2026-11-02-b.md", "2026-11-03-c.md")
SETTINGS = f"""
[site]
name = "Test"
generator = "jekyll"
[[sources]]
name = "posts"
path = "_posts"
[alerts]
editors = {list(PEOPLE)}
maintainers = ["{MAINTAINER}"]
decided_by = ""
weekly_on = ""
"""
STEP_SECONDS = 0.3  # the time-out of one step with a server that is mute; others get as long as a busy machine needs
TEN_MINUTES, HOUR = timedelta(minutes=10), timedelta(hours=1)


class Server:
    """A mail server that keeps what it takes, and refuses as it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, EmailMessage]] = []
        self.connections = 0
        self.says: Callable[[str], str] = lambda address: "250 OK"
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 - the name aiosmtpd calls
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:  # noqa: N802 - the name aiosmtpd calls
        answer = self.says(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - the name aiosmtpd calls
        import email as parser
        import email.policy as policy

        message = parser.message_from_bytes(envelope.content, policy=policy.default)
        self.taken += [(address, message) for address in envelope.rcpt_tos]  # type: ignore[list-item]
        return "250 Kept"


@contextmanager
def running() -> Iterator[Server]:
    server = Server()
    server.controller.start()
    try:
        yield server
    finally:
        server.controller.stop()


@contextmanager
def mute(drips: bool = False) -> Iterator[tuple[int, list[socket.socket]]]:
    """The port and the connections of a server that says nothing, or its greeting without an end, byte after byte."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()
    held: list[socket.socket] = []

    def drip(connection: socket.socket) -> None:
        while not stop.wait(STEP_SECONDS / 3):
            try:
                connection.sendall(b"2")
            except OSError:
                return

    def accept() -> None:
        while not stop.is_set():
            try:
                held.append(listener.accept()[0])
            except OSError:
                return
            if drips:
                threading.Thread(target=drip, args=(held[-1],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1], held
    finally:
        stop.set()
        listener.close()


class Mail:
    """Hands letters to the SMTP server on `port`."""

    def __init__(self, port: int, step_seconds: float = ANSWER) -> None:
        self.port = port
        self.step_seconds = step_seconds

    def send(self, recipient: Recipient, alert_message: AlertMessage) -> None:
        SmtpServer("127.0.0.1", self.port, timeout_seconds=self.step_seconds).send(
            email(alert_message, recipient.to, "cq@example.org")
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the table."""

    fault: str
    told: int  # pairs of post and person, of 6
    kept: int
    lost: int
    doubled: int
    letters: int  # about posts, that all people got together
    maintainers: int  # letters to maintainers
    asked: int = 0  # connections that the mute server saw

    def line(self) -> str:
        return f"| {self.fault} | {self.told} of 6 | {self.kept} | {self.lost} | {self.doubled} | {self.letters} | {self.maintainers} |"


HEADINGS = "| fault | delivered | kept | lost | doubled | alert messages | to maintainers |\n| --- | --- | --- | --- | --- | --- | --- |"


def open_project(folder: Path, **alerts: object) -> Project:
    settings = reader.loads(SETTINGS)
    settings = replace(settings, alerts=replace(settings.alerts, **alerts))  # type: ignore[arg-type]
    return Project(folder, settings, Workspace(folder / "var"), ROOT / "expectations")


def make_undecided(folder: Path) -> str:
    """Make a site with three posts that cannot be read, validated and not yet decided; return the batch."""
    project = open_project(folder)
    (folder / "_posts").mkdir(parents=True)
    for name in POSTS:
        write_post(project, name, b"---\ntitle: x\n---\n\xff\xfe\n")
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    return batch_id


class Table:
    """Runs each scenario on a copy of the same site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.batch_id = make_undecided(folder / "undecided")
        shutil.copytree(folder / "undecided", folder / "decided")
        finish(open_project(folder / "decided"), self.batch_id)

    def site(self, name: str, kind: str = "decided", **alerts: object) -> Project:
        shutil.copytree(self.folder / kind, self.folder / name)
        return open_project(self.folder / name, **alerts)

    def outcome(self, fault: str, project: Project, server: Server, asked: int = 0) -> Outcome:
        told, ids = set(), Counter()
        for address, message in server.taken:
            if address in PEOPLE:
                ids[address, message["Message-ID"]] += 1
                body = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
                told |= {(address, name) for name in POSTS if name in body}
        dead = [alert for alert in outbox.journal(project.workspace) if alert.state is DeliveryState.DEAD]
        everything = {(address, name) for address in PEOPLE for name in POSTS}
        kept = {
            (alert.recipient, mention.post_id.rpartition("/")[2]) for alert in dead for mention in alert.mentions
        } & everything - told
        maintainers = sum(address == MAINTAINER for address, _ in server.taken)
        doubled = sum(count - 1 for count in ids.values())
        return Outcome(
            fault, len(told), len(kept), len(everything - told - kept), doubled, sum(ids.values()), maintainers, asked
        )

    def rows(self) -> list[Outcome]:
        return [
            self.well(),
            self.outage("server down for an hour", free_port),
            self.two_days(),
            self.silent("server silent for an hour", drips=False),
            self.silent("server slow for an hour: a byte now and then", drips=True),
            self.refusing("4xx to everyone for an hour (450)", lambda address: "450 Try again later", HOUR),
            self.refusing(
                "5xx to everyone, for good (550), then `alerts retry`", lambda address: "550 No", None, again=True
            ),
            self.refusing(
                "one recipient refused for good (550)",
                lambda address: "550 No such user" if address == PEOPLE[1] else "250 OK",
                None,
            ),
            self.killed_between_send_and_note(),
            self.killed_while_deciding("killed before the outbox is written", "before-outbox"),
            self.killed_while_deciding("killed between outbox and decisions", "before-decisions"),
            self.killed_while_deciding("killed between decisions and store", "before-load"),
            self.many_batches(),
        ]

    def well(self) -> Outcome:
        project = self.site("well")
        with running() as server:
            rounds(project, Mail(server.controller.port), NOW, NOW + 2 * HOUR)
            return self.outcome("none", project, server)

    def outage(self, fault: str, port: Callable[[], int], asked: Callable[[], int] = lambda: 0) -> Outcome:
        project = self.site(fault[:12])
        with running() as server:
            rounds(project, Mail(port(), STEP_SECONDS), NOW, NOW + HOUR)
            rounds(project, Mail(server.controller.port), NOW + HOUR, NOW + 6 * HOUR)
            return self.outcome(fault, project, server, asked())

    def two_days(self) -> Outcome:
        from content_quality.pipeline.alerts.deliver_alerts import retry

        project = self.site("two days")
        with running() as server:
            rounds(project, Mail(free_port()), NOW, NOW + 48 * HOUR, HOUR)
            mail = Mail(server.controller.port)
            rounds(project, mail, NOW + 49 * HOUR, NOW + 50 * HOUR)
            retry(project, None)
            rounds(project, mail, NOW + 51 * HOUR, NOW + 53 * HOUR)
            return self.outcome("server down for two days, then `alerts retry`", project, server)

    def silent(self, fault: str, *, drips: bool) -> Outcome:
        with mute(drips) as (port, connections):
            return self.outage(fault, lambda: port, lambda: len(connections))

    def refusing(
        self, fault: str, says: Callable[[str], str], lasts: timedelta | None, *, again: bool = False
    ) -> Outcome:
        from content_quality.pipeline.alerts.deliver_alerts import retry

        project = self.site(fault[:12])
        with running() as server:
            server.says = says
            mail = Mail(server.controller.port)
            rounds(project, mail, NOW, NOW + (lasts or 3 * HOUR))
            if lasts or again:
                server.says = lambda address: "250 OK"
            if again:
                retry(project, None)
            rounds(project, mail, NOW + 4 * HOUR, NOW + 8 * HOUR)
            return self.outcome(fault, project, server)

    def killed_between_send_and_note(self) -> Outcome:
        fault = "process killed between send and commit"
        project = self.site("killed")
        with running() as server:
            kill(project, "after-send", self.batch_id, server.controller.port)
            rounds(project, Mail(server.controller.port), NOW + TEN_MINUTES, NOW + 2 * HOUR)
            return self.outcome(fault, project, server)

    def killed_while_deciding(self, fault: str, point: str) -> Outcome:
        project = self.site(point, "undecided")
        with running() as server:
            kill(project, point, self.batch_id, server.controller.port)
            mail = Mail(server.controller.port)
            rounds(project, mail, NOW, NOW)  # `deliver_alerts` comes between the task and its retry
            finish(project, self.batch_id, NOW + TEN_MINUTES)  # the task's retry
            rounds(project, mail, NOW + TEN_MINUTES, NOW + 2 * HOUR)
            return self.outcome(fault, project, server)

    def many_batches(self) -> Outcome:
        """The posts break one after the other while the server is down; what is late must not come as a storm."""
        project = self.site("storm", "undecided", when="batch")
        with running() as server:
            down = Mail(free_port())
            finish(project, self.batch_id, NOW)
            rounds(project, down, NOW, NOW)
            for number, name in enumerate(POSTS, start=1):
                at = NOW + number * HOUR
                write_post(project, name, b"---\ntitle: y\n---\n\xff\xfe\n" + bytes([64 + number]))
                batch_id = freeze(project, at)
                inspect_all(project, batch_id, at)
                compare(project, batch_id)
                gate_batch.load_inspections(project, batch_id, at)
                gate_batch.validate_batch(project, batch_id)
                finish(project, batch_id, at)
                rounds(project, down, at, at + 3 * TEN_MINUTES)
            rounds(project, Mail(server.controller.port), NOW + 5 * HOUR, NOW + 12 * HOUR)
            return self.outcome("down while four batches are decided", project, server)


def rounds(project: Project, mail: Mail, start: datetime, end: datetime, step: timedelta = TEN_MINUTES) -> None:
    """Deliver every ten minutes, as the DAG does, or every `step`."""
    while start <= end:
        deliver_alerts(project, mail, start)
        start += step


def kill(project: Project, point: str, batch_id: str, port: int) -> None:
    """Run one step in a process of its own that gets SIGKILL at `point`."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.alert_faults", str(project.root), point, batch_id, str(port)],
        cwd=ROOT,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == -signal.SIGKILL, f"the process ended by itself: {done.returncode}"


def _die_at(folder: Path, point: str, batch_id: str, port: int) -> None:
    import os

    from content_quality.adapters.state.batch_files import BatchFiles
    from content_quality.pipeline.gate import decide_batch as context

    def die(*arguments: object, **named: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    project = open_project(folder)
    if point == "after-send":
        note = outbox.note
        outbox.note = lambda workspace, alert: die() if alert.state is DeliveryState.SENT else note(workspace, alert)  # type: ignore[assignment]
        deliver_alerts(project, Mail(port), NOW)
    elif point == "before-outbox":
        outbox.write = die  # type: ignore[assignment]
    elif point == "before-decisions":
        BatchFiles.accept_draft = die  # type: ignore[assignment,method-assign]
    else:
        context.load_decisions = die  # type: ignore[assignment]
    context.decide_batch(project, batch_id, "run", NOW)


def main() -> None:
    if len(sys.argv) == 5:
        _die_at(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    with tempfile.TemporaryDirectory(prefix="alert-faults-") as folder:
        rows = Table(Path(folder)).rows()
    print("\n".join([HEADINGS, *(row.line() for row in rows)]))


if __name__ == "__main__":
    main()
