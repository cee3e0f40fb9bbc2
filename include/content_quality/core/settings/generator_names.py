"""Which site generators there are: one file per generator in `core/document/profiles`.

Settings are read where DAGs are parsed, so this imports nothing heavy.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "document" / "profiles"
GENERIC = "generic"  # what holds for a post of which the generator is not known


@cache
def generators() -> tuple[str, ...]:
    """Return the names of the generators there are, in order of the alphabet, `generic` last."""
    names = {file.stem for file in FOLDER.glob("*.json")}
    return (*sorted(names - {GENERIC}), GENERIC)
