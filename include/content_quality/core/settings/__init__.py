"""What a site sets in `content-quality.toml`; every number an algorithm uses has its home, unit and source here.

What a site *tolerates* about its numbers lives in the suites of `expectations/`, not here.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import field
from zoneinfo import ZoneInfo

from content_quality.core.records import dataclass
from content_quality.core.settings.check_rules import (
    REPORT_ONLY,
    CheckLevel,
    CrossPostRules,
    FrontMatterRules,
    ReadingTime,
    RepeatRules,
    Residue,
    Truncation,
)
from content_quality.core.settings.cluster import Cluster
from content_quality.core.settings.intake import Batches, Limits, Schedule
from content_quality.core.settings.notifications import Alerts, DeskLinks, Recipient
from content_quality.core.settings.outcomes import Archive, Gate, Release, Repairs, Review, WaiverRules
from content_quality.core.settings.override import Override
from content_quality.core.settings.path_patterns import matches

__all__ = [
    "REPORT_ONLY",
    "Alerts",
    "Archive",
    "Batches",
    "CheckLevel",
    "Cluster",
    "CrossPostRules",
    "DeskLinks",
    "FrontMatterRules",
    "Gate",
    "Limits",
    "Override",
    "ReadingTime",
    "Recipient",
    "Release",
    "Repairs",
    "RepeatRules",
    "Residue",
    "Review",
    "Schedule",
    "Settings",
    "SettingsError",
    "Site",
    "Source",
    "Truncation",
    "WaiverRules",
]


class SettingsError(ValueError):
    """The settings cannot be used; the message names the key and what to write instead."""


@dataclass(frozen=True, slots=True)
class Site:
    """The publication the posts belong to."""

    name: str = "site"
    timezone: str = "UTC"  # IANA name; dates without an offset and the daily run are in it
    # astro, docusaurus, eleventy, hugo, jekyll, zenn, zola, generic, or auto: recognised per post
    generator: str = "auto"
    language: str = ""  # ISO 639-1 of posts that do not say; empty: recognised per post


@dataclass(frozen=True, slots=True)
class Source:
    """A place with Markdown posts."""

    name: str = "posts"
    path: str = "_posts"  # relative to the settings file
    glob: str = "**/*"
    include: tuple[str, ...] = ()  # patterns as in .gitignore, of paths in the source: only these posts; empty: all
    exclude: tuple[str, ...] = ()  # patterns of posts that are not read; they are never released
    # folder, drop, git, object-store, wordpress, wordpress-export or live-site; docs/sources.md explains them
    kind: str = "folder"
    connection: str = ""  # the Airflow connection with what the server asks for; empty: from the environment
    # for git: the repository to fetch from; for live-site: its feed or sitemap; for wordpress, export: its front page
    url: str = ""
    branch: str = ""  # for git; empty: the one that the repository names
    # of a source on a server: how long the watcher waits between two looks at it
    look_seconds: int = 60

    @property
    def folder(self) -> str:
        """What stands before the paths of its posts: `path`, without the scheme of an address."""
        return self.path.rpartition("://")[2]

    def takes(self, path: str) -> bool:
        """Return whether the file `path` of the source is one of its posts, by `include` and `exclude`."""
        return (not self.include or matches(self.include, path)) and not matches(self.exclude, path)

    def may_take_along(self, path: str) -> bool:
        """Return whether a file that is not a post may belong to one; `include` names posts only."""
        return not matches(self.exclude, path)


@dataclass(frozen=True, slots=True)
class SeverityProfile:
    """Other severities for one use of the command line: the table `[profiles.NAME]`; the pipeline reads none."""

    name: str
    checks: tuple[CheckLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a site sets."""

    site: Site = Site()
    sources: tuple[Source, ...] = (Source(),)
    schedule: Schedule = Schedule()
    limits: Limits = Limits()
    batches: Batches = Batches()
    cluster: Cluster = Cluster()
    gate: Gate = Gate()
    waivers: WaiverRules = WaiverRules()
    release: Release = Release()
    archive: Archive = Archive()
    review: Review = Review()
    repairs: Repairs = Repairs()
    alerts: Alerts = Alerts()
    desk: DeskLinks = DeskLinks()
    repeats: RepeatRules = RepeatRules()
    truncation: Truncation = Truncation()
    front_matter: FrontMatterRules = FrontMatterRules()
    reading_time: ReadingTime = ReadingTime()
    residue: Residue = Residue()
    across: CrossPostRules = CrossPostRules()
    checks: tuple[CheckLevel, ...] = field(default=())
    profiles: tuple[SeverityProfile, ...] = ()
    overrides: tuple[Override, ...] = ()  # read with `post_settings.settings_for`

    def level(self, check: str) -> str:
        """Return what the site sets for `check`: off, info, warning, blocker, report-only or default."""
        return (
            next((level.severity for level in self.checks if level.check == check), "default")
            if self.checks
            else "default"
        )

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.site.timezone)

    def digest(self) -> str:
        """Return 16 hex digits that name everything here that can change a finding."""
        tables = {
            name: value for name, value in dataclasses.asdict(self).items() if name not in (*DECIDING, *NOT_JUDGING)
        }
        if judging := [dataclasses.replace(one, owner="") for one in self.overrides if one.judges]:
            tables["overrides"] = list(map(dataclasses.asdict, judging))
            tables["named"] = [(source.name, source.path) for source in self.sources]  # what patterns call posts
        return _digest(tables)

    def deciding_digest(self) -> str:
        """Return 16 hex digits that name what can change a verdict about the same findings.

        Such a change re-decides, and inspects nothing again.
        """
        return _digest({name: value for name, value in dataclasses.asdict(self).items() if name in DECIDING})


DECIDING = ("gate", "waivers")
NOT_JUDGING = (
    "schedule", "alerts", "batches", "sources", "review", "release", "archive", "desk", "profiles", "overrides",
    "repairs", "cluster",
)  # fmt: skip


def _digest(tables: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()[:16]
