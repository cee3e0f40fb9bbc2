"""`content-quality rebuild`: the metrics store, from the files of all batches."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

EXIT_CLEAN, EXIT_UNDECIDED = 0, 2


def add_to(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    rebuild = commands.add_parser("rebuild", help="rebuild the metrics store from the files of all batches")
    rebuild.add_argument(
        "--backup", type=Path, metavar="FILE", help="start from this backup, and load only newer batches"
    )
    rebuild.add_argument(
        "--accept-loss", action="store_true", help="use the new store even when something is missing from the files"
    )
    rebuild.set_defaults(run=_rebuild)


def _rebuild(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.archive.rebuild_store import StoreDamaged, rebuild
    from content_quality.pipeline.project import load_project

    try:
        done = rebuild(load_project(), arguments.backup, accept_loss=arguments.accept_loss)
    except (SettingsError, StoreDamaged, OSError) as error:
        print(f"content-quality: {error}", file=sys.stderr)
        return EXIT_UNDECIDED
    for fault in done.faults:
        print(fault)
    print(done.describe())
    return EXIT_CLEAN if done.swapped else EXIT_UNDECIDED
