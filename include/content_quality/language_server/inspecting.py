"""Inspect the text of one open post, as `check -` does with the same settings, and confirm its fixes."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import field
from pathlib import Path

from content_quality.core.findings import Finding
from content_quality.core.gate.acceptances import Acceptances
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings, SettingsError
from content_quality.pipeline.local.fix_one import is_confirmed, without_copy_of
from content_quality.pipeline.local.inspect_files import File, inspect_files
from content_quality.pipeline.local.judge_files import LocalSite, judge_files
from content_quality.pipeline.local.propose_waiver import ProposedWaiver, WaiverRefused, propose_waiver
from content_quality.pipeline.project import Project, project_of

CONFIG = "content-quality.toml"


@dataclass(frozen=True, slots=True)
class OpenText:
    """The text of a post as it stands in the editor, and the settings file that counts for it."""

    name: str  # the path of the file, or the name that the editor gives a text without one
    text: str = field(repr=False)
    config: Path | None = None

    def file(self, project: Project | None) -> File:
        """Return the text as a file to inspect; a lone surrogate is no UTF-8, and the inspection says so."""
        post_id = project.post_id(Path(self.name)) if project else self.name
        return File(self.name, post_id, self.text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Inspected:
    """What came of one text: its findings without those that someone accepted, and what the user should know."""

    findings: tuple[Finding, ...] = ()
    undecided: str = ""  # why the findings may be incomplete
    notice: str = ""  # what is wrong with the settings


def nearest_settings(post: Path, folders: Sequence[Path]) -> Path | None:
    """Return the settings file nearest to `post` within the deepest of the workspace `folders` that holds it."""
    roots = [folder for folder in folders if post.is_relative_to(folder)]
    if not roots:
        return None
    root = max(roots, key=lambda folder: len(folder.parts))
    above = (folder for folder in post.parents if folder.is_relative_to(root))
    return next((folder / CONFIG for folder in above if (folder / CONFIG).is_file()), None)


def inspect_text(post: OpenText) -> Inspected:
    """Return what the checks find in `post`; settings that cannot be used do not count, and the notice says so."""
    project, notice = _project(post.config)
    settings = project.settings if project else Settings()
    acceptances = project.acceptances if project else Acceptances()
    if acceptances.fault:
        notice, acceptances = f"{acceptances.fault}. No waiver counts.", Acceptances()
    file = post.file(project)
    inspections = inspect_files([file], settings, 1)
    site = LocalSite(project, settings, acceptances, given={file.name: file.data or b""})
    (decision,) = judge_files(inspections, site).decisions
    findings = tuple(one for one in decision.findings if one.waived is None)
    return Inspected(findings, inspections[0].error or "", notice)


def confirms(post: OpenText, finding: Finding) -> bool:
    """Return whether the fix of `finding` keeps the laws of fixes in `post`."""
    project, _ = _project(post.config)
    return is_confirmed(post.file(project), finding, project.settings if project else Settings(), project)


def deletion(post: OpenText, finding: Finding) -> tuple[int, int, str] | None:
    """Return what deletes the copies of `finding`: the characters [start, end) of the text, and what replaces them."""
    project, _ = _project(post.config)
    texts = without_copy_of(post.file(project), finding, project.settings if project else Settings(), project)
    return None if texts is None else _only_difference(*texts)


def waiver(post: OpenText, finding: Finding, reason: str) -> ProposedWaiver:
    """Return the waiver of `finding`; raise `WaiverRefused` where it cannot be accepted."""
    project, notice = _project(post.config)
    if project is None:
        raise WaiverRefused(
            notice or f"A waiver needs the site's {CONFIG} in a folder above the post. Write one: content-quality init"
        )
    return propose_waiver(project, Path(post.name), finding, reason, getpass.getuser())


def _only_difference(before: str, after: str) -> tuple[int, int, str]:
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    return start, len(before) - end, after[start : len(after) - end]


def _alike(one: str, other: str) -> int:
    """Return how many characters both texts begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))


def _project(config: Path | None) -> tuple[Project | None, str]:
    if config is None:
        return None, ""
    try:
        return project_of(config), ""
    except (SettingsError, OSError) as error:
        return None, f"{config}: {error} The settings do not count until the file is mended."
