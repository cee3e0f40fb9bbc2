"""`waive` and `baseline`: what a site's people accept."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from content_quality.pipeline.project import Project

from content_quality.commands.parts import need
from content_quality.commands.terminal_access import from_this_terminal

EXIT_DONE, EXIT_NOTHING, EXIT_UNDECIDED = 0, 1, 2


def add_to(commands: Any) -> None:
    """Add the subcommands to the parser's `commands`."""
    waive = commands.add_parser("waive", help="accept a check's findings in one post, with a reason and an end date")
    waive.add_argument("post", type=Path, metavar="POST", help="the post's file")
    waive.add_argument("--check", required=True, help="the name of the check")
    waive.add_argument("--reason", required=True, help="why the passage is right as it is")
    waive.add_argument("--days", type=int, metavar="N", help="how long the waiver lasts; 30 by default, 180 at most")
    waive.add_argument(
        "--fingerprint", metavar="HEX", help="only this passage; by default every passage that the check finds now"
    )
    waive.set_defaults(run=_waive)
    baseline = commands.add_parser(
        "baseline",
        help="accept the findings of published posts as they are; without --reason, only show their count by check",
    )
    baseline.add_argument("--reason", help="why the archive is accepted as it is; needed once")
    baseline.set_defaults(run=_baseline)
    for parser in (waive, baseline):
        parser.add_argument(
            "--by", default=None, metavar="NAME", help="the person who grants the waiver; by default your login name"
        )
        parser.add_argument("--config", type=Path, metavar="FILE", help="the site's content-quality.toml")


def _waive(arguments: argparse.Namespace) -> int:
    from content_quality.core.gate.waivers import WaiversUnreadable
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.gate.accept import NothingToWaive, Refused, waive
    from content_quality.pipeline.project import load_project, project_of

    try:
        project = project_of(arguments.config) if arguments.config else load_project()
        days = arguments.days if arguments.days is not None else project.settings.waivers.default_days
        waivers = waive(
            project, arguments.post, arguments.check, arguments.reason, _who(arguments), days, arguments.fingerprint
        )
    except NothingToWaive as nothing:
        print(f"content-quality: {nothing}", file=sys.stderr)
        return EXIT_NOTHING
    except (SettingsError, WaiversUnreadable, Refused, OSError) as error:
        print(f"content-quality: {error}", file=sys.stderr)
        return EXIT_UNDECIDED
    for waiver in waivers:
        print(f"{waiver.post}: {waiver.check} {waiver.fingerprint} is accepted until {waiver.until}")
    return EXIT_DONE


def _baseline(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.archive.accept_state import NotAccepted
    from content_quality.pipeline.archive.rebuild_store import StoreDamaged
    from content_quality.pipeline.archive.record_baseline import ArchiveNotJudged, is_recorded, shrink_baseline
    from content_quality.pipeline.gate.explain_decisions import SnapshotUnreadable
    from content_quality.pipeline.ingest.source_listing import SourceVanished
    from content_quality.pipeline.project import load_project, project_of

    faults = (SettingsError, SourceVanished, ArchiveNotJudged, NotAccepted, SnapshotUnreadable, StoreDamaged)
    try:
        project = from_this_terminal(project_of(arguments.config) if arguments.config else load_project())
        if is_recorded(project):
            print(shrink_baseline(project).describe())
            return EXIT_DONE
        return _record(project, arguments)
    except (*faults, OSError, ValueError, KeyError, TypeError) as error:
        print(f"content-quality: {error}", file=sys.stderr)
        return EXIT_UNDECIDED


def _record(project: Project, arguments: argparse.Namespace) -> int:
    """Show what would be accepted and, where a reason is given, accept it."""
    from datetime import UTC, datetime

    from content_quality.pipeline.archive.record_baseline import acceptable, record_baseline
    from content_quality.pipeline.progress import bar

    if state := acceptable(project):
        for line in state.describe():
            print(line)
        if arguments.reason is None:
            print("Nothing was accepted. To accept these findings: content-quality baseline --by NAME --reason WHY")
            return EXIT_NOTHING
    else:
        need("duckdb")
        print("The pipeline has decided nothing yet: every post is inspected now.", file=sys.stderr, flush=True)
    change = record_baseline(project, _who(arguments), arguments.reason or "", datetime.now(UTC), bar)
    for line in change.state.describe() if change.state and not state else ():
        print(line)
    print(change.describe())
    return EXIT_DONE


def _who(arguments: argparse.Namespace) -> str:
    return arguments.by or getpass.getuser()
