"""Use case: show a batch as people who know Great Expectations are used to, as Data Docs in a folder."""

from __future__ import annotations

from pathlib import Path

from content_quality.adapters import gx_context, suites
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.store import writer
from content_quality.adapters.suites import Suite, SuiteUnreadable
from content_quality.pipeline.gate.validate_batch import frame_of
from content_quality.pipeline.project import Project


class NothingToShow(Exception):  # noqa: N818 - names the state
    """No batch of that name has been judged, or the suites cannot be read."""


def write_data_docs(project: Project, batch_id: str | None, folder: Path) -> tuple[str, Path]:
    """Write what the suites say about a batch, the newest one that was judged by default; return its id and the page.

    The store is read as it is now: a post that has changed since is shown as this batch saw it.
    """
    files = _judged(project, batch_id)
    batch = files.manifest()
    with writer.writing(project.workspace) as store:
        judged = [(suite, frame_of(store, suite, batch)) for suite in _suites(project)]
    return batch.batch_id, gx_context.write_docs(folder, [(suite, frame) for suite, frame in judged if len(frame)])


def _judged(project: Project, batch_id: str | None) -> BatchFiles:
    named = (
        [batch_id] if batch_id else sorted((path.name for path in project.workspace.batches.glob("*Z-*")), reverse=True)
    )
    for name in named:
        files = BatchFiles.of(project.workspace, name)
        if files.read_validation() is not None:
            return files
    raise NothingToShow(f"The batch {batch_id} has not been judged." if batch_id else "No batch has been judged yet.")


def _suites(project: Project) -> tuple[Suite, ...]:
    try:
        return suites.read_suites(project.expectations)
    except SuiteUnreadable as error:
        raise NothingToShow(str(error)) from error
