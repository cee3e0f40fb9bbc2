"""Where the site's settings file and its state folder lie, and what the file says.

The environment names them, or they are in the usual place. Several sites of one Airflow have names.

Cheap to import: DAGs read the schedule when they are parsed.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from content_quality.core.records import dataclass
from content_quality.core.settings import Settings, SettingsError, reader

CONFIG_VARIABLE = "CONTENT_QUALITY_CONFIG"  # the site's content-quality.toml
STATE_VARIABLE = "CONTENT_QUALITY_STATE"  # the folder for everything the pipeline writes
DASHBOARD_VARIABLE = "CONTENT_QUALITY_DASHBOARD_URL"  # where links lead to, when it is not what the settings say
SITES_VARIABLE = "CONTENT_QUALITY_SITES"  # several sites: name=settings file, separated by commas
CONFIG_NAME = "content-quality.toml"
SITE_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")  # a part of ids, addresses and folder names


@dataclass(frozen=True, slots=True)
class NamedSite:
    """One site: its name among several, empty where there is only one; and its settings file."""

    name: str
    config: Path


def sites(folder: Path = Path()) -> tuple[NamedSite, ...]:
    """Return the sites that the environment names; else the one of `CONFIG_VARIABLE`, or of `folder`.

    Raise `SettingsError` when a name or a path is missing or stands twice.
    """
    found: dict[str, Path] = {}
    for entry in filter(None, (part.strip() for part in os.environ.get(SITES_VARIABLE, "").split(","))):
        name, _, path = (part.strip() for part in entry.partition("="))
        if not SITE_NAME.fullmatch(name) or not path:
            raise SettingsError(
                f"{SITES_VARIABLE}: {entry!r} must be name=path of a settings file; "
                "a name has small letters, digits and hyphens."
            )
        config = Path(path).resolve()
        if name in found or config in found.values():
            raise SettingsError(f"{SITES_VARIABLE} names the site {entry!r} twice.")
        found[name] = config
    return tuple(NamedSite(name, config) for name, config in found.items()) or (NamedSite("", config_path(folder)),)


def site_named(name: str) -> NamedSite:
    """Return the site of that name; raise `SettingsError` when the environment does not name it."""
    for site in sites():
        if site.name == name:
            return site
    raise SettingsError(f"{SITES_VARIABLE} names no site {name!r}.")


def dashboard_of_site(configured: str, site: str) -> str:
    """Return the dashboard's address: the environment's for this site, else what the settings say."""
    address = os.environ.get(DASHBOARD_VARIABLE)
    if not address:
        return configured
    return f"{address.rstrip('/')}-{site}" if site else address


def name_of(config: Path) -> str:
    """Return the name of the site of the settings file `config`; empty for one that is not among several."""
    return next((site.name for site in sites() if site.config == config.resolve()), "")


def config_path(folder: Path = Path()) -> Path:
    """Return the settings file that the environment names, or that of `folder`."""
    return Path(os.environ.get(CONFIG_VARIABLE, folder / CONFIG_NAME)).resolve()


def state_folder(config: Path) -> Path:
    """Return the state folder that the environment names, or the usual one beside the settings file `config`.

    Of several sites, each has a folder of its name below the one that the environment names.
    """
    if STATE_VARIABLE not in os.environ:
        return config.resolve().parent / "var"
    return Path(os.environ[STATE_VARIABLE], name_of(config)).resolve()


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
