"""Which settings count for one post: those of the site, and above them the overrides that name the post."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath

from content_quality.core.settings import Override, Settings
from content_quality.core.settings.check_rules import CheckLevel
from content_quality.core.settings.path_patterns import matches


def settings_for(settings: Settings, post_id: str) -> Settings:
    """Return `settings` as they count for the post `post_id`; the same object for all posts with the same overrides."""
    if not settings.overrides:
        return settings
    return applied(settings, overrides_of(settings, post_id))


def overrides_of(settings: Settings, post_id: str) -> tuple[int, ...]:
    """Return the places in `settings.overrides` of those that name the post, in order."""
    names = post_names(settings, post_id)
    return tuple(
        place
        for place, override in enumerate(settings.overrides)
        if any(matches(override.match, name) for name in names)
    )


def post_names(settings: Settings, post_id: str) -> tuple[str, ...]:
    """Return what patterns may call the post: its post_id, and its path from the settings file.

    The second one is the path of the source, then the path in the source.
    """
    name, _, below = post_id.partition("/")
    source = next((one for one in settings.sources if one.name == name and below), None)
    if source is None:
        return (post_id,)
    return tuple(dict.fromkeys((post_id, (PurePosixPath(source.folder) / below).as_posix())))


def owner_of(settings: Settings, post_id: str) -> str:
    """Return the recipient who answers for the post by an override; empty when none does."""
    owners = (
        [settings.overrides[place].owner for place in overrides_of(settings, post_id)] if settings.overrides else []
    )
    return next((owner for owner in reversed(owners) if owner), "")


def without_levels(settings: Settings, names: frozenset[str]) -> Settings:
    """Return `settings` with overrides that name no severity for the checks `names`."""
    return replace(settings, overrides=tuple(_without(override, names) for override in settings.overrides))


def applied_alone(settings: Settings, place: int) -> Settings:
    """Return `settings` with the override at `place` and no other."""
    return applied.__wrapped__(settings, (place,))  # not remembered: it may hold what is refused


@lru_cache(maxsize=256)
def applied(settings: Settings, places: tuple[int, ...]) -> Settings:
    """Return `settings` with the overrides at `places`; the same object for the same overrides."""
    # One object for one set of overrides: analyses of a post are remembered by the identity of its settings.
    levels: dict[str, CheckLevel] = {level.check: level for level in settings.checks}
    tables: dict[str, dict[str, object]] = {}
    for override in (settings.overrides[place] for place in places):
        levels |= {level.check: level for level in override.checks}
        for change in override.changes:
            tables.setdefault(change.table, {})[change.key] = change.value
    changed = {table: replace(getattr(settings, table), **keys) for table, keys in tables.items()}
    return replace(settings, checks=tuple(levels.values()), overrides=(), **changed)


def _without(override: Override, names: frozenset[str]) -> Override:
    return replace(override, checks=tuple(level for level in override.checks if level.check not in names))
