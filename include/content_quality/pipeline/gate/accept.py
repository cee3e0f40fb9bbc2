"""Use case: waive findings of a post."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from content_quality.adapters.site import acceptances_file, sources
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.store.added import added_marks
from content_quality.checks import CHECKS
from content_quality.core.findings import Category, Finding
from content_quality.core.gate.acceptances import mark
from content_quality.core.gate.reasons import LONGEST_REASON, is_readable
from content_quality.core.gate.waivers import Waiver
from content_quality.core.inspection import inspect
from content_quality.pipeline.project import Project

__all__ = ["NothingToWaive", "Refused", "waive"]


class NothingToWaive(Exception):  # noqa: N818 - an outcome, said to a person
    """No finding of that check, or more than one; the message says how to name one."""


def waive(  # noqa: PLR0913 - one value per option of the command
    project: Project, path: Path, check: str, reason: str, who: str, days: int, fingerprint: str | None
) -> tuple[Waiver, ...]:
    """Write a waiver for the findings of `check` in the post `path`, one per passage.

    Raise `NothingToWaive`, `Refused` or `WaiversUnreadable`.
    """
    rules = project.settings.waivers
    if not (is_readable(reason) and is_readable(who)):
        raise NothingToWaive(
            f"a waiver needs a reason in visible words, {LONGEST_REASON} characters at most, and the name of the person who grants it"  # noqa: E501 - one sentence for people
        )
    if not 1 <= days <= rules.most_days:
        raise NothingToWaive(f"a waiver lasts from 1 to {rules.most_days} days")
    acceptances_file.read_waivers(project.root, rules)  # a file that cannot be read is not written to
    post_id = project.post_id(path)
    inspection = inspect(
        sources.read(path, project.settings.limits.max_bytes), path.as_posix(), CHECKS, project.settings, post_id
    )
    own = [mark(finding) for finding in inspection.findings if _acceptable(finding)]
    found = [*own, *sorted(added_marks(project.workspace.published).get((post_id, inspection.sha256), ()))]
    names = dict.fromkeys(name for found_by, name in found if found_by == check)
    if fingerprint is not None:
        names = {name: None for name in names if name == fingerprint}
    if not names:
        there = ", ".join(sorted({found_by for found_by, _ in found})) or "nothing"
        raise NothingToWaive(f"{check} has no such finding in {path}; findings there: {there}")
    until = project.today + timedelta(days=days)
    waivers = tuple(Waiver(check, post_id, name, reason.strip(), who.strip(), project.today, until) for name in names)
    for waiver in waivers:
        acceptances_file.add_waiver(project.root, waiver)
    return waivers


def _acceptable(finding: Finding) -> bool:
    return finding.category is not Category.INSPECTION and bool(finding.fingerprint)
