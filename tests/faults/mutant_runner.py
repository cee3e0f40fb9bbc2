"""Runs tests over changed copies of the package, each time in a child of a process that has loaded the libraries once.

Reads lines of JSON, [path for the output, argument of pytest, …], and answers each with pytest's exit status.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys

from tests.patience import PATIENCE

# What takes seconds to import; nothing of the package, of which every child imports its own version.
LIBRARIES = (
    "pytest",
    "hypothesis",
    "duckdb",
    "pandas",
    "great_expectations",
    "numpy",
    "regex",
    "rapidfuzz",
    "pyromark",
    "ftfy",
    "cryptography",
    "jsonschema",
)


def main() -> None:
    for name in LIBRARIES:
        importlib.import_module(name)
    assert not [name for name in sys.modules if name.partition(".")[0] == "content_quality"]
    for line in sys.stdin:
        output, *arguments = json.loads(line)
        child = os.fork()
        if not child:
            _run(output, arguments)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run(output: str, arguments: list[str]) -> None:
    import pytest

    signal.alarm(PATIENCE)  # a mutant that never ends before its first test
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(file, stream)
    sys.exit(pytest.main(arguments))


if __name__ == "__main__":
    main()
