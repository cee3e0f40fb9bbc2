"""Profiles: other severities for another moment, such as writing, a site's CI, or a release."""

from __future__ import annotations

from dataclasses import replace

from content_quality.core.settings import Settings, SettingsError


def with_profile(settings: Settings, name: str) -> Settings:
    """Return `settings` with the severities of the profile `name` in the place of those in `[checks]`.

    A check that the profile does not name keeps its severity. Raise `SettingsError` when the profile is unknown.
    """
    profile = next((one for one in settings.profiles if one.name == name), None)
    if profile is None:
        known = ", ".join(one.name for one in settings.profiles)
        has = f"The settings have these profiles: {known}." if known else "The settings have no profile."
        raise SettingsError(f"{name!r} is not a profile. {has} Add a table [profiles.{name}].")
    named = {level.check for level in profile.checks}
    kept = tuple(level for level in settings.checks if level.check not in named)
    return replace(settings, checks=(*kept, *profile.checks))
