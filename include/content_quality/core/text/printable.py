"""Words of posts and names of files as part of a line: neither a terminal nor a log obeys them."""

from __future__ import annotations


def one_line(text: str, instead: str = "�") -> str:
    """Return `text` without line ends and control characters, each replaced by `instead`."""
    return text if text.isprintable() else "".join(one if one.isprintable() else instead for one in text)


def several_lines(text: str) -> str:
    """Return `text` without control characters; its line ends stay."""
    return "\n".join(one_line(line) for line in text.split("\n"))
