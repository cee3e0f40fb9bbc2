"""`content-quality schema`: the site's own schema of front matter."""

from __future__ import annotations

import argparse
from typing import Any


def add_to(commands: Any) -> None:
    """Add the subcommands to the parser's `commands`."""
    schema = commands.add_parser("schema", help="the site's own schema of front matter").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    infer = schema.add_parser(
        "infer", help="propose a JSON Schema from existing posts, with the evidence for each rule"
    )
    infer.add_argument("paths", nargs="+", metavar="PATH", help="a post, or a folder of posts")
    infer.set_defaults(run=_infer_schema)


def _infer_schema(arguments: argparse.Namespace) -> int:
    from content_quality.pipeline.local.infer_schema import infer_schema

    return infer_schema(arguments.paths)
