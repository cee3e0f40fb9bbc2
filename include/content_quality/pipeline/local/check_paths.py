"""Use case: check files and folders from the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from content_quality.adapters.site.git import GitUnusable
from content_quality.adapters.site.site_files import site_root
from content_quality.adapters.state.inspection_cache import open_cache
from content_quality.adapters.suites import SuiteUnreadable
from content_quality.checks import CHECKS
from content_quality.core.gate.acceptances import Acceptances
from content_quality.core.records import dataclass
from content_quality.core.report.json_report import Json, post_report, report
from content_quality.core.settings import CheckLevel, Settings, SettingsError
from content_quality.core.settings.post_settings import without_levels
from content_quality.core.settings.profiles import with_profile
from content_quality.core.text.printable import one_line, several_lines
from content_quality.pipeline.local.chosen_files import Chosen, PostChoice, chosen_files
from content_quality.pipeline.local.inspect_files import inspect_files, made_with
from content_quality.pipeline.local.judge_files import LocalSite, judge_files
from content_quality.pipeline.local.list_files import files_of

if TYPE_CHECKING:
    from content_quality.pipeline.local.kept_versions import KeptVersions
    from content_quality.pipeline.project import Project

EXIT_CLEAN, EXIT_BLOCKED, EXIT_UNDECIDED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What the command line asks for."""

    choice: PostChoice
    config: Path | None = None
    profile: str | None = None  # the severities of this table of the settings
    jobs: int = 0  # 0: as many as there are processors
    against: Sequence[str] = ()  # posts are also compared with these, and with each other
    allow_empty: bool = False  # whether it is well when the paths hold no post
    select: Sequence[str] = ()  # names of checks: only these
    ignore: Sequence[str] = ()  # names of checks: all but these
    cached: bool = False  # whether inspections of earlier runs count, and those of this one are kept


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a request: the exit status and the report. What is wrong with the request itself has no report."""

    status: int
    report: Json | None = None
    given: Mapping[str, bytes] = field(default_factory=dict)  # by path, the posts whose text is not that of the disk


class CheckRefused(Exception):  # noqa: N818 - names the state
    """The request cannot be answered; the message says why."""


def check_paths(request: CheckRequest) -> Checked:
    """Check what is asked for; what is wrong with the request itself is printed, and the status is then 2."""
    try:
        return checked(request)
    except CheckRefused as refused:
        print(f"content-quality: {refused}", file=sys.stderr)
        return Checked(EXIT_UNDECIDED)


def checked(request: CheckRequest) -> Checked:
    """Check what is asked for; raise `CheckRefused` when the request itself is wrong."""
    project, settings = site_of(request)
    return _checked(request, project, settings, _chosen_files(request, project, settings))


def site_of(request: CheckRequest) -> tuple[Project | None, Settings]:
    """Return the site's project, None when no settings file is named, and the settings for this request."""
    if request.profile and not request.config:
        raise CheckRefused("--profile needs the settings that hold the profile. Add --config content-quality.toml")
    if unknown := sorted({*request.select, *request.ignore} - {check.name for check in CHECKS}):
        raise CheckRefused(
            f"there is no check {', '.join(map(one_line, unknown))}; `content-quality checks` lists them"
        )
    try:
        project = _project(request.config) if request.config else None
        settings = project.settings if project else Settings()
        return project, _chosen_checks(
            with_profile(settings, request.profile) if request.profile else settings, request
        )
    except SettingsError as error:
        raise CheckRefused(f"{one_line(str(request.config))}: {several_lines(str(error))}") from error


def _project(config: Path) -> Project:
    from content_quality.pipeline.project import project_of  # a check without settings needs no kind of source

    return project_of(config)


def _chosen_files(request: CheckRequest, project: Project | None, settings: Settings) -> Chosen:
    try:
        chosen = chosen_files(request.choice, project.post_id if project else None, settings.limits.max_bytes)
    except GitUnusable as error:
        asked = f"--since {request.choice.since}" if request.choice.since else "--staged"
        raise CheckRefused(f"{one_line(asked)}: {several_lines(str(error))}") from error
    return chosen if project is None else _taken(chosen, request.choice, project)


def _taken(chosen: Chosen, choice: PostChoice, project: Project) -> Chosen:
    """Leave out posts that their source excludes; a post that the command line names is checked all the same."""
    named = {*choice.paths, *(choice.stdin[:1] if choice.stdin else ())}
    kept = [file for file in chosen.files if file.name in named or project.takes(file.post_id)]
    return replace(chosen, files=kept, is_empty=chosen.is_empty or bool(chosen.files and not kept))


def _checked(request: CheckRequest, project: Project | None, settings: Settings, chosen: Chosen) -> Checked:
    acceptances = project.acceptances if project else Acceptances()
    if acceptances.fault:
        raise CheckRefused(f"{acceptances.fault}. Nothing can be decided until it can be read.")
    nothing = chosen.is_empty and not request.allow_empty
    if nothing:
        print(
            "content-quality: No post was checked: the paths contain no .md, .mdx or .markdown file.", file=sys.stderr
        )
    archive, lost = files_of(request.against)
    _tell_missing([*chosen.missing, *lost])
    _tell_idle_waivers(project, acceptances)
    given = {file.name: file.data for file in chosen.files if file.data is not None}
    cache = open_cache(made_with(settings)) if request.cached else None
    kept = _kept_versions() if request.against else None
    inspections = inspect_files(chosen.files, settings, request.jobs, cache, kept)
    site = _local_site(request.choice, project, settings, acceptances)
    try:
        judged = judge_files(
            inspections, replace(site, archive=archive if request.against else None, kept=kept, given=given)
        )
    except SuiteUnreadable as error:
        raise CheckRefused(one_line(str(error))) from error
    posts = [post_report(*pair) for pair in zip(judged.inspections, judged.decisions, strict=True)]
    unreadable = [*chosen.missing, *lost]
    undecided = nothing or unreadable or any(post["error"] for post in posts)
    blocked = EXIT_BLOCKED if any(post["verdict"] == "hold" for post in posts) else EXIT_CLEAN
    whole = report(posts, judged.site_findings, unreadable=unreadable)
    return Checked(EXIT_UNDECIDED if undecided else blocked, whole, given)


def _kept_versions() -> KeptVersions:
    from content_quality.pipeline.local.kept_versions import KeptVersions

    return KeptVersions()


def _local_site(choice: PostChoice, project: Project | None, settings: Settings, acceptances: Acceptances) -> LocalSite:
    """Return what is known about the site: only the folders of the disk hold all of its posts."""
    from_disk = not choice.staged and choice.stdin is None
    folders = [Path(path) for path in choice.paths if Path(path).is_dir()] if from_disk else []
    root = (project.root if project else site_root(folders[0])) if folders else None
    is_whole = bool(folders) and not choice.since
    return LocalSite(project, settings, acceptances, root=root, is_whole=is_whole, has_patterns=bool(folders))


def _tell_missing(paths: Iterable[str]) -> None:
    for path in paths:
        print(
            f"content-quality: {one_line(path) or 'an empty path'}: no such file or folder, or it cannot be read",
            file=sys.stderr,
        )


def _tell_idle_waivers(project: Project | None, acceptances: Acceptances) -> None:
    for void in acceptances.void:
        print(f"content-quality: {one_line(void.waiver.post)}: {one_line(str(void.why))}", file=sys.stderr)
    for waiver in acceptances.waivers:
        if project and not project.has_post(waiver.post):
            print(
                f"content-quality: {several_lines(waiver.post)}: The waiver of {waiver.check} names a post that is not there.",  # noqa: E501 - one sentence for people
                file=sys.stderr,
            )


def _chosen_checks(settings: Settings, request: CheckRequest) -> Settings:
    """Return `settings` with the checks off that the request leaves out, whatever an override says of them."""
    names = {check.name for check in CHECKS}
    off = names - set(request.select) if request.select else names & set(request.ignore)
    settings = without_levels(settings, frozenset(off))
    kept = [level for level in settings.checks if level.check not in off]
    return replace(settings, checks=(*kept, *(CheckLevel(name, "off") for name in sorted(off)))) if off else settings
