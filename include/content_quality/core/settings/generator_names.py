"""Which site generators there are: one file per generator in `core/document/profiles`.

Settings are read where DAGs are parsed, so this imports nothing heavy.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

GENERIC = "generic"  # what holds for a post of which the generator is not known


@cache
def generators() -> tuple[str, ...]:
    """Return the names of the generators there are, in order of the alphabet, `generic` last."""
    found = resources.files("content_quality").joinpath("core", "document", "profiles").iterdir()
    names = {file.name.removesuffix(".json") for file in found if file.name.endswith(".json")}
    return (*sorted(names - {GENERIC}), GENERIC)
