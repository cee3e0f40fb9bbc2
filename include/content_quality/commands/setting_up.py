"""`content-quality init`: propose the settings file of a site."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from content_quality.core.text.printable import one_line, several_lines

if TYPE_CHECKING:
    from content_quality.pipeline.local.propose_settings import SettingsProposal

EXIT_DONE, EXIT_EXISTS, EXIT_UNDECIDED = 0, 1, 2


def add_to(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    init = commands.add_parser(
        "init", help="recognise the site's generator and folders, and write a commented content-quality.toml"
    )
    init.add_argument(
        "folder", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="the site; the current folder by default"
    )
    init.add_argument("--dry-run", action="store_true", help="print the settings file, and write nothing")
    init.set_defaults(run=_init)


def _init(arguments: argparse.Namespace) -> int:
    from content_quality.pipeline.local.propose_settings import propose_settings, write_proposal

    folder: Path = arguments.folder
    if not folder.is_dir():
        print(f"content-quality: {one_line(str(folder))}: no such folder", file=sys.stderr)
        return EXIT_UNDECIDED
    try:
        proposal = propose_settings(folder)
        if arguments.dry_run:
            sys.stdout.write(several_lines(proposal.text))
            return EXIT_DONE
        write_proposal(proposal)
    except FileExistsError:
        print(
            f"content-quality: {one_line(str(folder / 'content-quality.toml'))} exists and was left alone. "
            "Add --dry-run to see a proposal.",
            file=sys.stderr,
        )
        return EXIT_EXISTS
    except OSError as error:
        print(f"content-quality: {one_line(str(error.filename))}: {error.strerror}", file=sys.stderr)
        return EXIT_UNDECIDED
    print("\n".join(one_line(line) for line in _next_steps(proposal)))
    return EXIT_DONE


def _next_steps(proposal: SettingsProposal) -> list[str]:
    kind, root = proposal.kind, proposal.path.parent
    known = f"a {kind.generator} site ({kind.evidence})" if kind.evidence else "a site of an unknown generator"
    found = ", ".join(_posts(number, folder) for folder, number in kind.folders)
    config = shlex.quote(proposal.path.as_posix())
    paths = " ".join(shlex.quote((root / folder).as_posix()) for folder, _ in kind.folders)
    return [
        f"Wrote {proposal.path} for {known}: {found}.",
        "",
        "Check the posts:",
        f"  content-quality check --config {config} {paths}",
        "Accept what the existing posts have, so that only new damage is reported; this needs content-quality[airflow]:",  # noqa: E501 - words in a table
        f"  content-quality baseline --config {config} --reason WHY",
        "See what applies to a post:",
        f"  content-quality config show --config {config} POST",
    ]


def _posts(number: int, folder: str) -> str:
    return f"{'1 post' if number == 1 else f'{number} posts'} in {'this folder' if folder == '.' else folder}"
