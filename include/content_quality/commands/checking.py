"""`content-quality check`: inspect posts and show the report in one format or several."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any, cast

from content_quality import __version__
from content_quality.core.report.shape import Report

FORMATS = ("text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "rdjson", "markdown", "html")
EXIT_CLEAN, EXIT_BLOCKED, EXIT_UNDECIDED = 0, 1, 2
FAIL_ON = {"blocker": ("blocker",), "warning": ("blocker", "warning"), "never": ()}


def add_to(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    check = commands.add_parser(
        "check",
        help="check posts, and print what is wrong, where, and what to do",
        epilog="Exit status: 0 no blocker, 1 a blocker, 2 something could not be decided.",
    )
    check.add_argument(
        "paths", nargs="+", metavar="PATH", help="a post, or a folder to search for .md, .mdx and .markdown files"
    )
    check.add_argument("--format", choices=FORMATS, default="text", help="how the report is printed; text by default")
    check.add_argument(
        "--output",
        action="append",
        default=[],
        type=_output,
        metavar="FORMAT=FILE",
        help="also write the report in this format to a file; may be given several times",
    )
    check.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the site's content-quality.toml; without this file, only rules for every site apply",
    )
    check.add_argument(
        "--jobs", type=_at_least_one, default=0, metavar="N", help="number of processes; by default one for each core"
    )
    check.add_argument("--since", metavar="REV", help="only posts that changed in git since this revision")
    check.add_argument(
        "--against",
        nargs="+",
        default=(),
        metavar="ARCHIVE",
        help="also look for passages taken from these posts, and from each other",
    )
    chosen = check.add_mutually_exclusive_group()
    chosen.add_argument("--select", type=_names, default=(), metavar="CHECKS", help="only these checks, with commas")
    chosen.add_argument("--ignore", type=_names, default=(), metavar="CHECKS", help="all checks but these, with commas")
    check.add_argument(
        "--fail-on", choices=FAIL_ON, default="blocker", help="from which severity on the exit status is 1"
    )
    check.add_argument("--allow-empty", action="store_true", help="end with 0 when there is no post in the paths")
    check.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    # NumPy starts threads for linear algebra, which nothing here needs: 50 of 480 ms of a short check.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from content_quality.pipeline.local.check_paths import CheckRequest, check_paths

    reports: list[Report] = []
    request = CheckRequest(
        arguments.paths,
        arguments.config,
        jobs=arguments.jobs,
        since=arguments.since,
        against=arguments.against,
        allow_empty=arguments.allow_empty,
        select=arguments.select,
        ignore=arguments.ignore,
    )
    status = check_paths(request, lambda report: reports.append(cast("Report", report)))
    for report in reports:
        try:
            _show(report, arguments.format, arguments.output)
        except BrokenPipeError:
            raise  # the reader of the output has gone; the command line ends quietly
        except OSError as error:
            print(f"content-quality: {error.filename}: {error.strerror}", file=sys.stderr)
            return EXIT_UNDECIDED
        if status != EXIT_UNDECIDED:
            counts = report["summary"]["findings"]
            status = EXIT_BLOCKED if any(counts[name] for name in FAIL_ON[arguments.fail_on]) else EXIT_CLEAN
    return status


def _show(report: Report, form: str, outputs: list[tuple[str, Path]]) -> None:
    from content_quality.checks import CHECKS
    from content_quality.core.report.explanation import Explanation
    from content_quality.renderers import RENDERERS
    from content_quality.renderers.options import RenderOptions

    def options(*, terminal: bool) -> RenderOptions:
        return RenderOptions(
            colour=terminal and sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
            width=shutil.get_terminal_size((120, 24)).columns,
            source=_lines,
            explanations={check.name: Explanation.of(check.documentation) for check in CHECKS},
            version=__version__,
        )

    for other, path in outputs:
        path.write_bytes(RENDERERS[other](report, options(terminal=False)).encode("utf-8", "replace"))
    shown = RENDERERS[form](report, options(terminal=form == "text"))
    if form == "text":
        sys.stdout.write(shown)
    else:  # for programs: UTF-8, whatever the terminal speaks
        sys.stdout.buffer.write(shown.encode("utf-8", "replace"))


def _lines(path: str) -> list[str]:
    """Return the lines of a post as an editor counts them; none when the file can no longer be read."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError):
        return []
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _output(text: str) -> tuple[str, Path]:
    form, sign, file = text.partition("=")
    if form not in FORMATS or not sign or not file:
        raise argparse.ArgumentTypeError(f"{text!r} is not FORMAT=FILE, such as sarif=report.sarif")
    return form, Path(file)


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in text.split(","))))


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


_at_least_one.__name__ = "number of processes"  # as argparse names what it refuses
