"""`content-quality boilerplate`: the paragraphs that many posts share."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from content_quality.core.text.printable import one_line

EXIT_CLEAN, EXIT_UNDECIDED = 0, 2
SHOWN = 100  # characters of a paragraph: about a line of a terminal


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    boilerplate = commands.add_parser(
        "boilerplate",
        help="list the paragraphs that many posts share; these paragraphs are ignored when posts are compared",
    )
    boilerplate.add_argument("paths", nargs="+", metavar="PATH", help="a post, or a folder of posts")
    boilerplate.add_argument("--config", type=Path, metavar="FILE", help="the site's content-quality.toml")
    boilerplate.set_defaults(run=_boilerplate)


def _boilerplate(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import Settings, SettingsError
    from content_quality.pipeline.local.compare_files import boilerplate
    from content_quality.pipeline.local.list_files import files_of
    from content_quality.pipeline.project import project_of

    try:
        settings = project_of(arguments.config).settings if arguments.config else Settings()
    except SettingsError as error:
        print(f"content-quality: {arguments.config}: {error}", file=sys.stderr)
        return EXIT_UNDECIDED
    files, missing = files_of(arguments.paths)
    for path in missing:
        print(f"content-quality: {path}: no such file or folder", file=sys.stderr)
    paragraphs = 0
    for text, paths in boilerplate(files, settings):
        line = one_line(text, " ")
        print(f"{len(paths):6} posts  {line[:SHOWN]}{'…' if len(line) > SHOWN else ''}")
        print(f"              such as {', '.join(paths[:2])}")
        paragraphs += 1
    print(f"{paragraphs} paragraphs appear in {settings.across.boilerplate_posts} or more of {len(files)} posts.")
    return EXIT_UNDECIDED if missing else EXIT_CLEAN
