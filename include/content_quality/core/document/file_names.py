"""What people call the file of a post that has no title."""

from __future__ import annotations

import re

BUNDLE = re.compile(r"_?index(\.[a-z]{2,3}(-[a-z]+)?)?\.[a-z]+", re.IGNORECASE)  # index.md, _index.md, index.ja.md


def called(path: str) -> str:
    """Return the file's name; for the file of a page bundle, which all have one name, that of its folder."""
    folder, _, name = path.rpartition("/")
    return folder.rpartition("/")[2] if folder and BUNDLE.fullmatch(name) else name
