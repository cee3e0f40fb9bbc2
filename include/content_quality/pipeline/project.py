"""A project: the settings of one site, where its sources lie, and where its state is kept."""

from __future__ import annotations

import os
from dataclasses import field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from content_quality.adapters import suites
from content_quality.adapters.site import acceptances_file, settings_file
from content_quality.adapters.site.last_settings import last_readable
from content_quality.adapters.site.site_config import (
    CONFIG_VARIABLE,
    config_path,
    dashboard_of_site,
    name_of,
    state_folder,
)
from content_quality.adapters.site.source_kinds import SourceKind, is_only_shown, open_source
from content_quality.adapters.site.source_place import EnvironmentAccess, SourceAccess, SourcePlace
from content_quality.adapters.state.snapshots import Snapshots
from content_quality.adapters.state.workspace import Workspace
from content_quality.checks import CHECKS, EVIDENCE
from content_quality.core.cross_post import copied_passages
from content_quality.core.gate.acceptances import Acceptances
from content_quality.core.gate.policy import checks_digest, policy_digest
from content_quality.core.gate.post_ids import file_of, post_id_of
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings, SettingsError, Source
from content_quality.core.settings.reader import levels_of

EXPECTATIONS_VARIABLE = "CONTENT_QUALITY_EXPECTATIONS"  # the folder of the suites
PACKAGED, OWN = (Path(__file__).resolve().parents[up] / "expectations" for up in (1, 3))  # in a wheel, in this project
SHIPPED_EXPECTATIONS = PACKAGED if PACKAGED.is_dir() else OWN  # for a site that has no folder of its own
NO_DAY = date(9000, 1, 1)  # for whoever does not say what day it is, every waiver has ended


@dataclass(frozen=True, slots=True)
class Project:
    """Everything a use case needs to know about where and under which policy it works."""

    root: Path
    settings: Settings
    workspace: Workspace
    expectations: Path
    today: date = NO_DAY  # in the site's time zone
    site: str = ""  # its name among the sites of one Airflow; empty for the only one
    access: SourceAccess = field(default_factory=EnvironmentAccess)  # how sources on servers are reached

    @property
    def snapshots(self) -> Snapshots:
        """The bytes of posts."""
        return Snapshots(self.workspace.snapshots)

    @property
    def checks_digest(self) -> str:
        """What names the checks and the settings they run under; an inspection is of bytes under this."""
        return checks_digest(EVIDENCE, self.settings)

    @property
    def policy(self) -> str:
        """What names everything a decision depends on: checks, settings, suites, and the waivers in force."""
        return policy_digest(
            self.checks_digest,
            suites.digest(self.expectations),
            self.settings.deciding_digest(),
            self.acceptances.digest(),
        )

    @property
    def acceptances(self) -> Acceptances:
        """What the site's people accept today."""
        accepted = self.workspace.accepted
        return acceptances_file.load(self.root, self.settings.waivers, self.today, self.finding_names, accepted)

    def post_id(self, path: Path) -> str:
        """Return the name of the post in the file `path`.

        Outside all sources, its path from the settings file or as it is.
        """
        full = path.absolute()
        for source in (one for one in self.settings.sources if not is_only_shown(one)):
            folder = (self.root / source.path).absolute()
            for one, other in ((full, folder), (full.resolve(), folder.resolve())):
                if one.is_relative_to(other):
                    return post_id_of(source.name, one.relative_to(other).as_posix())
        return full.relative_to(self.root).as_posix() if full.is_relative_to(self.root) else path.as_posix()

    def takes(self, post_id: str) -> bool:
        """Return whether the source of the post takes it; a post outside of all sources is not left out by any."""
        name, _, path = file_of(post_id).partition("/")
        return all(source.takes(path) for source in self.settings.sources if source.name == name)

    def has_post(self, post_id: str) -> bool:
        """Return whether one of the sources holds the post of that name."""
        name, _, path = file_of(post_id).partition("/")
        source = next((one for one in self.settings.sources if one.name == name), None)
        try:
            return source is not None and self.open_source(source, anew=False).has(path)
        except OSError:
            return True  # its server cannot be asked: the post is not known to have gone

    def open_source(self, source: Source, *, anew: bool = True) -> SourceKind:
        """Return where the posts of `source` are; the last look at its server counts for a while unless `anew`."""
        folder = self.workspace.root / "sources" / source.name
        oldest = 0 if anew else source.look_seconds
        return open_source(SourcePlace(source, self.root, folder, self.access, oldest, self.settings.limits))

    @property
    def finding_names(self) -> frozenset[str]:
        """Every name that a waiver may give: checks, and what the suites call their findings."""
        return (
            frozenset(check.name for check in EVIDENCE)
            | set(copied_passages.WORST)
            | suites.finding_names(self.expectations)
        )


def project_of(config: Path) -> Project:
    """Return the project of the settings file `config`; state and suites lie beside it or where the environment says."""  # noqa: E501 - a table or an example
    project = _project(config, settings_file.load(config))
    _refuse_unknown_checks(project.settings, project.expectations)
    return project


def project_for_alerts(config: Path) -> Project:
    """Return the project of the settings file `config`, or with its last readable settings: only to tell people.

    Raise `SettingsError` when no settings were ever readable.
    """
    try:
        return project_of(config)
    except SettingsError:
        if (settings := last_readable(config)) is None:
            raise
        return _project(config, settings)


def _project(config: Path, settings: Settings) -> Project:
    site = name_of(config)
    address = dashboard_of_site(settings.alerts.dashboard_url, site)
    settings = replace(settings, alerts=replace(settings.alerts, dashboard_url=address))
    root = config.resolve().parent
    own = root / "expectations"
    expectations = Path(os.environ.get(EXPECTATIONS_VARIABLE, own if own.is_dir() else SHIPPED_EXPECTATIONS))
    return Project(
        root,
        settings,
        Workspace(state_folder(config)),
        expectations.resolve(),
        datetime.now(UTC).astimezone(settings.zone).date(),
        site,
    )


def _refuse_unknown_checks(settings: Settings, expectations: Path) -> None:
    known = {check.name for check in CHECKS} | set(copied_passages.WORST)
    # A suite says how severe its findings are on the whole site; only an override says otherwise of some posts.
    judged = suites.finding_names(expectations) if settings.overrides else frozenset()
    for where, level in levels_of(settings):
        if level.check not in known and not (where.startswith("overrides") and level.check in judged):
            raise SettingsError(
                f"{where}.{level.check} is not a check. The severity of suite findings is set in expectations/. Known checks: {', '.join(sorted(known))}."  # noqa: E501 - one sentence for people
            )


def load_project(config: Path | None = None) -> Project:
    """Return the project of the settings file `config`, or the one that the environment names, or the current folder's.

    Raise `SettingsError` when it cannot be read.
    """
    config = config or config_path()
    try:
        return project_of(config)
    except SettingsError as error:
        raise SettingsError(
            f"{error} The settings file is {config.name}; {CONFIG_VARIABLE} names another one."
        ) from error
