"""Use case: which settings apply to one post, and where each comes from."""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from content_quality.checks import CHECKS
from content_quality.core.gate.waivers import inline_waivers
from content_quality.core.inspection import Inspection
from content_quality.core.records import dataclass
from content_quality.core.settings import NOT_JUDGING, Settings, SettingsError
from content_quality.core.settings.post_settings import applied, overrides_of
from content_quality.core.settings.profiles import with_profile
from content_quality.pipeline.local.inspect_files import File, inspect_files
from content_quality.pipeline.project import EXPECTATIONS_VARIABLE, Project, project_of

AFTER_EDIT = {"near": "what is new or near it", "all": "all of them"}
DEFAULT, FILE = "default", "file"
FILLED = ("front_matter.schema_json", "residue.signs_toml")  # by whoever reads the settings file


@dataclass(frozen=True, slots=True)
class Applied:
    """One setting, what it is set to, and where that comes from."""

    key: str
    value: object
    origin: str


@dataclass(frozen=True, slots=True)
class AppliedSettings:
    """All that applies to one post."""

    post_id: str
    settings: tuple[Applied, ...]
    checks: tuple[Applied, ...]
    accepted: tuple[str, ...]  # waivers, comments of the post, the baseline: each in a sentence


class PostUnreadable(Exception):  # noqa: N818 - names the state
    """The post cannot be read; the message says why."""


def applied_settings(post: str, config: Path | None, profile: str | None) -> AppliedSettings:
    """Return what applies to the file `post`; raise `SettingsError` or `PostUnreadable`."""
    project = project_of(config) if config else None
    settings = project.settings if project else Settings()
    document = tomllib.loads(config.read_text("utf-8")) if config else {}
    file = File(post, project.post_id(Path(post)) if project else post)
    (inspection,) = inspect_files([file], settings, 1)
    if inspection.outline is None:
        reasons = [str(one.message) for one in inspection.findings] or [inspection.error or "it cannot be read"]
        raise PostUnreadable(f"{post}: {reasons[0]}")
    suites = [Applied("expectations", project.expectations.as_posix(), _origin_of_suites(project))] if project else []
    places = overrides_of(settings, file.post_id)
    return AppliedSettings(
        file.post_id,
        (*_settings(settings, document, places), *suites, *_owner(settings, places)),
        tuple(_checks(settings, profile, places)),
        tuple(_accepted(inspection, project, settings)),
    )


def _settings(settings: Settings, document: Mapping[str, Any], places: tuple[int, ...]) -> Iterator[Applied]:
    """Yield every setting that can change a finding or a verdict."""
    changed = {
        f"{change.table}.{change.key}": (change.value, _named(settings, place))
        for place in places
        for change in settings.overrides[place].changes
    }
    for table in dataclasses.fields(settings):
        if table.name in (*NOT_JUDGING, "checks"):
            continue
        named = document.get(table.name, {})
        for field in dataclasses.fields(getattr(settings, table.name)):
            key = f"{table.name}.{field.name}"
            if key in changed and key not in FILLED:
                yield Applied(key, *changed[key])
            elif key not in FILLED:
                value = getattr(getattr(settings, table.name), field.name)
                yield Applied(key, value, FILE if field.name in named else DEFAULT)


def _owner(settings: Settings, places: tuple[int, ...]) -> Iterator[Applied]:
    owners = [place for place in places if settings.overrides[place].owner]
    if owners:
        yield Applied("owner", settings.overrides[owners[-1]].owner, _named(settings, owners[-1]))


def _named(settings: Settings, place: int) -> str:
    """Return what people call the override at `place`."""
    return f"file: overrides[{place}] match {', '.join(settings.overrides[place].match)}"


def _origin_of_suites(project: Project) -> str:
    if EXPECTATIONS_VARIABLE in os.environ:
        return f"environment: {EXPECTATIONS_VARIABLE}"
    return "folder beside the settings" if project.expectations.is_relative_to(project.root) else DEFAULT


def _checks(settings: Settings, profile: str | None, places: tuple[int, ...]) -> Iterator[Applied]:
    """Yield each check with its severity.

    An override stands above a profile, a profile above `[checks]`, and all of them above the check's own.
    """
    origins = {level.check: "file: [checks]" for level in settings.checks if level.severity != "default"}
    if profile:
        table = next((one.checks for one in settings.profiles if one.name == profile), ())
        settings = with_profile(settings, profile)
        origins |= {level.check: f"file: [profiles.{profile}]" for level in table}
    for place in places:
        origins |= {level.check: _named(settings, place) for level in settings.overrides[place].checks}
    settings = applied(settings, places)
    worst = {check.name: check.severity.label for check in CHECKS}
    for name in (*worst, *sorted(set(origins) - set(worst))):
        level = settings.level(name)
        value = f"{worst[name]} at worst" if level == "default" and name in worst else level
        yield Applied(name, value, origins.get(name, DEFAULT))


def _accepted(inspection: Inspection, project: Project | None, settings: Settings) -> Iterator[str]:
    outline = inspection.outline
    if project is None or outline is None:
        return
    acceptances = project.acceptances
    if acceptances.fault:
        raise SettingsError(acceptances.fault)
    for waiver in acceptances.of(inspection.post_id):
        yield f"waiver: {waiver.check} {waiver.fingerprint} until {waiver.until}: {waiver.reason} ({waiver.granted_by})"
    for void in acceptances.void:
        if void.waiver.post == inspection.post_id:
            yield f"waiver that does not count: {void.why}"
    comments = inline_waivers(outline.comments, project.today, settings.waivers, project.finding_names)
    for comment in comments.sound:
        yield f"comment in line {comment.first_line}: {comment.check} until {comment.until}: {comment.reason}"
    for comment_void in comments.void:
        yield f"comment in line {comment_void.line} that does not count: {comment_void.why}"
    if known := acceptances.baseline.posts.get(inspection.post_id):
        edited = "the post was edited, and the edit calls in " + AFTER_EDIT[settings.waivers.debt_after_edit]
        counts = "it counts" if known.sha256 == inspection.sha256 else edited
        on = known.recorded.on or acceptances.baseline.recorded_on
        yield f"baseline of {on}: {len(known.findings)} findings; {counts}"
