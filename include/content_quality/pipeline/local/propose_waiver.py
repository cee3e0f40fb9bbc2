"""Use case: a waiver that a person may add to the site's file; nothing is written here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from content_quality.adapters.site import acceptances_file
from content_quality.core.findings import Category, Finding
from content_quality.core.gate.reasons import LONGEST_REASON, is_readable
from content_quality.core.gate.waivers import Waiver, WaiversUnreadable
from content_quality.core.records import dataclass
from content_quality.pipeline.project import Project

WATCHED = (acceptances_file.WAIVERS, acceptances_file.BASELINE)  # what people accept, beside the settings


@dataclass(frozen=True, slots=True)
class ProposedWaiver:
    """The lines that go to the end of the site's file of waivers, which may not be there yet."""

    path: Path
    table: str
    head: str = acceptances_file.WAIVERS_HEAD  # of a new file


class WaiverRefused(ValueError):  # noqa: N818 - names the state
    """The finding cannot be accepted like this; the message says why."""


def propose_waiver(project: Project, post: Path, finding: Finding, reason: str, who: str) -> ProposedWaiver:
    """Return what accepts `finding` in the file `post` for as long as the site usually accepts one."""
    rules = project.settings.waivers
    if finding.category is Category.INSPECTION or not finding.fingerprint:
        raise WaiverRefused("This finding cannot be accepted: the post could not be read or checked.")
    if not (is_readable(reason) and is_readable(who)):
        raise WaiverRefused(f"A waiver needs a reason in visible words, {LONGEST_REASON} characters at most.")
    try:
        acceptances_file.read_waivers(project.root, rules)
    except WaiversUnreadable as error:  # a file that cannot be read is not added to
        raise WaiverRefused(f"{acceptances_file.WAIVERS}: {error}") from error
    until = project.today + timedelta(days=rules.default_days)
    waiver = Waiver(
        finding.check, project.post_id(post), finding.fingerprint, reason.strip(), who.strip(), project.today, until
    )
    return ProposedWaiver(project.root / acceptances_file.WAIVERS, acceptances_file.waiver_table(waiver))
