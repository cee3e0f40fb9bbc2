"""Decides about every post of a batch: inspect, load, validate, decide, release."""

from __future__ import annotations

import logging
from typing import Any

from airflow.sdk import DAG, Metadata, Param, TaskGroup, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from content_quality.core.dag_ids import GATE_POSTS
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import DEFAULT_ARGS

log = logging.getLogger(__name__)

DOC = """
### Decide which posts may be published

Starts when `ingest_posts` has frozen a batch. Every post of the batch gets exactly one decision: **clear**, **review**
(released, and worth a look) or **hold**.

* **Green** means that the gate did its work; held posts are on the dashboard and in the editors' mail.
* **Red** means that the pipeline broke. Nothing of the batch is released; clear the failed task when the cause is gone.

`inspect` runs all checks on shards of posts side by side. `compare` looks for
what posts took from older ones. `judge` loads what was found into the metrics store, lets the
suites of Great Expectations judge the batch, and decides. `publish` shows the decisions on the dashboard and
sends the alerts; `release` copies the very bytes that were inspected. `settle_questions` closes questions about posts
that a fix, a waiver or another answer has settled.
"""


def gate_posts(site: AirflowSite) -> DAG:
    """Return the DAG of one site."""
    with DAG(
        dag_id=site.dag_id(GATE_POSTS),
        doc_md=DOC,
        schedule=[site.batch],
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULT_ARGS,
        tags=site.tags,
        params={
            "batch_id": Param(
                None,
                type=["null", "string"],
                title="Batch",
                description="Decide this batch; empty when started by an event.",
            )
        },
    ) as dag:

        @task(doc_md="Takes the batch of the event and all waiting ones as one. Skipped when they are decided already.")
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
            outlets=[site.release],
            doc_md="Copies the inspected bytes of released posts to the release folder and says so in its manifest.",
        )
        def release(batch_id: str):
            from datetime import UTC, datetime

            from content_quality.orchestration.lineage import emit_lineage
            from content_quality.orchestration.object_store import object_store
            from content_quality.orchestration.stats import emit
            from content_quality.pipeline.gate.release_batch import release_batch
            from content_quality.pipeline.metrics import of_stage

            project = site.load_project()
            line = release_batch(project, batch_id, datetime.now(UTC), object_store(project.settings.release))
            log.info(line)
            emit(site, of_stage(project, batch_id, "release"))
            emit_lineage(site, project, batch_id, get_current_context()["ti"])
            yield Metadata(site.release, {"batch_id": batch_id, "summary": line})

        @task(
            pool=site.pool,
            outlets=[site.decisions],
            doc_md="Gives the dashboard the new state and tells `deliver_alerts`.",
        )
        def publish(batch_id: str, summary: str):
            from content_quality.orchestration.stats import emit
            from content_quality.pipeline.gate.release_batch import publish
            from content_quality.pipeline.metrics import of_batch

            project = site.load_project()
            publish(project)
            emit(site, of_batch(project, batch_id))
            yield Metadata(site.decisions, {"batch_id": batch_id, "summary": summary})

        @task(doc_md="Proposes a repair of each held post, for the dashboard and the alerts, within limits.")
        def propose_repairs(batch_id: str) -> None:
            from content_quality.pipeline.repair.propose_repairs import propose_repairs

            log.info(propose_repairs(site.load_project(), batch_id))

        @task(doc_md="Names the open questions that these decisions have settled; the scheduler closes the questions.")
        def settle_questions(batch_id: str) -> list[str]:
            from datetime import UTC, datetime

            from content_quality.pipeline.review.settle_questions import settled_questions

            return settled_questions(site.load_project(), batch_id, datetime.now(UTC))

        judge, summary = _judge(site, batch)
        published = publish(batch, summary)
        _inspect(site, batch) >> _compare(site, batch) >> judge >> propose_repairs(batch) >> published
        published >> [release(batch), settle_questions(batch)]
    return dag


def _inspect(site: AirflowSite, batch: Any) -> TaskGroup:
    with TaskGroup("inspect", tooltip="All checks on every post, shard by shard") as group:

        @task(doc_md="Cuts the batch into shards by count and bytes.")
        def plan_shards(batch_id: str) -> list[str]:
            from content_quality.pipeline.gate.gate_batch import plan_shards

            return plan_shards(site.load_project(), batch_id)

        @task(
            map_index_template="{{ shard_label }}",
            doc_md="Runs every check on the posts of one shard and writes one result file.",
        )
        def inspect_shard(batch_id: str, shard: str) -> None:
            from datetime import UTC, datetime

            from content_quality.orchestration.stats import emit
            from content_quality.pipeline.ingest.inspect_shard import inspect_shard
            from content_quality.pipeline.metrics import of_stage

            project = site.load_project()
            summary = inspect_shard(project, batch_id, shard, datetime.now(UTC)).describe()
            emit(site, of_stage(project, batch_id, "inspect", shard))
            get_current_context()["shard_label"] = f"shard {shard}: {summary}"
            log.info(summary)

        inspect_shard.partial(batch_id=batch).expand(shard=plan_shards(batch))
    return group


def _compare(site: AirflowSite, batch: Any) -> TaskGroup:
    with TaskGroup("compare", tooltip="Every post with the archive and with the batch itself") as group:

        @task(pool=site.pool, doc_md="Brings the fingerprint index up to date and cuts the batch into parts.")
        def plan_parts(batch_id: str) -> list[str]:
            from datetime import UTC, datetime

            from content_quality.pipeline.ingest.compare_batch import plan_parts

            return plan_parts(site.load_project(), batch_id, datetime.now(UTC))

        @task(
            map_index_template="{{ part_label }}",
            doc_md="Compares the passages of one part of the posts with all passages that share rare fingerprints.",
        )
        def find_copies(batch_id: str, part: str) -> None:
            from datetime import UTC, datetime

            from content_quality.pipeline.ingest.compare_batch import find_copies

            summary = find_copies(site.load_project(), batch_id, part, datetime.now(UTC))
            get_current_context()["part_label"] = f"part {part}: {summary}"
            log.info(summary)

        @task(doc_md="Puts together what each post took from older ones, and writes the site's patterns.")
        def collect_copies(batch_id: str) -> None:
            from datetime import UTC, datetime

            from content_quality.pipeline.ingest.compare_batch import collect_copies

            log.info(collect_copies(site.load_project(), batch_id, datetime.now(UTC)))

        find_copies.partial(batch_id=batch).expand(part=plan_parts(batch)) >> collect_copies(batch)
    return group


def _judge(site: AirflowSite, batch: Any) -> tuple[TaskGroup, Any]:
    with TaskGroup("judge", tooltip="Load, validate, decide: the one writer of the store") as group:

        @task(pool=site.pool, doc_md="Loads all result files into the metrics store in one transaction.")
        def load_results(batch_id: str) -> None:
            from datetime import UTC, datetime

            from content_quality.pipeline.gate.gate_batch import load_inspections

            log.info(load_inspections(site.load_project(), batch_id, datetime.now(UTC)))

        @task(pool=site.pool, doc_md="Great Expectations: is the batch whole, and does the site tolerate its numbers?")
        def validate(batch_id: str) -> None:
            from content_quality.pipeline.gate.gate_batch import validate_batch

            log.info(validate_batch(site.load_project(), batch_id))

        @task(pool=site.pool, doc_md="One decision per post, and the alerts that follow, in one transaction.")
        def decide(batch_id: str) -> str:
            from datetime import UTC, datetime

            from content_quality.pipeline.gate.decide_batch import decide_batch

            summary = decide_batch(
                site.load_project(), batch_id, get_current_context()["run_id"], datetime.now(UTC)
            ).describe()
            log.info(summary)
            return summary

        load_results(batch) >> validate(batch) >> (summary := decide(batch))
    return group, summary
