"""Use cases of the gate up to validation: open a batch, plan its shards, load what was found, let the suites judge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.codec import inspection_from_json
from content_quality.adapters.state.comparisons import ComparisonFiles
from content_quality.adapters.state.files import write_json
from content_quality.adapters.state.stored_rows import StoredRows
from content_quality.adapters.store import writer
from content_quality.adapters.store.decision_rows import FORGET_REMOVED
from content_quality.adapters.store.known import present_versions
from content_quality.adapters.store.rows import batch_tables, inspection_tables, site_table
from content_quality.core.cross_post.comparison import merged
from content_quality.core.gate import batches
from content_quality.core.gate.batches import Batch
from content_quality.core.inspection import Inspection
from content_quality.pipeline.gate.validate_batch import judge
from content_quality.pipeline.ingest.reuse_inspections import reuse_inspections
from content_quality.pipeline.project import Project

AT_A_TIME = 100  # inspections that are loaded


class PolicyChanged(Exception):  # noqa: N818 - names what happened
    """The policy was edited in the middle of a step; the step has to be done again."""


def open_batch(project: Project, batch_ids: Sequence[str], run_id: str) -> str | None:
    """Return the batch that the run `run_id` is to decide, of those that events name.

    None when other runs have decided all of them.

    Batches that no run has opened yet are taken along: of events that come in while a run waits for another one to end,
    Airflow tells only the first. Several become one batch of the newest version of every post.
    """
    named = [
        BatchFiles.of(project.workspace, name)
        for name in dict.fromkeys(BatchFiles.of(project.workspace, name).merged_into() for name in batch_ids)
    ]
    late = [
        files
        for files in map(BatchFiles, sorted(project.workspace.batches.glob("*Z-*")))
        if files.is_unopened and files not in named
    ]
    parts = [files for files in named if not files.decisions.exists() or files.read_context().run_id == run_id] + late
    if len(parts) < 2:
        return parts[0].folder.name if parts else None
    present = present_versions(project.workspace.published)
    batch = batches.merge([batches.without_outdated(files.manifest(), present) for files in parts], project.policy)
    BatchFiles.of(project.workspace, batch.batch_id).write_manifest(batch)
    for files in parts:
        if files.folder.name != batch.batch_id:
            write_json(files.merged, {"into": batch.batch_id})
    return batch.batch_id


def plan_shards(project: Project, batch_id: str) -> list[str]:
    """Cut what has not been inspected under today's checks into shards and return their names.

    There is always one, be it empty.
    """
    files = BatchFiles.of(project.workspace, batch_id)
    posts = files.manifest().posts
    known = reuse_inspections(project, files, posts)
    fresh = [post for post in posts if post.post_id not in known]
    return files.write_shards(list(batches.shards(fresh, project.settings.batches)) or [()])


def load_inspections(project: Project, batch_id: str, now: datetime) -> str:
    """Load what was found under today's checks in one transaction; return one line about it."""
    return load_results(project, batch_id, project.checks_digest, now)


def load_results(project: Project, batch_id: str, checks_digest: str, now: datetime) -> str:
    """Load what was found under the checks named `checks_digest`; a batch that is decided again found nothing new."""
    files = BatchFiles.of(project.workspace, batch_id)
    batch = files.manifest()
    comparison = ComparisonFiles(files).read(checks_digest)
    taken = _Taken(batch)
    with writer.writing(project.workspace) as store:
        tables = chain(
            batch_tables(batch, checks_digest, now),
            chain.from_iterable(
                inspection_tables(checks_digest, [(merged(one, comparison), at) for one, at in some])
                for some in taken.by_hundreds(() if files.again.exists() else files.results(checks_digest))
            ),
            [site_table(batch, comparison.site_findings if comparison else ())],
        )
        load = store.load(batch_id, "inspections", tables, [(FORGET_REMOVED, [list(batch.removed)])])
    return f"{load.rows} rows of {taken.count} inspections loaded"


class _Taken:
    """Hands on the inspections of posts as the batch has them, a hundred at a time: that bounds memory."""

    def __init__(self, batch: Batch) -> None:
        self.count = 0
        self._versions = {(post.post_id, post.sha256) for post in batch.posts}

    def by_hundreds(
        self, inspected: Iterable[tuple[Inspection, datetime]]
    ) -> Iterator[list[tuple[Inspection, datetime]]]:
        wanted = (pair for pair in inspected if (pair[0].post_id, pair[0].sha256) in self._versions)
        while some := list(islice(wanted, AT_A_TIME)):
            self.count += len(some)
            yield some


def validate_batch(project: Project, batch_id: str) -> str:
    """Let the suites judge the batch and keep what they said; return one line about it."""
    files = BatchFiles.of(project.workspace, batch_id)
    policy = project.policy
    with writer.writing(project.workspace) as store:
        validation, outcomes = judge(project, store, files.manifest(), inspections(project, files))
    if project.policy != policy:
        raise PolicyChanged(
            "the suites or the settings changed while they were judging; what they said is evidence for neither policy"
        )
    files.write_validation(policy, validation, outcomes)
    failed = sum(not outcome.success for outcome in outcomes)
    state = "; ".join(validation.broken) or "the batch is whole"
    return f"{len(outcomes)} expectations evaluated, {failed} not met; {state}"


def inspections(project: Project, files: BatchFiles) -> StoredRows[Inspection]:
    """Return what was found under today's checks, in the post itself and by comparing it with others."""
    comparison = ComparisonFiles(files).read(project.checks_digest)
    return files.inspections(project.checks_digest, lambda row: merged(inspection_from_json(row), comparison))
