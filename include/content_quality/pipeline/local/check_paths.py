"""Use case: check files and folders from the command line."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple, TextIO, cast

from content_quality.adapters.isolation import WorkerLost, run_isolated
from content_quality.adapters.site import sources
from content_quality.adapters.site.git import GitUnusable, changed_since
from content_quality.adapters.site.site_files import site_root
from content_quality.adapters.state.files import dump
from content_quality.adapters.suites import SuiteUnreadable
from content_quality.checks import CHECKS
from content_quality.core.check import CheckResult
from content_quality.core.findings import WHOLE_POST, message
from content_quality.core.gate.acceptances import Acceptances, in_inspection
from content_quality.core.gate.waivers import MARK, inline_waivers
from content_quality.core.inspection import PROCESS, crashed, inspect, too_slow, unreadable
from content_quality.core.report.json_report import Json, PostReport, post_report, report
from content_quality.core.settings import Settings, SettingsError
from content_quality.core.text.patterns import compile_all
from content_quality.pipeline.local.check_uniqueness import used_twice
from content_quality.pipeline.local.survey_paths import add_copies, add_findings, add_missing, may_refer, survey
from content_quality.pipeline.project import NO_DAY, project_of

EXIT_CLEAN, EXIT_BLOCKED, EXIT_UNDECIDED = 0, 1, 2
WARM_UP = """---
title: A shelf for seeds
date: 2026-03-02
---

## Seeds 種の棚

The library lends seeds in spring, and [readers](https://example.org) bring some back in autumn. Nobody counts them.
図書館では春に種を貸し出し、読者は秋に少しずつ返します。数える人はいません。

The library lends seeds in spring, and [readers](https://example.org) bring some back in autumn. Nobody counts them
図書館では春に種を貸し出し、読者は秋に少しずつ返します。数える人はいませ
"""
FEW_POSTS = 24  # below this several processes cost more than they save


def check_paths(
    paths: list[str], config: Path | None, form: str, jobs: int, since: str | None = None, against: Sequence[str] = ()
) -> int:
    """Check `paths`, or those changed in git since a revision, print the report in `form` (text or json) and return the exit status.

    Posts are also compared with those of `against`, and with each other, when that names anything.
    """
    try:
        project = project_of(config) if config else None
        changed = changed_since(Path(), since) if since else None
    except (SettingsError, GitUnusable) as error:
        print(f"content-quality: {config or since}: {error}", file=sys.stderr)
        return EXIT_UNDECIDED
    settings = project.settings if project else Settings()
    acceptances = project.acceptances if project else Acceptances()
    if acceptances.fault:
        print(f"content-quality: {acceptances.fault}. Nothing can be decided until it can be read.", file=sys.stderr)
        return EXIT_UNDECIDED
    files, missing = files_of(paths)
    if changed is not None:
        files = [name for name in files if Path(name).resolve() in changed]
    archive, lost = files_of(against)
    missing += lost
    for path in missing:
        print(
            f"content-quality: {_line(path) or 'an empty path'}: no such file or folder, or it cannot be read",
            file=sys.stderr,
        )
    for void in acceptances.void:
        print(f"content-quality: {_line(void.waiver.post)}: {_line(str(void.why))}", file=sys.stderr)
    for waiver in acceptances.waivers:
        if project and not project.has_post(waiver.post):
            print(
                f"content-quality: {_plain(waiver.post)}: The waiver of {waiver.check} names a post that is not there.",
                file=sys.stderr,
            )
    work = [
        _Work(name, project.post_id(Path(name)) if project else name, project.today if project else NO_DAY, acceptances)
        for name in files
    ]
    checked = list(_progress(_inspect_all(work, settings, jobs), len(files)))
    posts = [each.report for each in checked]
    if against:
        add_copies(posts, archive, settings, jobs)
    folders = [Path(path) for path in paths if Path(path).is_dir()]
    if folders and not since:
        referring = [each.report["path"] for each in checked if each.may_refer and each.report["facts"]]
        add_missing(posts, referring, project.root if project else site_root(folders[0]), settings)
        try:
            by_name = {each.post_id: post for each, post in zip(work, posts, strict=True)}
            twice = used_twice(by_name, project.expectations if project else None, acceptances, settings)
        except SuiteUnreadable as error:
            print(f"content-quality: {_line(str(error))}", file=sys.stderr)
            return EXIT_UNDECIDED
        for each, post in zip(work, posts, strict=True):
            add_findings(post, twice.get(each.post_id, ()))
    whole = report(posts, survey(posts) if folders else ())
    if form == "json":
        sys.stdout.buffer.write(dump(whole) + b"\n")  # JSON is UTF-8, whatever the terminal speaks
    else:
        _print_text(whole, sys.stdout)
    if missing or any(post["error"] for post in posts):
        return EXIT_UNDECIDED
    return EXIT_BLOCKED if any(post["verdict"] == "hold" for post in posts) else EXIT_CLEAN


def files_of(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the posts that `paths` name, as the user would type them, and the paths that cannot be read."""
    files: dict[str, None] = {}
    missing = []
    for name in paths:
        path = Path(name)
        try:
            if name == "":  # pathlib would take it for the current folder
                missing += [""]
            elif path.is_dir():
                prefix = "" if name == "." else name.rstrip("/") + "/"
                files.update((prefix + file.path, None) for file in sources.walk(path))
            elif path.exists() or path.is_symlink():
                files[name] = None
            else:
                missing.append(name)
        except OSError:
            missing.append(name)
    return list(files), missing


@dataclass(frozen=True, slots=True)
class _Work:
    """One file to inspect, and what is granted."""

    name: str  # as the user typed it
    post_id: str
    today: date
    acceptances: Acceptances


class _Checked(NamedTuple):
    """What came of one file, and whether it may name an image or another post."""

    report: PostReport
    may_refer: bool = False


def _inspect_all(work: list[_Work], settings: Settings, jobs: int) -> Iterator[_Checked]:
    workers = 1 if len(work) < FEW_POSTS else jobs or len(os.sched_getaffinity(0))
    if workers > 1:
        _warm_up(settings)
    for each, outcome in zip(
        work, run_isolated(partial(_inspect_one, settings), work, settings.limits, workers), strict=True
    ):
        yield _Checked(_worker_lost(settings, each, outcome)) if isinstance(outcome, WorkerLost) else outcome


def _warm_up(settings: Settings) -> None:
    """Work out here what every child would work out for itself with its first post, in 30 ms: patterns, tables of characters, code pages."""
    compile_all()
    inspect(WARM_UP.encode(), "warm-up.md", CHECKS, settings)


def _worker_lost(settings: Settings, work: _Work, lost: WorkerLost) -> PostReport:
    try:
        sha256 = hashlib.sha256(sources.read(Path(work.name), settings.limits.max_bytes)).hexdigest()
    except (sources.Refused, OSError):
        sha256 = ""
    if lost.slow:
        return post_report(too_slow(work.name, work.name, sha256, settings.limits.seconds_per_post))
    return post_report(crashed(work.name, work.name, sha256, lost.detail))


def _inspect_one(settings: Settings, work: _Work) -> _Checked:
    try:
        data = sources.read(Path(work.name), settings.limits.max_bytes)
    except sources.Refused as refusal:
        told = unreadable(work.name, work.name, "", message("{reason}", reason=str(refusal)), WHOLE_POST)
        undecided = (CheckResult(PROCESS, 1, error=str(refusal)),) if isinstance(refusal, sources.Unreachable) else ()
        return _Checked(post_report(replace(told, results=(*told.results, *undecided))))
    inspection = inspect(data, work.name, CHECKS, settings, work.post_id)
    comments = data.decode("utf-8", "replace") if MARK.encode() in data else ""
    inline = inline_waivers(comments, work.today, settings.waivers, {check.name for check in CHECKS})
    return _Checked(
        post_report(in_inspection(inspection, work.acceptances.about(work.post_id), inline.sound)), may_refer(data)
    )


def _progress(posts: Iterator[_Checked], total: int) -> Iterator[_Checked]:
    """Pass `posts` on, drawing a bar on a terminal while many are read."""
    if total < FEW_POSTS or not sys.stderr.isatty():
        yield from posts
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(posts, "Checking", total=total, transient=True, console=Console(stderr=True))


def _print_text(whole: Json, stream: TextIO) -> None:
    posts: list[PostReport] = whole["posts"]  # type: ignore[assignment] # built by report() three lines up
    for post in posts:
        if not post["findings"] and not post["error"]:
            continue
        stream.write(f"{_line(post['path'])}: {post['verdict']}\n")
        for finding in post["findings"]:
            accepted = (
                f" (accepted: {_line(str(finding['waived']['reason']))})" if isinstance(finding["waived"], dict) else ""
            )
            place = f"{finding['line']}:{finding['column']}"
            stream.write(
                f"  {place} {finding['severity']} {_line(str(finding['message']))} [{finding['check']}]{accepted}\n"
            )
            if finding["suggestion"]:
                stream.write(f"      → {_line(str(finding['suggestion']))}\n")
        if post["error"]:
            stream.write(f"  not decided: {_plain(post['error'])}\n")
    patterns = cast("list[Json]", whole["site_findings"])
    stream.writelines(
        f"The site: {pattern['severity']} {_line(str(pattern['message']))} [{pattern['check']}]\n"
        for pattern in patterns
    )
    summary = whole["summary"]
    assert isinstance(summary, dict)
    stream.write(
        f"{summary['posts']} {'post' if summary['posts'] == 1 else 'posts'}: {summary['hold']} hold, {summary['review']} review, {summary['clear']} clear.\n"
    )
    stream.write("This is the checks' own verdict; in the pipeline the gate adds the site's suites.\n")


def _line(text: str) -> str:
    """Return `text` as part of one line: the name of a file may hold a line end, and must not write a line of its own."""
    return _plain(text).replace("\n", "�")


def _plain(text: str) -> str:
    """Return `text` without control characters, which a terminal would obey."""
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)
