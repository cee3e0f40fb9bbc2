"""`content-quality completion`: what a shell needs to complete commands, options, and names of checks."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

SHELLS = ("bash", "zsh", "fish", "powershell")
EXIT_DONE = 0


def add_to(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    completion = commands.add_parser("completion", help="print the script with which a shell completes this command")
    completion.add_argument("shell", choices=SHELLS, metavar="SHELL", help="the shell")
    completion.set_defaults(run=_completion)


def _completion(arguments: argparse.Namespace) -> int:
    from argcomplete.shell_integration import shellcode

    print(shellcode(["content-quality"], shell=arguments.shell))
    return EXIT_DONE


def answer_the_shell(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that completes a line, and end; return at once where no shell asks."""
    import argcomplete

    for action in _actions(parser):
        if action.metavar == "CHECKS" or action.dest == "check":
            action.completer = _checks  # type: ignore[attr-defined]
        elif action.dest == "lang":
            action.completer = _languages  # type: ignore[attr-defined]
    argcomplete.autocomplete(parser)


def _actions(parser: argparse.ArgumentParser) -> Iterable[argparse.Action]:
    from content_quality.commands.statuses import commands

    for _, command, _ in commands(parser):
        yield from command._actions


def _checks(prefix: str, **_: object) -> list[str]:
    """Return the names of checks, behind the ones that stand before the last comma of `prefix`."""
    from content_quality.checks import CHECKS

    before, comma, _last = prefix.rpartition(",")
    return [f"{before}{comma}{check.name}" for check in CHECKS]


def _languages(**_: object) -> list[str]:
    from content_quality.core.i18n.languages import languages

    return sorted(languages())
