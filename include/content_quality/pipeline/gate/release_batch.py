"""Use cases: release the posts of a decided batch, and publish the store for its readers."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from content_quality.adapters.release.attestation import Key
from content_quality.adapters.release.bundles import newer_files
from content_quality.adapters.release.folder import Released, ReleaseFolder, ReleaseIncomplete, ReleaseRefused, named
from content_quality.adapters.release.object_prefix import ObjectStore
from content_quality.adapters.release.targets import TARGETS, Departure
from content_quality.adapters.site.source_kinds import SourceKind, is_only_shown
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.sealed_lines import FileDamaged
from content_quality.adapters.state.snapshots import SnapshotDamaged
from content_quality.adapters.store import store_copies
from content_quality.adapters.store.known import decided_in, to_leave
from content_quality.core.gate.bundle_files import bundle_digest
from content_quality.core.gate.decide import Decision, DecisionContext, releasing
from content_quality.pipeline.gate.decisions_match import DecisionsDiffer, refuse_changed_decisions
from content_quality.pipeline.project import Project

__all__ = ["DecisionsDiffer", "ReleaseIncomplete", "may_leave", "publish", "release_batch", "release_folder"]
# names the file that signs the manifest: an ed25519 key in PEM, or a secret for HMAC
KEY_VARIABLE = "CONTENT_QUALITY_RELEASE_KEY"


def release_batch(project: Project, batch_id: str, now: datetime, store: ObjectStore | None = None) -> str:
    """Bring the snapshot's bytes of every post that was decided to be released to where the site says.

    Posts of earlier batches that may leave and never did, because the target was broken then, leave too. Return one
    line
    about it.

    `store` is the prefix of an object store where the site's policy names one.
    """
    context, decisions = _decided(project, batch_id)
    folder = release_folder(project)
    before = folder.checked()
    released, faults = _release(project, folder, before, (batch_id, context, decisions), now)
    for earlier, wanted in _left_behind(project, before, batch_id).items():
        try:
            context_then, decided_then = _decided(project, earlier)
        except (DecisionsDiffer, OSError, StopIteration) as error:
            faults.append(f"batch {earlier}: {error}")
            continue
        late = [one for one in decided_then if (one.post_id, one.sha256) in wanted]
        more, late_faults = _release(project, folder, folder.newest(), (earlier, context_then, late), now)
        released, faults = released + more, faults + late_faults
    try:
        folder.take_away_outdated()
    except (ReleaseRefused, OSError) as error:
        faults.append(str(error))
    folder.seal()
    try:
        departure = Departure(
            project.root, project.settings.release, folder, project.snapshots, f"Release of batch {batch_id}", store,
            _sources(project),
            {post_id: sha256 for post_id, sha256, *_ in to_leave(project.workspace.published, project.policy)},
            {one.post_id: one.sha256 for one in decisions if not one.released and one.sha256},
        )  # fmt: skip
        where = TARGETS[project.settings.release.policy].send(departure)
    except ReleaseIncomplete as fault:
        where = ""
        faults.append(str(fault))
    if faults:  # after the others have left, so that one post stops only itself
        raise ReleaseIncomplete(f"{released} posts released, {len(faults)} could not be: {named(faults)}")
    BatchFiles.of(project.workspace, batch_id).pack()
    return f"{released} posts released{where}, {sum(not decision.released for decision in decisions)} kept back"


def _sources(project: Project) -> dict[str, SourceKind]:
    gated = [source for source in project.settings.sources if not is_only_shown(source)]
    return {source.name: project.open_source(source) for source in gated}


def _decided(project: Project, batch_id: str) -> tuple[DecisionContext, list[Decision]]:
    """Return what was decided about a batch, when its file, the ledger and the published store agree."""
    files = BatchFiles.of(project.workspace, batch_id)
    refuse_changed_decisions(project, files)
    try:
        context, decisions = files.read_context(), files.read_verdicts()
    except FileDamaged as error:
        raise DecisionsDiffer(f"batch {batch_id}: {error}; nothing of it is released") from error
    _refuse_other_decisions(project, batch_id, decisions)
    return context, decisions


def _left_behind(project: Project, before: Mapping[str, Released], batch_id: str) -> dict[str, set[tuple[str, str]]]:
    """Return the present posts that may leave and that the manifest does not name as they are, by their batch."""
    found: dict[str, set[tuple[str, str]]] = {}
    for post_id, sha256, decided_in_batch, bundle in to_leave(project.workspace.published, project.policy):
        entry = before.get(post_id)
        is_there = entry is not None and (entry.sha256, bundle_digest(entry.files)) == (sha256, bundle)
        if decided_in_batch != batch_id and not is_there:
            found.setdefault(decided_in_batch, set()).add((post_id, sha256))
    return found


def _release(
    project: Project,
    folder: ReleaseFolder,
    before: Mapping[str, Released],
    decided: tuple[str, DecisionContext, Sequence[Decision]],
    now: datetime,
) -> tuple[int, list[str]]:
    """Release what may leave of one batch; return how many posts changed, and what could not be released."""
    batch_id, context, decisions = decided
    policy, released, faults = project.policy, 0, []
    for decision in decisions:
        if not may_leave(decision, project, policy):
            continue
        entry = Released(
            decision.post_id, decision.path, decision.sha256, decision.policy, decision.verdict.label, context.decided_at.isoformat(),  # noqa: E501 - one sentence for people
            batch_id, context.run_id, now.astimezone(UTC).isoformat(), decision.files,
        )  # fmt: skip
        try:
            others = () if entry.files is None else newer_files(entry, before.values(), folder.place)
            released += folder.release(entry, project.snapshots, before.get(decision.post_id), others)
        except (ReleaseRefused, SnapshotDamaged, OSError) as error:
            faults.append(f"{decision.post_id}: {error}")
    return released, faults


def _refuse_other_decisions(project: Project, batch_id: str, decisions: Sequence[Decision]) -> None:
    """Refuse the whole batch when its file of decisions and the published store.

    It were written one after the other, differ.
    """
    filed = {
        one.post_id: (one.sha256, one.policy, one.verdict.label, one.released, bundle_digest(one.files))
        for one in decisions
    }
    if len(filed) != len(decisions) or filed != decided_in(project.workspace.published, batch_id):
        raise DecisionsDiffer(
            f"the decisions of batch {batch_id} are not those in the published store; nothing of it is released"
        )


def release_folder(project: Project) -> ReleaseFolder:
    """Return where the site's manifest and posts go, with the key that the environment names."""
    chosen = project.settings.release
    named = os.environ.get(KEY_VARIABLE)
    key = Key.read(Path(named)) if named else None
    return ReleaseFolder(
        project.workspace.release,
        key,
        TARGETS[chosen.policy].copies,
        project.settings.gate.other_files,
        chosen.paths,
        project.root / chosen.folder if chosen.folder else None,
    )


def may_leave(decision: Decision, project: Project, policy: str) -> bool:
    """Return whether `decision` is positive evidence, under today's `policy`, that these very bytes may leave."""
    released_verdicts = releasing(release_review=project.settings.gate.release_review)
    return (
        decision.released
        and decision.verdict in released_verdicts
        and len(decision.sha256) == 64
        and decision.policy == policy
    )


def publish(project: Project) -> None:
    """Give readers the present state of the store."""
    store_copies.publish(project.workspace)
