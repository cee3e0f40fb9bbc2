"""`cache`: show and delete what earlier runs of `check` kept."""

from __future__ import annotations

import argparse
from typing import Any


def add_to(commands: Any) -> None:
    """Add the subcommands to the parser's `commands`."""
    actions = commands.add_parser("cache", help="the inspections that check keeps for the next run").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    actions.add_parser("show", help="show the folder and its size").set_defaults(run=_show)
    actions.add_parser("clean", help="delete all kept inspections").set_defaults(run=_clean)


def _show(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every command has the same signature
    from content_quality.adapters.state.inspection_cache import entries_of, folder_of_user

    folder = folder_of_user()
    found = entries_of(folder) if folder else []
    megabytes = sum(size for _, size, _ in found) / 1_000_000
    print(f"{folder}: {len(found)} inspections, {megabytes:.1f} MB." if folder else "The cache is off.")
    return 0


def _clean(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every command has the same signature
    from content_quality.adapters.state.inspection_cache import folder_of_user, shrink

    folder = folder_of_user()
    deleted, freed = shrink(folder, 0) if folder else (0, 0)
    print(f"{deleted} inspections deleted, {freed / 1_000_000:.1f} MB.")
    return 0
