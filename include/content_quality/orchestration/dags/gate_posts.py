"""Decides about every post of a batch: inspect, load, validate, decide, release."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, Metadata, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from content_quality.core.dag_ids import GATE_POSTS
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import default_args
from content_quality.orchestration.gate_groups import compare_group, inspect_group, judge_group
from content_quality.orchestration.titles import title

log = logging.getLogger(__name__)

DOC = """
### Decide which posts may be published

Starts when `ingest_posts` has frozen a batch. Every post of the batch gets exactly one decision: **clear**, **review**
(released, and worth a look) or **hold**.

* **Green** means that the gate did its work; held posts are on the dashboard and in the editors' mail.
* **Red** means that the pipeline broke. Nothing of the batch is released; clear the failed task when the cause is gone.

* *Inspect posts* runs all checks on shards of posts side by side.
* *Compare posts* looks for what posts took from older ones.
* *Judge and decide* loads what was found into the metrics store, lets the suites of Great Expectations judge the batch,
and decides.
* *Show on the dashboard* shows the decisions.
* *Release posts* copies the very bytes that were inspected.
* *Propose repairs* makes a repair of each held post, and then tells the DAGs that alert editors and ask them.
* *Close settled questions* closes questions about posts that a fix, a waiver or another answer has settled.
"""


def gate_posts(site: AirflowSite) -> DAG:
    """Return the DAG of one site."""
    with DAG(
        dag_id=site.dag_id(GATE_POSTS),
        dag_display_name=title(site, GATE_POSTS),
        doc_md=site.described(DOC),
        schedule=[site.batch],
        catchup=False,
        max_active_runs=1,
        default_args=default_args(site.settings),
        tags=site.tags,
        owner_links=site.owner_links,
        params={
            "batch_id": Param(
                None,
                type=["null", "string"],
                title="Batch",
                description="Decide this batch; empty when started by an event.",
            )
        },
    ) as dag:

        @task(
            task_display_name="Open the batch",
            doc_md="Takes the batch of the event and all waiting ones as one. Skipped when they are decided already.",
        )
        def open_batch() -> str:
            from content_quality.pipeline.gate.gate_batch import open_batch

            context = get_current_context()
            events = [event for events in context["triggering_asset_events"].values() for event in events]
            batch_id = context["params"]["batch_id"] or open_batch(
                site.load_project(), [event.extra["batch_id"] for event in events], context["run_id"]
            )
            if batch_id is None:
                raise AirflowSkipException("Another run has decided the batch of the event.")
            return batch_id

        batch = open_batch()

        @task(
            task_display_name="Release posts",
            outlets=[site.release],
            doc_md="Copies the inspected bytes of released posts to the release folder and says so in its manifest.",
        )
        def release(batch_id: str):
            from datetime import UTC, datetime

            from content_quality.orchestration.lineage import emit_lineage
            from content_quality.orchestration.object_store import object_store
            from content_quality.orchestration.source_access import with_connections
            from content_quality.orchestration.stats import emit
            from content_quality.pipeline.gate.release_batch import release_batch
            from content_quality.pipeline.metrics import of_stage

            project = with_connections(site.load_project())
            line = release_batch(project, batch_id, datetime.now(UTC), object_store(project.settings.release))
            log.info(line)
            emit(site, of_stage(project, batch_id, "release"))
            emit_lineage(site, project, batch_id, get_current_context()["ti"])
            yield Metadata(site.release, {"batch_id": batch_id, "summary": line})

        @task(
            task_display_name="Show on the dashboard",
            pool=site.pool,
            doc_md="Gives the dashboard the new state.",
        )
        def publish(batch_id: str) -> None:
            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.orchestration.stats import emit
            from content_quality.pipeline.cluster.mirror import publish
            from content_quality.pipeline.metrics import of_batch

            project = site.load_project()
            publish(project, exchange_of(project.settings))
            emit(site, of_batch(project, batch_id))

        @task(
            task_display_name="Propose repairs",
            outlets=[site.decisions],
            doc_md="Proposes a repair of each held post, within limits, and tells `deliver_alerts`, which names them.",
        )
        def propose_repairs(batch_id: str, summary: str):
            from content_quality.pipeline.repair.propose_repairs import propose_repairs

            log.info(propose_repairs(site.load_project(), batch_id))
            yield Metadata(site.decisions, {"batch_id": batch_id, "summary": summary})

        @task(
            task_display_name="Close settled questions",
            doc_md="Names the open questions that these decisions have settled; the scheduler closes the questions.",
        )
        def settle_questions(batch_id: str) -> list[str]:
            from datetime import UTC, datetime

            from content_quality.pipeline.review.settle_questions import settled_questions

            return settled_questions(site.load_project(), batch_id, datetime.now(UTC))

        judge, summary = judge_group(site, batch)
        published = publish(batch)
        inspect_group(site, batch) >> compare_group(site, batch) >> judge >> published
        published >> [release(batch), propose_repairs(batch, summary), settle_questions(batch)]
    return dag
