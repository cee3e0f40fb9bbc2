"""Recognise a site: its generator, the folders of its posts, and what its own configuration says about it."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from content_quality.adapters.site import sources

LONGEST_CONFIGURATION = 1_000_000  # bytes; a longer file is not read
LONGEST_NAME = 120  # characters of a site's name

# Marks of a generator, in this order: a file in the root, and what its configuration must say where several share a name.
Says = Callable[[Mapping[str, Any]], bool]
MARKS: tuple[tuple[str, tuple[str, ...], Says | None], ...] = (
    ("hugo", ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config/_default"), None),
    ("zola", ("zola.toml",), None),
    ("zola", ("config.toml",), lambda says: "base_url" in says),
    ("hugo", ("config.toml", "config.yaml", "config.yml", "config.json"), lambda says: any(key.lower() == "baseurl" for key in says)),
    ("astro", ("astro.config.mjs", "astro.config.ts", "astro.config.mts", "astro.config.js", "astro.config.cjs"), None),
    ("docusaurus", ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs", "docusaurus.config.cjs"), None),
    ("eleventy", (".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts"), None),
    ("zenn", ("package.json",), lambda says: "zenn-cli" in {**_table(says, "dependencies"), **_table(says, "devDependencies")}),
    ("generic", ("_config.yml",), lambda says: "source_dir" in says and "public_dir" in says),  # Hexo
    ("jekyll", ("_config.yml", "_config.yaml", "_config.toml"), None),
    ("generic", ("mkdocs.yml", "pelicanconf.py"), None),
)  # fmt: skip
FOLDERS = {
    "hugo": ("content",),
    "zola": ("content",),
    "astro": ("src/content", "src/data", "src/pages"),
    "docusaurus": ("blog", "docs"),
    "zenn": ("articles", "books"),
    "jekyll": ("_posts",),
}
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
    for generator, names, says in MARKS:
        for name in names:
            if (root / name).exists() and (says is None or says(_configuration(root / name))):
                return generator, name
    return "auto", ""


def _folders(root: Path, generator: str, says: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Return the usual folders of the generator that hold posts, or else the folders where most posts lie."""
    found = Counter(_folder_of(PurePosixPath(file.path)) for file in sources.walk(root))
    usual = [str(says.get("contentDir", "content"))] if generator == "hugo" else list(FOLDERS.get(generator, ()))
    if generator == "jekyll":  # collections keep posts in a folder of any name, in a `_posts` of its own
        usual += [path.as_posix() for path in found if path.name == "_posts"]
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


def _table(says: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    table = says.get(key)
    return table if isinstance(table, dict) else {}


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
