"""`content-quality mirror`: keep a copy of what the dashboard reads, on a machine without the state folder."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from content_quality.core.text.printable import one_line

if TYPE_CHECKING:
    from content_quality.pipeline.project import Project

EXIT_DONE, EXIT_FAILED, EXIT_UNDECIDED = 0, 1, 2
LEAST_SECONDS = 5.0


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    command = commands.add_parser(
        "mirror", help="bring what the dashboard reads from the exchange into the state folder of this machine"
    )
    command.add_argument(
        "--every", type=float, metavar="SECONDS", help="go on for ever, with this pause between two looks"
    )
    command.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the site's content-quality.toml; by default what CONTENT_QUALITY_CONFIG names, or that of this folder",
    )
    command.set_defaults(run=_mirror)


def _mirror(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.orchestration.connections import from_a_terminal
    from content_quality.pipeline.project import load_project

    try:
        project = load_project(arguments.config)
    except SettingsError as error:
        print(f"content-quality: {one_line(str(error))}", file=sys.stderr)
        return EXIT_UNDECIDED
    from_a_terminal()
    if not project.settings.cluster.exchange:
        print("content-quality: The settings name no cluster.exchange: there is nothing to bring.", file=sys.stderr)
        return EXIT_UNDECIDED
    while True:
        outcome = _look(project)
        if arguments.every is None:
            return outcome
        time.sleep(max(LEAST_SECONDS, arguments.every))


def _look(project: Project) -> int:
    from content_quality.orchestration.exchange_access import exchange_of
    from content_quality.pipeline.cluster.mirror import mirror

    try:
        exchange = exchange_of(project.settings)
        changed = exchange is not None and mirror(project.workspace, exchange)
    except OSError as error:  # the copy stays as it was
        print(f"content-quality: {one_line(str(error))}", file=sys.stderr)
        return EXIT_FAILED
    print("The copy is new." if changed else "Nothing has changed.", flush=True)
    return EXIT_DONE
