"""The exit statuses of every command: `--help` and the documentation show them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

INTERRUPTED = 130  # as shells count: 128 and the number of the signal
_SETTINGS = "the settings or an option are wrong"
STATUSES = {
    "check": {
        0: "no finding of the severity that --fail-on names, a blocker by default; with --diff, nothing to fix",
        1: "at least one such finding; with --diff, a fix is proposed",
        2: "undecided: an option, a path or the settings are wrong, a post could not be read or written, or a check crashed",  # noqa: E501 - one sentence for people
    },
    "init": {0: "the settings file is written, or printed", 1: "there is a settings file", 2: "it cannot be written"},
    "config show": {0: "shown", 2: f"the post cannot be read, or {_SETTINGS}"},
    "fetch": {
        0: "all posts of the source are copied",
        1: "some posts are not copied",
        2: f"the source cannot be listed, the folder is not empty, or {_SETTINGS}",
    },
    "mirror": {
        0: "the copy is as the exchange has it",
        1: "the exchange cannot be read, or holds something that is damaged; the copy stays as it was",
        2: f"the settings name no exchange, or {_SETTINGS}",
    },
    "doctor": {0: "nothing has failed", 1: "something has failed"},
    "completion": {0: "printed"},
    "lsp": {0: "the editor has ended the server", 2: "the extra `lsp` is not installed"},
    "mcp": {0: "the agent has ended the server", 2: "the extra `mcp` is not installed, or the settings are wrong"},
    "cache show": {0: "shown"},
    "cache clean": {0: "deleted"},
    "explain": {0: "explained", 2: "there is no such check"},
    "checks": {0: "listed"},
    "waive": {0: "the findings are accepted", 1: "the check finds nothing in the post", 2: f"refused, or {_SETTINGS}"},
    "baseline": {
        0: "the baseline is recorded",
        1: "nothing is recorded: no reason is given",
        2: f"the archive could not be judged, or {_SETTINGS}",
    },
    "decisions": {0: "shown", 1: "the post has no decision", 2: f"no decision can be read, or {_SETTINGS}"},
    "gate": {
        0: "each post is what was released",
        1: "at least one post is not what was released",
        2: "the release could not be verified",
    },
    "manifest": {0: "each line can be trusted", 1: "some lines cannot be trusted", 2: "the manifest cannot be read"},
    "expectations docs": {0: "written", 2: f"no batch has been judged, the folder cannot be written, or {_SETTINGS}"},
    "repair": {
        0: "nothing to repair, or the repair was written",
        1: "a repair is proposed",
        2: "the post could not be read or decided, or an option is wrong",
    },
    "boilerplate": {0: "listed", 2: f"a path cannot be read, or {_SETTINGS}"},
    "alerts test": {0: "each alert is accepted", 1: "an alert is not accepted, or there is no recipient", 2: _SETTINGS},
    "alerts list": {0: "listed", 2: _SETTINGS},
    "alerts retry": {0: "alerts are due again", 1: "no alert to try again", 2: f"the outbox is busy, or {_SETTINGS}"},
    "alerts repair": {
        0: "the journal is written anew",
        1: "the journal is sound",
        2: f"the outbox is busy, or {_SETTINGS}",
    },
    "rebuild": {0: "the new store is in use", 2: "the store was not rebuilt, or something is missing from it"},
    "schema infer": {0: "a schema is proposed", 2: "no post with front matter can be read"},
}


def commands(parser: argparse.ArgumentParser, words: str = "") -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Yield each command that can be run: its words, its parser, and what it does."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            about = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                own = f"{words} {name}".strip()
                yield from list(commands(command, own)) or [(own, command, about.get(name, ""))]


def document(parser: argparse.ArgumentParser) -> None:
    """Add to the help of each command what its exit status means."""
    for words, command, _ in commands(parser):
        statuses = STATUSES.get(words, {})
        command.formatter_class = argparse.RawDescriptionHelpFormatter
        command.epilog = "exit status:\n" + "\n".join(
            f"  {status:<4} {meaning}" for status, meaning in statuses.items()
        )
