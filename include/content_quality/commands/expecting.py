"""`expectations`: the suites and a batch, as people who know Great Expectations are used to."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

EXIT_DONE, EXIT_UNDECIDED = 0, 2


def add_to(commands: Any) -> None:
    """Add the subcommand to the parser's `commands`."""
    expectations = commands.add_parser(
        "expectations", help="show what the suites of Great Expectations found in a batch"
    )
    kinds = expectations.add_subparsers(dest="kind", required=True)
    docs = kinds.add_parser(
        "docs", help="write Data Docs of a batch, in a folder that Great Expectations opens as a project of its own"
    )
    docs.add_argument("--batch", metavar="BATCH", help="a batch's id; by default, the newest batch that was judged")
    docs.add_argument(
        "--output", type=Path, default=Path("data-docs"), metavar="DIR", help="where to write; by default, data-docs"
    )
    docs.add_argument("--config", type=Path, metavar="FILE", help="the site's content-quality.toml")
    docs.set_defaults(run=_docs)


def _docs(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.gate.data_docs import NothingToShow, write_data_docs
    from content_quality.pipeline.project import load_project

    try:
        batch_id, page = write_data_docs(load_project(arguments.config), arguments.batch, arguments.output.resolve())
    except (SettingsError, NothingToShow, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return EXIT_UNDECIDED
    print(f"Batch {batch_id}: {page}")
    return EXIT_DONE
