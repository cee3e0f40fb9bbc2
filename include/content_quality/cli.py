"""`content-quality`: the same checks from a terminal, a pre-commit hook or a site's CI."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any, cast

from content_quality import __version__
from content_quality.commands import (
    accepting,
    alerting,
    caching,
    checking,
    completing,
    deciding,
    diagnosing,
    expecting,
    explaining,
    fetching,
    mirroring,
    repairing,
    serving,
    setting_up,
    showing_settings,
    surveying,
)
from content_quality.commands.parts import missing_part
from content_quality.commands.statuses import INTERRUPTED, document
from content_quality.core.text.printable import one_line

EXIT_CLEAN, EXIT_UNDECIDED = 0, 2


EPILOG = """\
exit status: 0 done, 1 a finding or a refusal, 2 it could not be decided or done, 130 interrupted.
`content-quality COMMAND --help` shows the options of a command and what its exit status means.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="content-quality",
        description="Checks Markdown posts before readers see them.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"content-quality {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for subject in (
        checking,
        explaining,
        repairing,
        accepting,
        setting_up,
        showing_settings,
        diagnosing,
        fetching,
        mirroring,
        completing,
        serving,
        caching,
        surveying,
    ):
        subject.add_to(commands)
    _add_schema(commands)
    deciding.add_to(commands)  # from here on, what the pipeline decided
    expecting.add_to(commands)
    alerting.add_to(commands)
    _add_rebuild(commands)
    document(parser)
    return parser


def _add_rebuild(commands: Any) -> None:
    rebuild = commands.add_parser("rebuild", help="rebuild the metrics store from the files of all batches")
    rebuild.add_argument(
        "--backup", type=Path, metavar="FILE", help="start from this backup, and load only newer batches"
    )
    rebuild.add_argument(
        "--accept-loss", action="store_true", help="use the new store even when something is missing from the files"
    )
    rebuild.set_defaults(run=_rebuild)


def _add_schema(commands: Any) -> None:
    schema = commands.add_parser("schema", help="the site's own schema of front matter").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    infer = schema.add_parser(
        "infer", help="propose a JSON Schema from existing posts, with the evidence for each rule"
    )
    infer.add_argument("paths", nargs="+", metavar="PATH", help="a post, or a folder of posts")
    infer.set_defaults(run=_infer_schema)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` and return its exit status."""
    parser = build_parser()
    if "_ARGCOMPLETE" in os.environ:  # a shell completes a line
        completing.answer_the_shell(parser)
    words = sys.argv[1:] if argv is None else argv
    if not words:  # somebody who does not know the commands yet
        parser.print_help(sys.stderr)
        return EXIT_UNDECIDED
    arguments = parser.parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        cast("TextIOWrapper", stream).reconfigure(
            errors="replace"
        )  # a terminal that lacks a character shows a question mark
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read this has gone, as in `content-quality check … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_UNDECIDED
    except ModuleNotFoundError as error:
        if (lacking := missing_part(error.name or "")) is None:
            raise
        print(f"content-quality: {lacking}", file=sys.stderr)
        return EXIT_UNDECIDED
    except (OSError, UnicodeError) as error:  # a full disk, a file that vanished: no mistake of this program
        print(f"content-quality: {one_line(str(error))}", file=sys.stderr)
        return EXIT_UNDECIDED
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _infer_schema(arguments: argparse.Namespace) -> int:
    from content_quality.pipeline.local.infer_schema import infer_schema

    return infer_schema(arguments.paths)


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


if __name__ == "__main__":
    sys.exit(main())
