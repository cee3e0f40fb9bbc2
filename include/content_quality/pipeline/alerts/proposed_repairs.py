"""What an alert says of a proposed repair: facts that the gate kept, so that no one reads the post again."""

from __future__ import annotations

from content_quality.adapters.state import repairs
from content_quality.core.alerts.addresses import Addresses
from content_quality.core.alerts.message import RepairLine
from content_quality.core.gate.decide import Decision
from content_quality.pipeline.project import Project

DIFFS_ATTACHED = 3  # of one alert message; each has at most 60,000 characters


def repair_line(project: Project, addresses: Addresses, decision: Decision, place: int) -> RepairLine | None:
    """Return the repair of a held post, with its diff for the first posts of the alert message; None without one."""
    facts = repairs.read(project.workspace.repairs, decision.sha256) if decision.sha256 else None
    if facts is None or facts.is_empty or decision.released:
        return None
    diff = facts.diff if place < DIFFS_ATTACHED else ""
    page = addresses.repair(decision.post_id)
    return RepairLine(facts.shorter, facts.gone, facts.before, facts.confidence, page, diff)
