"""The reference of the command line as a page: each command with its arguments and options, from the parser itself."""

from __future__ import annotations

import argparse

from content_quality.commands.statuses import STATUSES, commands

HEAD = """\
# Commands and options

Examples: [the command line](command-line.md). `content-quality COMMAND --help` prints the same.
Every command ends with 130 when it is interrupted.
"""


def command_reference(parser: argparse.ArgumentParser) -> str:
    """Return the page in Markdown."""
    lines = [HEAD]
    for words, command, about in commands(parser):
        lines += [f"## content-quality {words}", "", _sentence(about), "", *_table(command)]
        lines += ["| exit status | meaning |", "| --- | --- |"]
        lines += [f"| {status} | {_cell(meaning)} |" for status, meaning in STATUSES.get(words, {}).items()]
        lines += [""]
    return "\n".join(lines)


def _table(command: argparse.ArgumentParser) -> list[str]:
    rows = [
        f"| {_name(action)} | {_cell(action.help or '')}{_choices(action)} |"
        for action in command._actions
        if not isinstance(action, argparse._HelpAction)
    ]
    return ["| argument | meaning |", "| --- | --- |", *rows, ""] if rows else []


def _name(action: argparse.Action) -> str:
    value = "" if action.nargs == 0 else str(action.metavar or ("VALUE" if action.choices else action.dest.upper()))
    return ", ".join(f"`{f'{option} {value}'.strip()}`" for option in action.option_strings or [""])


def _choices(action: argparse.Action) -> str:
    return f"; one of {', '.join(f'`{choice}`' for choice in action.choices)}" if action.choices else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("%%", "%")
