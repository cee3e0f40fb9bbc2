"""Whether a text begins as machine talk does: what checks of cuts ask about the block after a cut."""

from __future__ import annotations

from content_quality.core.residue.sign import Sign
from content_quality.core.residue.sign_files import index_for
from content_quality.core.residue.talk import ONLY_MARKS

SAYS_LITTLE = frozenset({"count", "cut-off", "error"})
ANY_BLOCK = frozenset({"sentence", "block"})


def possible_at(start: str) -> tuple[Sign, ...]:
    """Return the signs that stand at `start`, the beginning of a block."""
    plain = start.replace("’", "'")
    return tuple(sign for sign in index_for(plain).possible(plain.lower()) if _stands_at(sign, plain))


def _stands_at(sign: Sign, text: str) -> bool:
    if not sign.weight or sign.kind in SAYS_LITTLE or sign.at not in ANY_BLOCK:
        return False
    match = sign.pattern.match(text)
    if match is None or (sign.unless is not None and sign.unless.search(text)):
        return False
    return not sign.whole or ONLY_MARKS.match(text, match.end()) is not None
