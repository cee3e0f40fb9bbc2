"""`content-quality lsp` and `mcp`: findings for an editor, and for an agent, while a post is written."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from content_quality.core.text.printable import one_line

EXIT_DONE, EXIT_UNDECIDED = 0, 2


def add_to(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    lsp = commands.add_parser("lsp", help="serve an editor over the Language Server Protocol, on the standard streams")
    lsp.add_argument("--stdio", action="store_true", help="use the standard streams; the default, and the only way")
    lsp.set_defaults(run=_serve)
    mcp = commands.add_parser("mcp", help="serve an agent over the Model Context Protocol, on the standard streams")
    mcp.add_argument(
        "--root",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="the site; the agent has only posts below it checked; the current folder by default",
    )
    mcp.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="the site's content-quality.toml; without this file, only rules for every site apply",
    )
    mcp.set_defaults(run=_serve_agent)


def _serve(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every command has the same signature
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no threads of NumPy where children are forked
    from content_quality.language_server.server import make_server

    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not stand between the messages
    make_server().start_io(sys.stdin.buffer, output)
    return EXIT_DONE


def _serve_agent(arguments: argparse.Namespace) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from content_quality.agent_server.server import make_server

    config = arguments.config.resolve() if arguments.config else None
    try:
        os.chdir(arguments.root)  # paths in reports are those below the site
        server = make_server(config)
    except (OSError, ValueError) as error:
        print(f"content-quality: {one_line(str(error))}", file=sys.stderr)
        return EXIT_UNDECIDED
    server.run()
    return EXIT_DONE
