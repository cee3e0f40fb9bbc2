"""Which languages editors can read; settings are read where DAGs are parsed, so this imports nothing heavy."""

from __future__ import annotations

from functools import cache
from importlib import resources

ENGLISH = "en"


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages there are, English first."""
    found = resources.files("content_quality").joinpath("locales").iterdir()
    return (ENGLISH, *sorted(file.name.removesuffix(".po") for file in found if file.name.endswith(".po")))
