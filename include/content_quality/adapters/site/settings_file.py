"""The site's settings file with what it points to.

The one way to load it, so that every caller has the same policy digest.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import regex

from content_quality.adapters.release.targets import refuse_shared_paths, refuse_unknown_target
from content_quality.adapters.site.site_config import read_settings
from content_quality.adapters.site.source_kinds import is_only_shown, named_by_itself, refuse_unknown_kind
from content_quality.core.document.profiles import schema_errors
from content_quality.core.reading_time import formulas
from content_quality.core.reading_time.estimation import OWN_FORMULA
from content_quality.core.residue import sign_files
from content_quality.core.settings import Override, Settings, SettingsError
from content_quality.core.settings.override import ChangedSetting
from content_quality.core.settings.post_settings import applied_alone

LONGEST_SCHEMA = 200_000  # characters
LONGEST_SIGNS = 100_000  # characters


def load(path: Path) -> Settings:
    """Return the settings in the file `path`, with the site's JSON Schema read in.

    Raise `SettingsError` that names what is wrong.
    """
    settings = read_settings(path)
    _refuse_unknown_names(settings)
    settings = replace(settings, sources=tuple(map(named_by_itself, settings.sources)))
    _refuse_uncompilable(settings)
    for place in range(len(settings.overrides)):
        _refuse_uncompilable(applied_alone(settings, place), f"overrides[{place}]: ")
    if settings.front_matter.schema:
        schema = _schema(path.parent / settings.front_matter.schema)
        settings = replace(settings, front_matter=replace(settings.front_matter, schema_json=schema))
    if settings.residue.signs:
        signs = _signs(path.parent / settings.residue.signs)
        settings = replace(settings, residue=replace(settings.residue, signs_toml=signs))
    return replace(settings, overrides=tuple(_filled(override, path.parent) for override in settings.overrides))


def _filled(override: Override, folder: Path) -> Override:
    """Return `override` with what the files hold that it names."""
    readers = {("front_matter", "schema"): ("schema_json", _schema), ("residue", "signs"): ("signs_toml", _signs)}
    held = []
    for change in override.changes:
        if (change.table, change.key) in readers:
            key, read = readers[change.table, change.key]
            held.append(ChangedSetting(change.table, key, read(folder / str(change.value)) if change.value else ""))
    return replace(override, changes=(*override.changes, *held))


def _refuse_unknown_names(settings: Settings) -> None:
    """Refuse names that are in no registry."""
    refuse_unknown_target(settings.release)
    for source in settings.sources:
        refuse_unknown_kind(source)
    refuse_shared_paths(settings.release, sum(not is_only_shown(source) for source in settings.sources))


def _refuse_uncompilable(settings: Settings, where: str = "") -> None:
    """Refuse what would crash a check on every post."""
    if settings.reading_time.formula != OWN_FORMULA:
        try:
            formulas.compiled(settings.reading_time.formula)
        except formulas.FormulaError as error:
            raise SettingsError(f"{where}{error}") from error
    patterns = {
        "front_matter.title_leftovers": settings.front_matter.title_leftovers,
        "repeats.boilerplate": settings.repeats.boilerplate,
        "truncation.boilerplate": settings.truncation.boilerplate,
        "residue.sentinels": settings.residue.sentinels,
    }
    for key, expressions in patterns.items():
        for expression in expressions:
            try:
                regex.compile(expression)
            except regex.error as error:
                raise SettingsError(
                    f"{where}{key}: {expression!r} is not a valid regular expression: {error}."
                ) from error


def _signs(path: Path) -> str:
    """Return the site's own signs of machine talk; raise `SettingsError` where they cannot be used."""
    try:
        text = path.read_text("utf-8")
        if len(text) > LONGEST_SIGNS:
            raise SettingsError(f"residue.signs: {path.name} has more than {LONGEST_SIGNS} characters.")
        sign_files.check(text)
    except (OSError, UnicodeDecodeError, sign_files.SignError) as error:
        raise SettingsError(f"residue.signs: {path.name} cannot be used: {error}.") from error
    return text


def _schema(path: Path) -> str:
    try:
        text = path.read_text("utf-8")
        if len(text) > LONGEST_SCHEMA:
            raise SettingsError(f"front_matter.schema {path} has more than {LONGEST_SCHEMA} characters.")
        schema_errors.check_schema(text)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"front_matter.schema {path} cannot be read: {error}.") from error
    except ValueError as error:
        raise SettingsError(f"front_matter.schema {path}: {error}") from error
    return text
