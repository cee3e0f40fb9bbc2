"""What to do with the lines that stand above the front matter."""

from __future__ import annotations

from content_quality.core.findings import Message, message


def moved_below(above: str, line: int, fence: str, *, is_comment: bool, words: str) -> Message:
    """Return what to do with the text `above` the fence in `line`; a note in a comment is for no reader."""
    is_line = line == 2 and not above.partition("\n")[2].strip()
    if is_line and is_comment:
        return message(
            "Delete line 1. The file then begins with {fence}. If you need the note, paste it below the second "
            "{fence}.",
            fence=fence,
        )
    if is_line:
        return message(
            "Cut line 1 (“{words}”) out, so that the file begins with {fence}. Paste line 1 below the front matter if "
            "readers need it.",
            words=words,
            fence=fence,
        )
    if is_comment:
        return message(
            "Move lines 1 to {last} below the front matter, or delete the lines if nothing needs them. The file then "
            "begins with {fence}.",
            last=line - 1,
            fence=fence,
        )
    return message(
        "Cut lines 1 to {last} out, so that the file begins with {fence}. Paste the lines below the front matter if "
        "readers need them.",
        last=line - 1,
        fence=fence,
    )
