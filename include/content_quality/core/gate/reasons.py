"""Whether a person gave a reason, or a name, that another person can read."""

from __future__ import annotations

import unicodedata

LONGEST_REASON = 2_000  # characters
# Categories of Unicode that leave no ink: controls, formats, surrogates, unassigned, spaces, and marks without a
# letter.
INKLESS = frozenset("Cc Cf Cs Cn Co Zs Zl Zp Mn Me".split())
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and signs by category, blank by their look


def is_readable(words: str) -> bool:
    """Return whether `words` show something and are short enough to be read."""
    if len(words) > LONGEST_REASON:
        return False
    return any(unicodedata.category(sign) not in INKLESS and sign not in FILLERS for sign in words)


def is_reason(words: str) -> bool:
    """Return whether `words` say why: they can be read and hold a letter or a digit, unlike an ellipsis."""
    return is_readable(words) and any(unicodedata.category(sign)[0] in "LN" and sign not in FILLERS for sign in words)
