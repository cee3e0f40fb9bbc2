"""`content-quality config show`: which settings apply to a post, and where each comes from."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content_quality.core.text.printable import one_line

if TYPE_CHECKING:
    from content_quality.pipeline.local.applied_settings import Applied

EXIT_DONE, EXIT_UNDECIDED = 0, 2


def add_to(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    actions = commands.add_parser(
        "config", help="the settings of the site: what applies to a post, and why"
    ).add_subparsers(dest="action", required=True, metavar="ACTION")
    show = actions.add_parser("show", help="show which settings apply to a post, and where each setting comes from")
    show.add_argument("post", metavar="POST", help="the post's file")
    show.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the site's content-quality.toml; without this file, only defaults apply",
    )
    show.add_argument("--profile", metavar="NAME", help="with the severities of the table [profiles.NAME]")
    show.add_argument("--all", action="store_true", help="also show settings that have their default value")
    show.set_defaults(run=_show)


def _show(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.local.applied_settings import DEFAULT, PostUnreadable, applied_settings

    try:
        applied = applied_settings(arguments.post, arguments.config, arguments.profile)
    except (SettingsError, PostUnreadable) as error:
        print(f"content-quality: {one_line(str(error))}", file=sys.stderr)
        return EXIT_UNDECIDED
    print(f"post      {one_line(applied.post_id)}")
    print(f"settings  {one_line(str(arguments.config or 'none; add --config content-quality.toml'))}")
    for title, rows in (("setting", applied.settings), ("check", applied.checks)):
        shown = [row for row in rows if arguments.all or row.origin != DEFAULT]
        print()
        sys.stdout.writelines(f"{line}\n" for line in _table(title, shown))
        if len(shown) < len(rows):
            others = f"{len(rows) - len(shown)} {'other ' if shown else ''}{title}s"
            print(f"{others} have their default; --all shows them.")
    if applied.accepted:
        print("\naccepted in this post")
        sys.stdout.writelines(f"  {one_line(line)}\n" for line in applied.accepted)
    return EXIT_DONE


def _table(title: str, rows: Iterable[Applied]) -> Iterable[str]:
    cells = [(title, "value", "from"), *((row.key, _value(row.value), row.origin) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in (0, 1)]
    for key, value, origin in cells if len(cells) > 1 else ():
        yield f"{key:{widths[0]}}  {value:{widths[1]}}  {one_line(origin)}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return str(value).lower() if isinstance(value, bool) else one_line(str(value)) or '""'
