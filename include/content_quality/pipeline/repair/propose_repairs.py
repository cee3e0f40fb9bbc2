"""Use case: propose repairs of the posts that a batch holds, once for each version, in a child with limits."""

from __future__ import annotations

from datetime import date
from functools import partial

from content_quality.adapters.isolation import processors, run_isolated
from content_quality.adapters.state import repairs
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.snapshots import SnapshotDamaged
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.repair.proposal import propose
from content_quality.core.repair.repair_facts import RepairFacts, facts_of
from content_quality.pipeline.local.inspect_files import File
from content_quality.pipeline.local.repair_files import repair_file
from content_quality.pipeline.project import Project

MOST = (
    200  # held posts of a batch; the first look at an archive holds thousands, and its editors wait for the dashboard
)


def propose_repairs(project: Project, batch_id: str, most: int = MOST) -> str:
    """Keep the repairs of the held posts of the batch and return one line about it.

    Of more than `most` posts without one, the last by path get theirs: in most archives these are the newest. A post
    whose repair cannot be made has none; that is no failure of the batch.
    """
    if not project.settings.repairs.propose:
        return "the settings ask for no repairs"
    held = [one for one in BatchFiles.of(project.workspace, batch_id).read_verdicts() if _is_held(one)]
    new = [decision for decision in held if not _is_known(project, decision.sha256)]
    fresh = sorted(new, key=lambda decision: decision.path, reverse=True)[:most]
    files = [file for decision in fresh if (file := _file(project, decision)) is not None]
    work = partial(_facts, project, project.checks_digest, project.today)
    made = [
        one for one in run_isolated(work, files, project.settings.limits, processors()) if isinstance(one, RepairFacts)
    ]
    for facts in made:
        repairs.keep(project.workspace.repairs, facts)
    proposed = sum(not facts.is_empty for facts in made)
    left = f"; {len(new) - len(fresh)} left to `content-quality repair`" if len(new) > len(fresh) else ""
    return f"{len(held)} held posts; {len(made)} looked at anew, {proposed} repairs proposed{left}"


def _is_held(decision: Decision) -> bool:
    return decision.verdict is Verdict.HOLD and not decision.released and bool(decision.sha256)


def _is_known(project: Project, sha256: str) -> bool:
    known = repairs.read(project.workspace.repairs, sha256)
    return known is not None and known.checks == project.checks_digest


def _file(project: Project, decision: Decision) -> File | None:
    try:
        return File(decision.path, decision.post_id, project.snapshots.read(decision.sha256))
    except (SnapshotDamaged, OSError):
        return None  # the dashboard says so beside the post


def _facts(project: Project, checks: str, today: date, file: File) -> RepairFacts | None:
    repaired = repair_file(project.settings, project, today, propose, file)
    if repaired.proposal is None:
        return None
    return facts_of(file.post_id, checks, repaired.proposal, repaired.data)
