"""`decisions` and `gate`: what was decided, why, and whether files are what was released."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from content_quality.core.text.printable import one_line

EXIT_DONE, EXIT_UNKNOWN, EXIT_REFUSED, EXIT_UNDECIDED = 0, 1, 1, 2


def add_to(commands: Any) -> None:
    """Add the subcommands to the parser's `commands`."""
    decisions = commands.add_parser(
        "decisions", help="show the decision about every post, or about one post: verdict, reasons, history"
    )
    decisions.add_argument(
        "post", nargs="?", metavar="POST", help="a post's file or id; without POST, all posts are listed"
    )
    decisions.add_argument("--config", type=Path, metavar="FILE", help="the site's content-quality.toml")
    decisions.set_defaults(run=_decisions)
    gate = commands.add_parser(
        "gate",
        help="for a site's CI: verify that these files match the release byte for byte; stop the deploy at any exit status other than 0",  # noqa: E501 - one sentence for people
    )
    gate.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a post, or a folder of posts")
    gate.add_argument("--manifest", type=Path, required=True, metavar="FILE", help="the release manifest")
    gate.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help="an ed25519 key in PEM or DER, or the secret for HMAC; with a key, unsigned lines are ignored",
    )
    gate.add_argument("--root", type=Path, metavar="DIR", help="the site's folder; the current folder by default")
    gate.add_argument(
        "--released",
        action="store_true",
        help="the files are arranged as in a release folder, below the name of their source",
    )
    gate.add_argument(
        "--remember",
        type=Path,
        metavar="FILE",
        help="record the manifest's length in this file, and refuse an older manifest next time",
    )
    gate.set_defaults(run=_gate)
    manifest = commands.add_parser(
        "manifest",
        help="show which lines of the site's release manifest can be trusted; --renew rewrites the manifest from these lines",  # noqa: E501 - one sentence for people
    )
    manifest.add_argument("--config", type=Path, metavar="FILE", help="the site's content-quality.toml")
    manifest.add_argument(
        "--renew", action="store_true", help="number, chain and sign the trusted lines again; the old file is kept"
    )
    manifest.add_argument(
        "--trust-unsigned", action="store_true", help="also trust lines that the present key has not signed"
    )
    manifest.set_defaults(run=_manifest)


def _decisions(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.gate.explain_decisions import SnapshotUnreadable, explain_all, explain_post
    from content_quality.pipeline.project import load_project, project_of

    try:
        project = project_of(arguments.config) if arguments.config else load_project()
        lines = explain_post(project, arguments.post) if arguments.post else explain_all(project)
    except (SettingsError, SnapshotUnreadable) as error:
        print(f"content-quality: the decisions cannot be read: {error}", file=sys.stderr)
        return EXIT_UNDECIDED
    if arguments.post and not lines:
        print(f"content-quality: {arguments.post} has no decision", file=sys.stderr)
        return EXIT_UNKNOWN
    for line in lines:
        print(_plain(line))
    return EXIT_DONE


def _gate(arguments: argparse.Namespace) -> int:
    from content_quality.pipeline.gate.verify_release import PostPlace, Undecidable, verify_release

    try:
        verification = verify_release(
            arguments.paths,
            arguments.manifest,
            arguments.key,
            PostPlace(arguments.root, arguments.released, arguments.remember),
        )
    except Undecidable as error:
        print(f"content-quality: the release cannot be verified: {_plain(str(error))}", file=sys.stderr)
        return EXIT_UNDECIDED
    for path, why in verification.refused:
        print(f"{_plain(path)}: {why}")
    for warning in verification.warnings:
        print(f"content-quality: {warning}", file=sys.stderr)
    others = f" {verification.others} other files were skipped." if verification.others else ""
    print(f"{verification.files - len(verification.refused)} of {verification.files} files match the release.{others}")
    return EXIT_REFUSED if verification.refused else EXIT_DONE


def _manifest(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.gate.renew_manifest import Untrusted, renew_manifest
    from content_quality.pipeline.project import load_project, project_of

    try:
        project = project_of(arguments.config) if arguments.config else load_project()
        renewal = renew_manifest(project, write=arguments.renew, trust_unsigned=arguments.trust_unsigned)
    except (SettingsError, Untrusted, OSError) as error:
        print(f"content-quality: the manifest cannot be read: {_plain(str(error))}", file=sys.stderr)
        return EXIT_UNDECIDED
    for doubt in renewal.doubts:
        print(_plain(doubt))
    print(renewal.describe())
    return EXIT_REFUSED if renewal.doubts else EXIT_DONE


def _plain(text: str) -> str:
    return one_line(text)
