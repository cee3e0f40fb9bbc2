"""`content-quality fetch`: copy the posts of a source into a folder, to look at them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from content_quality.commands.terminal_access import from_this_terminal
from content_quality.core.text.printable import one_line

EXIT_DONE, EXIT_INCOMPLETE, EXIT_UNDECIDED = 0, 1, 2


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    fetch = commands.add_parser(
        "fetch",
        help="copy the posts of a source into a new folder, to look at them; nothing is gated, stored or released",
    )
    fetch.add_argument("source", metavar="SOURCE", help="the name of the source in the settings")
    fetch.add_argument("--into", type=Path, required=True, metavar="FOLDER", help="a folder that is empty or new")
    fetch.add_argument(
        "--config",
        type=Path,
        default=Path("content-quality.toml"),
        metavar="FILE",
        help="the site's content-quality.toml; by default that of the current folder",
    )
    fetch.set_defaults(run=_fetch)


def _fetch(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.local.fetch_source import FetchRefused, fetch_source
    from content_quality.pipeline.project import project_of

    copied = left = 0
    try:
        project = from_this_terminal(project_of(arguments.config))
        for fetched in fetch_source(project, arguments.source, arguments.into):
            if fetched.refusal:
                print(f"content-quality: {one_line(f'{fetched.path} {fetched.refusal}'.strip())}", file=sys.stderr)
            copied += not fetched.refusal
            left += bool(fetched.refusal)
    except (SettingsError, FetchRefused) as error:
        print(f"content-quality: {one_line(str(error))}", file=sys.stderr)
        return EXIT_UNDECIDED
    print(f"{copied} posts copied into {one_line(str(arguments.into))}; {left} not copied.")
    return EXIT_INCOMPLETE if left else EXIT_DONE
