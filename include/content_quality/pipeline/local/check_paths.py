"""Use case: check files and folders from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from content_quality.adapters.site.git import GitUnusable, changed_since
from content_quality.adapters.site.site_files import site_root
from content_quality.adapters.suites import SuiteUnreadable
from content_quality.checks import CHECKS
from content_quality.core.gate.acceptances import Acceptances
from content_quality.core.report.json_report import Json, post_report, report
from content_quality.core.settings import CheckLevel, Settings, SettingsError
from content_quality.core.text.printable import one_line, several_lines
from content_quality.pipeline.local.inspect_files import File, inspect_files
from content_quality.pipeline.local.judge_files import LocalSite, judge_files
from content_quality.pipeline.local.list_files import files_of
from content_quality.pipeline.project import Project, project_of

EXIT_CLEAN, EXIT_BLOCKED, EXIT_UNDECIDED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What the command line asks for."""

    paths: Sequence[str]
    config: Path | None = None
    jobs: int = 0  # 0: as many as there are processors
    since: str | None = None  # a revision: only files that changed since then in git
    against: Sequence[str] = ()  # posts are also compared with these, and with each other
    allow_empty: bool = False  # whether it is well when the paths hold no post
    select: Sequence[str] = ()  # names of checks: only these
    ignore: Sequence[str] = ()  # names of checks: all but these


def check_paths(request: CheckRequest, show: Callable[[Json], None]) -> int:
    """Check what is asked for, hand the report to `show`, and return the exit status.

    What is wrong with the request itself is printed, and the status is then 2 without a report.
    """
    try:
        project = project_of(request.config) if request.config else None
        changed = changed_since(Path(), request.since) if request.since else None
    except (SettingsError, GitUnusable) as error:
        return _refused(f"{request.config or request.since}: {error}")
    if unknown := sorted({*request.select, *request.ignore} - {check.name for check in CHECKS}):
        return _refused(f"there is no check {', '.join(map(one_line, unknown))}; `content-quality checks` lists them")
    settings = _chosen(project.settings if project else Settings(), request)
    acceptances = project.acceptances if project else Acceptances()
    if acceptances.fault:
        return _refused(f"{acceptances.fault}. Nothing can be decided until it can be read.")
    names, missing = files_of(request.paths)
    nothing = not names and not missing and not request.allow_empty
    if nothing:
        print(
            "content-quality: No post was checked: the paths contain no .md, .mdx or .markdown file.", file=sys.stderr
        )
    archive, lost = files_of(request.against)
    _tell_missing([*missing, *lost])
    _tell_idle_waivers(project, acceptances)
    files = [
        File(name, project.post_id(Path(name)) if project else name)
        for name in names
        if changed is None or Path(name).resolve() in changed
    ]
    inspections = inspect_files(files, settings, request.jobs)
    folders = [Path(path) for path in request.paths if Path(path).is_dir()]
    site = LocalSite(
        project,
        settings,
        acceptances,
        archive=archive if request.against else None,
        root=(project.root if project else site_root(folders[0])) if folders else None,
        is_whole=bool(folders) and not request.since,
        has_patterns=bool(folders),
    )
    try:
        judged = judge_files(inspections, site)
    except SuiteUnreadable as error:
        return _refused(one_line(str(error)))
    posts = [post_report(*pair) for pair in zip(judged.inspections, judged.decisions, strict=True)]
    show(report(posts, judged.site_findings, unreadable=[*missing, *lost]))
    if nothing or missing or lost or any(post["error"] for post in posts):
        return EXIT_UNDECIDED
    return EXIT_BLOCKED if any(post["verdict"] == "hold" for post in posts) else EXIT_CLEAN


def _refused(why: str) -> int:
    print(f"content-quality: {why}", file=sys.stderr)
    return EXIT_UNDECIDED


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
                f"content-quality: {several_lines(waiver.post)}: The waiver of {waiver.check} names a post that is not there.",
                file=sys.stderr,
            )


def _chosen(settings: Settings, request: CheckRequest) -> Settings:
    """Return `settings` with the checks off that the request leaves out."""
    names = {check.name for check in CHECKS}
    off = names - set(request.select) if request.select else names & set(request.ignore)
    kept = [level for level in settings.checks if level.check not in off]
    return replace(settings, checks=(*kept, *(CheckLevel(name, "off") for name in sorted(off)))) if off else settings
