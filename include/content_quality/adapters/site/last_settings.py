"""The settings that were last readable, kept in the state folder: who hears that the settings file is broken, and when.

Posts are never judged by these: they say to whom a failure is written, and at which hour the sources are read.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from content_quality.adapters.site.site_config import read_settings, state_folder
from content_quality.adapters.state.files import write_atomically
from content_quality.core.settings import Settings, SettingsError

NAME = "last-readable-settings.toml"


def keep_readable(config: Path) -> None:
    """Keep a copy of the settings file `config`, which was just read; a folder that is not writable keeps none."""
    with contextlib.suppress(OSError):
        text, kept = config.read_bytes(), _kept(config)
        if not kept.exists() or kept.read_bytes() != text:
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(kept, text)


def last_readable(config: Path) -> Settings | None:
    """Return the settings that were last readable; None when none were kept."""
    try:
        return read_settings(_kept(config))
    except SettingsError:
        return None


def settings_or_last(config: Path) -> tuple[Settings | None, str]:
    """Return the settings, or those that were last readable, and what is wrong with the file; empty when nothing is."""
    try:
        return read_settings(config), ""
    except SettingsError as error:
        return last_readable(config), str(error)


def _kept(config: Path) -> Path:
    return state_folder(config) / NAME
