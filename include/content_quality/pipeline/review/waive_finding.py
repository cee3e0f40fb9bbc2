"""Use case: a person accepts one finding on the dashboard; the version is decided again at once."""

from __future__ import annotations

from datetime import timedelta

from content_quality.adapters.site import acceptances_file
from content_quality.core.alerts.assignees import may_answer
from content_quality.core.findings import Category
from content_quality.core.gate.acceptances import mark
from content_quality.core.gate.reasons import is_reason
from content_quality.core.gate.waivers import Waiver
from content_quality.core.records import dataclass
from content_quality.pipeline.gate.accept import NothingToWaive
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.asked_people import asked_people
from content_quality.pipeline.review.held_patterns import Row
from content_quality.pipeline.review.review_posts import Held, decided_again, decision_of

WAIVED = "waived"  # the reason of a batch that a waiver made


@dataclass(frozen=True, slots=True)
class WaivedFinding:
    """What a person accepts, why, and for how many days."""

    check: str
    fingerprint: str
    reason: str
    days: int


def waive_finding(project: Project, row: Row, passage: WaivedFinding, who: str) -> str:
    """Write a waiver into the site's file and return the batch that decides the version again.

    A repeat writes nothing new. Raise `NothingToWaive`, `NotHeld` or `WaiversUnreadable`.
    """
    rules = project.settings.waivers
    if not (is_reason(passage.reason) and is_reason(who)):
        raise NothingToWaive("a waiver needs a reason in words, and the name of the person who grants it")
    if not 1 <= passage.days <= rules.most_days:
        raise NothingToWaive(f"a waiver lasts from 1 to {rules.most_days} days")
    held = Held.of(row)
    if not may_answer(asked_people(project, held.post_id), who):
        raise NothingToWaive(f"{who} is not asked about {held.post_id}: the passage is not accepted")
    decision = decision_of(project, held)
    if held.sha256 != decision.sha256:
        raise NothingToWaive(f"a newer version of {held.post_id} has come")
    name = (passage.check, passage.fingerprint)
    acceptable = {mark(one) for one in decision.findings if one.fingerprint and one.category is not Category.INSPECTION}
    if name not in acceptable:
        raise NothingToWaive(f"{passage.check} has no such finding in {held.post_id}")
    until = project.today + timedelta(days=passage.days)
    waiver = Waiver(*name[:1], held.post_id, name[1], passage.reason.strip(), who.strip(), project.today, until)
    if waiver not in acceptances_file.read_waivers(project.root, rules):
        acceptances_file.add_waiver(project.root, waiver)
    return decided_again(project, held, WAIVED, repr(waiver))
