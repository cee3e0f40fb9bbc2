"""The options of `content-quality check`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

FORMATS = ("text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "rdjson", "markdown", "html")
FAIL_ON = {"blocker": ("blocker",), "warning": ("blocker", "warning"), "never": ()}
STDIN = "-"  # as a path: the post is read from the standard input


def add_options(check: argparse.ArgumentParser) -> None:
    """Add the options of the command to its parser."""
    _add_choice(check)
    _add_site(check)
    _add_output(check)
    _add_fixes(check)


def _add_choice(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a post, a folder to search for .md, .mdx and .markdown files, or - for the standard input",
    )
    check.add_argument(
        "--stdin-filename",
        metavar="PATH",
        help="with the path -: the path of the post; the post is judged as if it were there",
    )
    changed = check.add_mutually_exclusive_group()
    changed.add_argument("--since", metavar="REV", help="only posts that changed in git since this revision")
    changed.add_argument(
        "--staged",
        action="store_true",
        help="only posts that the next commit adds or changes, as the index of git holds them; "
        "without PATH, those of the current folder",
    )
    check.add_argument("--allow-empty", action="store_true", help="end with 0 when there is no post in the paths")


def _add_site(check: argparse.ArgumentParser) -> None:
    check.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the site's content-quality.toml; without this file, only rules for every site apply",
    )
    check.add_argument(
        "--profile",
        metavar="NAME",
        help="use the severities of the table [profiles.NAME] of the settings, such as writing, ci or release",
    )
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
        "--jobs", type=_at_least_one, default=0, metavar="N", help="number of processes; by default one for each core"
    )
    check.add_argument(
        "--no-cache",
        action="store_true",
        help="inspect every post again, also those that an earlier run inspected with the same settings",
    )


def _add_output(check: argparse.ArgumentParser) -> None:
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
        "--statistics",
        action="store_true",
        help="also count the findings by check and severity; with a format for programs, on the error stream",
    )
    status = check.add_mutually_exclusive_group()
    status.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="blocker",
        help="from which severity on the exit status is 1; blocker by default",
    )
    status.add_argument(
        "--exit-zero",
        action="store_const",
        dest="fail_on",
        const="never",
        help="end with 0 whatever is found, like --fail-on never; what cannot be decided still ends with 2",
    )


def _add_fixes(check: argparse.ArgumentParser) -> None:
    fixes = check.add_mutually_exclusive_group()
    fixes.add_argument(
        "--diff",
        action="store_true",
        help="print the certain fixes as a diff instead of the report, and write nothing; the exit status is then 1",
    )
    fixes.add_argument(
        "--fix", action="store_true", help="write the certain fixes into the posts, then report what is left"
    )


def mistake(arguments: argparse.Namespace) -> str | None:
    """Return what is wrong with options that are right one by one, or None."""
    paths, name = arguments.paths, arguments.stdin_filename
    if (arguments.fix or arguments.diff) and (STDIN in paths or arguments.staged):
        return "--fix and --diff work on files: leave out --staged and the path -"
    if STDIN not in paths:
        if name is not None:
            return "--stdin-filename needs the path -, which stands for the standard input"
        if paths or arguments.staged:
            return None
        behind = "; put it before --against, which takes every path behind it" if arguments.against else ""
        return f"name a post or a folder, or add --staged{behind}"
    if not name:
        return "the path - needs --stdin-filename PATH: the path of the post that the standard input holds"
    if len(paths) > 1:
        return "the path - stands alone: the standard input holds one post"
    return "the path - cannot be combined with --since or --staged" if arguments.since or arguments.staged else None


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


def add_to(commands: Any) -> argparse.ArgumentParser:
    """Add the command to the parser's `commands`, and return its parser."""
    check: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="check posts, and print what is wrong, where, and what to do",
    )
    add_options(check)
    return check
