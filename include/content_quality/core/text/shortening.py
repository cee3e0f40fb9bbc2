"""Words of a post in a sentence of ours: on one line, and cut between words."""

from __future__ import annotations

LEAST_KEPT = 0.6  # of the room: without a space in the rest, the text is cut anywhere


def shortened(text: str, most: int) -> str:
    """Return `text` on one line in at most `most` characters, cut between words where it writes spaces between them."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head = line[: most - 1]
    space = len(head) if line[most - 1] == " " else head.rfind(" ")
    return f"{head[:space].rstrip()} …" if space >= LEAST_KEPT * most else f"{head}…"
