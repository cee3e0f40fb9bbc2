"""`decisions`: what was decided, and why."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

EXIT_DONE, EXIT_UNKNOWN, EXIT_UNDECIDED = 0, 1, 2


def add_to(commands: Any) -> None:
    """Add the subcommands to the parser's `commands`."""
    decisions = commands.add_parser("decisions", help="what was decided about every post, or about one: verdict, reasons, history")
    decisions.add_argument("post", nargs="?", metavar="POST", help="a post's file or id; without it all posts are listed")
    decisions.add_argument("--config", type=Path, metavar="FILE", help="the site's content-quality.toml")
    decisions.set_defaults(run=_decisions)


def _decisions(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.explain_decisions import SnapshotUnreadable, explain_all, explain_post
    from content_quality.pipeline.project import load_project, project_of

    try:
        project = project_of(arguments.config) if arguments.config else load_project()
        lines = explain_post(project, arguments.post) if arguments.post else explain_all(project)
    except (SettingsError, SnapshotUnreadable) as error:
        print(f"content-quality: no decision can be read: {error}", file=sys.stderr)
        return EXIT_UNDECIDED
    if arguments.post and not lines:
        print(f"content-quality: nothing was decided about {arguments.post}", file=sys.stderr)
        return EXIT_UNKNOWN
    for line in lines:
        print("".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line))
    return EXIT_DONE
