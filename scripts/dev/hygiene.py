"""Check the files that are named: trailing white space, the last line's end, TOML, YAML, JSON, size.

Needs no network.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import yaml

LARGEST = 500_000  # bytes; the locked requirements, the largest text, have 350,000
PARSERS: dict[str, Callable[[str], object]] = {
    ".toml": tomllib.loads,
    ".json": json.loads,
    ".yaml": lambda text: list(yaml.safe_load_all(text)),
    ".yml": lambda text: list(yaml.safe_load_all(text)),
}


def faults(path: Path) -> Iterator[str]:
    """Yield what is wrong with the file at `path`, with its line where there is one."""
    data = path.read_bytes()
    if len(data) > LARGEST:
        yield f"{path}: {len(data):,} bytes; the largest allowed file has {LARGEST:,}"
    text = data.decode("utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield f"{path}:{number}: white space at the end of the line"
    if text and not text.endswith("\n"):
        yield f"{path}: the last line does not end"
    parse = PARSERS.get(path.suffix)
    if parse is not None:
        try:
            parse(text)
        except (ValueError, yaml.YAMLError) as error:
            yield f"{path}: {error}"


def main(names: Sequence[str]) -> int:
    """Print the faults of the files in `names`; return 1 when there are any."""
    found = [fault for name in names for fault in faults(Path(name))]
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
