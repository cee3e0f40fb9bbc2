"""Events of OpenLineage about a batch, where Airflow has the provider: source, snapshot, release, assertions.

The events of Airflow's own listener say which task ran. These say what it did with the posts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from content_quality import __version__
from content_quality.core.dag_ids import GATE_POSTS, INGEST_POSTS
from content_quality.orchestration.airflow_site import AirflowSite

if TYPE_CHECKING:
    from content_quality.pipeline.gate.batch_lineage import BatchLineage, Place
    from content_quality.pipeline.project import Project

log = logging.getLogger(__name__)

PRODUCER = f"https://pypi.org/project/content-quality/{__version__}"


def emit_lineage(site: AirflowSite, project: Project, batch_id: str, task: Any = None) -> None:
    """Tell the lineage of a decided batch. A collector that cannot be reached never fails a task."""
    try:
        if find_spec("airflow.providers.openlineage") is None:  # a part of it cannot be looked for before the whole
            return
        from airflow.providers.openlineage.api import emit, is_openlineage_active

        from content_quality.pipeline.gate.batch_lineage import batch_lineage

        if is_openlineage_active():
            for event in events(site, batch_lineage(project, batch_id), task):
                emit(event)
    except Exception:
        log.exception("The lineage of the batch could not be sent")


def events(site: AirflowSite, batch: BatchLineage, task: Any = None) -> Iterator[Any]:
    """Yield start and end of two runs: from the sources to the snapshots, and from there to the release.

    The same batch has the same runs, however often it is told.
    """
    from airflow.providers.openlineage import conf
    from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
    from openlineage.client.uuid import generate_static_uuid

    steps = (
        (site.dag_id(INGEST_POSTS), [_dataset(place) for place in batch.sources], [_snapshot_made(batch)]),
        (site.dag_id(GATE_POSTS), [_snapshot_judged(batch)], [_released(batch)]),
    )
    for dag_id, inputs, outputs in steps:
        name = f"{dag_id}.batch"
        run_id = generate_static_uuid(batch.decided_at, f"{name} {batch.batch_id}".encode())
        run = Run(str(run_id), _parent(task, conf.namespace()) if dag_id.endswith(GATE_POSTS) else {})
        for state in (RunState.START, RunState.COMPLETE):
            done = state is RunState.COMPLETE
            yield RunEvent(
                eventType=state,
                eventTime=batch.decided_at.isoformat(),
                run=run,
                job=Job(conf.namespace(), name),
                producer=PRODUCER,
                inputs=inputs,
                outputs=outputs if done else [],
            )


def _parent(task: Any, namespace: str) -> dict[str, Any]:
    """Return the facet that ties a run to the task of Airflow that told about it."""
    if task is None:
        return {}
    from airflow.providers.openlineage.plugins.macros import lineage_run_id
    from openlineage.client.facet_v2 import parent_run

    job = parent_run.Job(namespace, f"{task.dag_id}.{task.task_id}")
    return {"parent": parent_run.ParentRunFacet(parent_run.Run(str(lineage_run_id(task))), job)}


def _dataset(place: Place) -> Any:
    from openlineage.client.event_v2 import InputDataset

    return InputDataset(place.namespace, place.name)


def _snapshot_made(batch: BatchLineage) -> Any:
    from openlineage.client.event_v2 import OutputDataset
    from openlineage.client.facet_v2 import dataset_version_dataset, output_statistics_output_dataset

    return OutputDataset(
        batch.snapshots.namespace,
        batch.snapshots.name,
        facets={"version": dataset_version_dataset.DatasetVersionDatasetFacet(batch.batch_id)},
        outputFacets={
            "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                rowCount=batch.posts, size=batch.size, fileCount=batch.posts
            )
        },
    )


def _snapshot_judged(batch: BatchLineage) -> Any:
    from openlineage.client.event_v2 import InputDataset
    from openlineage.client.facet_v2 import (
        data_quality_assertions_dataset,
        data_quality_metrics_input_dataset,
        dataset_version_dataset,
    )

    asserted = [
        data_quality_assertions_dataset.Assertion(
            assertion=one.kind,
            success=one.success,
            column=one.column,
            severity="error" if one.blocks else "warn",
            name=one.name,
            expected="0",
            actual=str(one.failed),
        )
        for one in batch.asserted
    ]
    return InputDataset(
        batch.snapshots.namespace,
        batch.snapshots.name,
        facets={"version": dataset_version_dataset.DatasetVersionDatasetFacet(batch.batch_id)},
        inputFacets={
            "dataQualityMetrics": data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet(
                columnMetrics={}, rowCount=batch.posts, bytes=batch.size, fileCount=batch.posts
            ),
            "dataQualityAssertions": data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(asserted),
        },
    )


def _released(batch: BatchLineage) -> Any:
    from openlineage.client.event_v2 import OutputDataset
    from openlineage.client.facet_v2 import output_statistics_output_dataset

    statistics = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
        rowCount=batch.released_posts, size=batch.released_size, fileCount=batch.released_posts
    )
    return OutputDataset(batch.release.namespace, batch.release.name, outputFacets={"outputStatistics": statistics})
