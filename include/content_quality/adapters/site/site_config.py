"""Where the site's settings file and its state folder lie, and what the file says.

The environment names them, or they are in the usual place.

Cheap to import: DAGs read the schedule when they are parsed.
"""

from __future__ import annotations

import os
from pathlib import Path

from content_quality.core.settings import Settings, SettingsError, reader

CONFIG_VARIABLE = "CONTENT_QUALITY_CONFIG"  # the site's content-quality.toml
STATE_VARIABLE = "CONTENT_QUALITY_STATE"  # the folder for everything the pipeline writes
CONFIG_NAME = "content-quality.toml"


def config_path(folder: Path = Path()) -> Path:
    """Return the settings file that the environment names, or that of `folder`."""
    return Path(os.environ.get(CONFIG_VARIABLE, folder / CONFIG_NAME)).resolve()


def state_folder(config: Path) -> Path:
    """Return the state folder that the environment names, or the usual one beside the settings file `config`."""
    return Path(os.environ.get(STATE_VARIABLE, config.resolve().parent / "var")).resolve()


def read_settings(path: Path) -> Settings:
    """Return the settings in the file `path`, without the site's JSON Schema.

    Raise `SettingsError` that names what is wrong.
    """
    try:
        return reader.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"The settings cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"The settings cannot be read: {error}.") from error
