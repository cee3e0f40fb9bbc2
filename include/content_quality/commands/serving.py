"""`content-quality lsp`: findings in an editor while a post is written."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

EXIT_DONE = 0


def add_to(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    lsp = commands.add_parser("lsp", help="serve an editor over the Language Server Protocol, on the standard streams")
    lsp.add_argument("--stdio", action="store_true", help="use the standard streams; the default, and the only way")
    lsp.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every command has the same signature
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no threads of NumPy where children are forked
    from content_quality.language_server.server import make_server

    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not stand between the messages
    make_server().start_io(sys.stdin.buffer, output)
    return EXIT_DONE
