"""Recognise a site: its generator, the folders of its posts, and what its own configuration says about it."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from content_quality.adapters.site import sources
from content_quality.core.document.generator_traits import SiteMark
from content_quality.core.document.generators import load, profiles
from content_quality.core.records import dataclass
from content_quality.core.settings.generator_names import GENERIC, generators

LONGEST_CONFIGURATION = 1_000_000  # bytes; a longer file is not read
LONGEST_NAME = 120  # characters of a site's name

NAMES = ("title", "site_name", "name")
ZONES = ("timezone", "timeZone", "time_zone")
LANGUAGES = ("lang", "language", "locale", "default_language", "defaultContentLanguage", "languageCode")


@dataclass(frozen=True, slots=True)
class SiteKind:
    """What a folder looks like; every value is a guess that a person may change."""

    generator: str  # auto when nothing tells it
    evidence: str  # the file that tells the generator; empty for auto
    folders: tuple[tuple[str, int], ...]  # folders of posts, relative to the root, and how many posts they hold
    name: str
    timezone: str  # empty where the site names none
    language: str  # two or three letters; empty where the site names none


def recognise(root: Path) -> SiteKind:
    """Return what the site in the folder `root` looks like; raise `OSError` when the folder cannot be listed."""
    generator, evidence = _generator(root)
    says = _configuration(root / evidence) if evidence else {}
    return SiteKind(
        generator,
        evidence,
        _folders(root, generator, says),
        (_word(says, NAMES) or root.resolve().name)[:LONGEST_NAME],
        _zone(_word(says, ZONES)),
        _language(_word(says, LANGUAGES)),
    )


def _generator(root: Path) -> tuple[str, str]:
    marks = [(mark, profile.name) for profile in profiles() for mark in profile.site_marks]
    for mark, generator in sorted(marks, key=lambda marked: marked[0].rank):
        for name in mark.files:
            if (root / name).exists() and (not mark.says or _says(_configuration(root / name), mark)):
                return generator, name
    return "auto", ""


def _says(says: Mapping[str, Any], mark: SiteMark) -> bool:
    """Return whether a configuration has all keys of one of the lists of `mark`."""
    keys = {key.lower() for key in says}
    tables = {key.lower(): table for key, table in says.items() if isinstance(table, dict)}
    keys |= {f"{above}.{key}".lower() for above, table in tables.items() for key in table}
    return any(keys.issuperset(wanted) for wanted in mark.says)


def _folders(root: Path, generator: str, says: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Return the usual folders of the generator that hold posts, or else the folders where most posts lie."""
    found = Counter(_folder_of(PurePosixPath(file.path)) for file in sources.walk(root))
    profile = load(generator if generator in generators() else GENERIC)
    named = says.get(profile.site_folder_key)
    usual = [named] if isinstance(named, str) else list(profile.site_folders)
    # collections keep posts in a folder of any name, in a `_posts` of its own
    usual += [path.as_posix() for path in found if path.name in profile.post_folders]
    counts = {
        folder: sum(number for path, number in found.items() if path.is_relative_to(folder))
        for folder in dict.fromkeys(usual)
    }
    held = tuple((folder, number) for folder, number in counts.items() if number)
    if held:
        return held
    first = Counter[str]()
    for path, number in found.items():
        first[path.parts[0] if path.parts else "."] += number
    most = [
        (folder, number) for folder, number in first.most_common() if folder != "." and _may_hold_posts(root / folder)
    ]
    return tuple(most[:1]) or ((".", first["."]),)


def _may_hold_posts(folder: Path) -> bool:
    """Return whether `folder` is anything but an environment of Python, whose packages bring Markdown of their own."""
    return not (folder / "pyvenv.cfg").exists()


def _folder_of(path: PurePosixPath) -> PurePosixPath:
    """Return the `_posts` folder that holds the file `path`, or else the folder it lies in."""
    return next((above for above in path.parents if above.name == "_posts"), path.parent)


def _configuration(path: Path) -> Mapping[str, Any]:
    """Return what the configuration file `path` says; nothing when it cannot be read."""
    read: dict[str, Callable[[str], Any]] = {".toml": tomllib.loads, ".json": json.loads}
    read |= {".yml": yaml.safe_load, ".yaml": yaml.safe_load}
    if path.suffix not in read:
        return {}
    try:
        text = sources.read(path, LONGEST_CONFIGURATION).decode()
        says = read[path.suffix](text)
    except (sources.Refused, OSError, ValueError, RecursionError, yaml.YAMLError):
        return {}
    return says if isinstance(says, dict) and all(isinstance(key, str) for key in says) else {}


def _word(says: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((says[key].strip() for key in keys if isinstance(says.get(key), str)), "")


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError):
        return ""


def _language(code: str) -> str:
    first = code.replace("_", "-").partition("-")[0].lower()
    return first if first.isascii() and first.isalpha() and len(first) in (2, 3) else ""
