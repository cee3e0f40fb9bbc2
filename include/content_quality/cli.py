"""`content-quality`: the same checks from a terminal, a pre-commit hook or a site's CI."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import cast

from content_quality import __version__
from content_quality.commands.parts import missing_part
from content_quality.commands.statuses import INTERRUPTED, document
from content_quality.core.text.printable import one_line

EXIT_UNDECIDED = 2


EPILOG = """\
exit status: 0 done, 1 a finding or a refusal, 2 it could not be decided or done, 130 interrupted.
`content-quality COMMAND --help` shows the options of a command and what its exit status means.
"""


SUBJECTS = (  # modules of `commands`, in the order of the help
    "checking",
    "explaining",
    "repairing",
    "accepting",
    "setting_up",
    "showing_settings",
    "diagnosing",
    "fetching",
    "mirroring",
    "completing",
    "serving",
    "caching",
    "surveying",
    "inferring",
    "deciding",  # from here on, what the pipeline decided
    "expecting",
    "alerting",
    "rebuilding",
)
QUICK = {"check": ("checking",)}  # editors and hooks wait for this command: the options of the others take 20 ms


def build_parser(subjects: Sequence[str] = SUBJECTS) -> argparse.ArgumentParser:
    """Return the parser of the whole command line, or of the commands of some of the `subjects`."""
    parser = argparse.ArgumentParser(
        prog="content-quality",
        description="Checks Markdown posts before readers see them.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"content-quality {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for subject in subjects:
        import_module(f"content_quality.commands.{subject}").add_to(commands)
    document(parser)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` and return its exit status."""
    words = sys.argv[1:] if argv is None else argv
    if "_ARGCOMPLETE" in os.environ:  # a shell completes a line
        from content_quality.commands.completing import answer_the_shell

        answer_the_shell(build_parser())
    parser = build_parser(QUICK.get(words[0], SUBJECTS) if words else SUBJECTS)
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


if __name__ == "__main__":
    sys.exit(main())
