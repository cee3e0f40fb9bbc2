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
    from content_quality.pipeline.local.kept_inspections import describe

    print(describe())
    return 0


def _clean(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every command has the same signature
    from content_quality.pipeline.local.kept_inspections import clean

    print(clean())
    return 0
