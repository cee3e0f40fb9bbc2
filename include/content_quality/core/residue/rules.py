"""Whether a text begins as machine talk does: what checks of cuts ask about the block after a cut."""

from __future__ import annotations

from content_quality.core.residue.sign_files import Sign, index_for

SAYS_LITTLE = frozenset({"count", "cut-off"})


def possible_at(start: str) -> tuple[Sign, ...]:
    """Return the signs whose pattern may match at `start`, the beginning of a block."""
    possible = index_for(start).possible(start.replace("’", "'").lower())
    return tuple(sign for sign in possible if sign.weight and sign.kind not in SAYS_LITTLE and sign.at != "anywhere")
