"""Use cases: show and delete the inspections that `check` keeps for its next run."""

from __future__ import annotations

from content_quality.adapters.state.inspection_cache import entries_of, folder_of_user, shrink

MEGABYTE = 1_000_000


def describe() -> str:
    """Return a line about the cache of whoever runs this."""
    if (folder := folder_of_user()) is None:
        return "The cache is off."
    found = entries_of(folder)
    return f"{folder}: {len(found)} inspections, {sum(size for _, size, _ in found) / MEGABYTE:.1f} MB."


def clean() -> str:
    """Delete all kept inspections of whoever runs this; return a line about it."""
    folder = folder_of_user()
    deleted, freed = shrink(folder, 0) if folder else (0, 0)
    return f"{deleted} inspections deleted, {freed / MEGABYTE:.1f} MB."
