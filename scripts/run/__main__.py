"""From nothing to a held post in the Airflow UI: start everything, check the posts, print what came of it."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.settings import SettingsError
from content_quality.pipeline.ingest.source_listing import look
from content_quality.pipeline.project import project_of
from scripts.deploy.mail_sink import start as start_mail_sink
from scripts.run.airflow_api import DAGS, Api
from scripts.run.local_airflow import ROOT, LocalAirflow, Ports, Unusable, environment, passwords
from scripts.run.summary import addresses, decided_batches, summary

RUN_SECONDS = 600  # for all posts; the samples take about 15 s


class Stopped(Exception):  # noqa: N818 - an outcome, not an error
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class Progress:
    """Says each step as it starts, and how long the ones before took."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._began = time.monotonic()

    def __call__(self, text: str) -> None:
        """Print the step `text`."""
        self.console.print(f"[dim]{time.monotonic() - self._began:5.1f} s[/dim]  {escape(text)}")


def main() -> int:
    """Run until stopped, or once; return 0 when the pipeline worked."""
    arguments = _arguments()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    ports = Ports(arguments.api_port, arguments.mail_port, arguments.worker_logs_port, arguments.trigger_logs_port)
    airflow: LocalAirflow | None = None
    sink = None
    try:
        ports.refuse_taken()
        _refuse_unusable(arguments.config)
        arguments.state.mkdir(parents=True, exist_ok=True)
        kept = passwords(arguments.home)
        say = Progress(console)
        sink = start_mail_sink(arguments.state / "mail", "127.0.0.1", ports.mail)
        airflow = LocalAirflow(arguments.home, environment(arguments.home, arguments.state, arguments.config, ports))
        say("Starting Airflow" + (" (the first time takes a little longer)" if airflow.is_new else ""))
        airflow.start()
        before = decided_batches(Workspace(arguments.state))
        worked = _work(airflow, Api(ports.api, "admin", kept["admin"]), arguments.state, say, stop)
        if before and before == decided_batches(Workspace(arguments.state)):
            say(f"Nothing new since batch {before[-1].folder.name}; this is its summary")
        summary(console, Workspace(arguments.state))
        addresses(console, ports, kept, arguments.state)
        if not arguments.once:
            console.print(
                "\nRunning. Edit or add a post and it is checked within a minute. [bold]Ctrl-C[/bold] stops everything."
            )
            while not stop.wait(1):
                airflow.refuse_dead()
    except Stopped:
        worked = False
    except OSError as error:
        console.print(
            f"[red]{escape(f'Airflow on this machine cannot be reached, or its files not be written: {error}')}[/red]"
        )
        worked = False
    except Unusable as error:
        console.print(f"[red]{escape(str(error))}[/red]")
        worked = False
    finally:
        if airflow:
            console.print("[dim]Stopping …[/dim]")
            airflow.stop()
        if sink:
            sink.stop()
    return 0 if worked else 1


def _refuse_unusable(config: Path) -> None:
    """Raise `Unusable` for settings and sources that would fail only later, in Airflow."""
    try:
        project = project_of(config)
    except SettingsError as error:
        raise Unusable(f"{config}: {error}") from error
    within = [source for source in project.settings.sources if not source.connection]  # others are read in Airflow
    found = look(replace(project, settings=replace(project.settings, sources=tuple(within))))
    told = [fault.describe() for fault in found.faults]
    if len(told) == len(project.settings.sources):
        raise Unusable(f"{config}: {' '.join(told)}")
    for fault in told:
        Console().print(f"[yellow]{escape(fault)} The other sources are read.[/yellow]")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make run ARGS='…'", description=__doc__)
    parser.add_argument(
        "--once", action="store_true", help="stop after the run; exit status 0 when the pipeline worked"
    )
    parser.add_argument("--config", type=Path, default=ROOT / "content-quality.toml", help="the site's settings")
    parser.add_argument(
        "--state", type=Path, help="the folder for the pipeline's own files; by default var beside the settings"
    )
    parser.add_argument("--home", type=Path, help="Airflow's own folder; by default .airflow beside the settings")
    for name, port in (("api", 8080), ("mail", 2525), ("worker-logs", 8793), ("trigger-logs", 8794)):
        parser.add_argument(f"--{name}-port", type=int, default=port, metavar="N", help=f"{port} by default")
    arguments = parser.parse_args()
    arguments.config = arguments.config.resolve()
    beside = arguments.config.parent
    arguments.state, arguments.home = (
        (arguments.state or beside / "var").resolve(),
        (arguments.home or beside / ".airflow").resolve(),
    )
    return arguments


def _work(airflow: LocalAirflow, api: Api, state: Path, say: Progress, stop: threading.Event) -> bool:
    """Read the posts and wait for their decisions and alerts; return whether every run was green."""
    _unless_stopped(stop, lambda: api.wait_until_healthy(airflow, say))
    say("Airflow is up: scheduler, DAG processor, triggerer, API server")
    api.prepare()
    say("Reading the posts")
    run_id = api.trigger(DAGS[0])
    deadline = time.monotonic() + RUN_SECONDS
    said = {_key(dag, run) for dag in DAGS for run in api.runs(dag) if run["dag_run_id"] != run_id}
    quiet_since: float | None = None
    while time.monotonic() < deadline:
        if stop.is_set():
            raise Stopped
        airflow.refuse_dead()
        runs = {dag: api.runs(dag) for dag in DAGS}
        for dag, found in runs.items():
            for run in reversed(found):
                _say_state(dag, run, said, say)
        mine = next((run for run in runs[DAGS[0]] if run["dag_run_id"] == run_id), None)
        busy = any(run["state"] in ("queued", "running") for found in runs.values() for run in found) or _unfinished(
            Workspace(state)
        )
        if any(found and found[0]["state"] == "failed" for dag, found in runs.items() if dag != DAGS[0]):
            return False
        # Red with a source at fault; the posts of the other sources go on to be decided.
        if mine and mine["state"] in ("success", "failed") and not busy:
            quiet_since = quiet_since or time.monotonic()
            if time.monotonic() - quiet_since > 1:
                return bool(mine["state"] == "success")
        else:
            quiet_since = None
        time.sleep(0.4)
    raise Unusable(f"The runs were not finished after {RUN_SECONDS} s; look at them in the UI, or at {airflow.log}")


def _unless_stopped(stop: threading.Event, work: Callable[[], None]) -> None:
    """Do `work` in a thread, so that a signal ends the waiting for it."""
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to the main thread below
            errors.append(error)

    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.2)
        if stop.is_set():
            raise Stopped
    if errors:
        raise errors[0]


WORDS = {
    "ingest_posts": "Reading the sources",
    "gate_posts": "Checking and deciding",
    "deliver_alerts": "Telling the editors",
}


def _say_state(dag: str, run: dict[str, Any], said: set[str], say: Progress) -> None:
    state = {"running": "started", "success": "done", "failed": "FAILED"}.get(run["state"])
    if state and _key(dag, run) not in said:
        said.add(_key(dag, run))
        say(f"{WORDS[dag]}: {state}")


def _key(dag: str, run: dict[str, Any]) -> str:
    return f"{dag} {run['dag_run_id']} {run['state']}"


def _unfinished(workspace: Workspace) -> bool:
    """Return whether a batch waits for its decisions, or an alert for its delivery."""
    for folder in sorted(workspace.batches.glob("*"))[-5:]:
        files = BatchFiles(folder)
        if (folder / "manifest.json").exists() and not files.is_settled:
            return True
        if files.alerts.exists() and files.alerts.stat().st_size and not files.deliveries.exists():
            return True
    return False


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # progress shows at once in a log file, too
    sys.exit(main())
