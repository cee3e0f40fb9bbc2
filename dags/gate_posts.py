"""Decides about every post of a batch: inspect, load, validate, decide, release."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, Metadata, Param, TaskGroup, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from content_quality.core.dag_ids import GATE_POSTS
from content_quality.orchestration.assets import BATCH, DECISIONS, RELEASE
from content_quality.orchestration.defaults import DEFAULT_ARGS, TAGS, WRITER_POOL

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

with DAG(
    dag_id=GATE_POSTS,
    doc_md=DOC,
    schedule=[BATCH],
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags=TAGS,
    params={
        "batch_id": Param(
            None,
            type=["null", "string"],
            title="Batch",
            description="Decide this batch; empty when started by an event.",
        )
    },
):

    @task(doc_md="Takes the batch of the event and all waiting ones as one. Skipped when other runs have decided them.")
    def open_batch() -> str:
        from content_quality.pipeline.gate.gate_batch import open_batch
        from content_quality.pipeline.project import load_project

        context = get_current_context()
        events = [event for events in context["triggering_asset_events"].values() for event in events]
        batch_id = context["params"]["batch_id"] or open_batch(
            load_project(), [event.extra["batch_id"] for event in events], context["run_id"]
        )
        if batch_id is None:
            raise AirflowSkipException("Another run has decided the batch of the event.")
        return batch_id

    batch = open_batch()

    with TaskGroup("inspect", tooltip="All checks on every post, shard by shard") as inspect:

        @task(doc_md="Cuts the batch into shards by count and bytes.")
        def plan_shards(batch_id: str) -> list[str]:
            from content_quality.pipeline.gate.gate_batch import plan_shards
            from content_quality.pipeline.project import load_project

            return plan_shards(load_project(), batch_id)

        @task(
            map_index_template="{{ shard_label }}",
            doc_md="Runs every check on the posts of one shard and writes one result file.",
        )
        def inspect_shard(batch_id: str, shard: str) -> None:
            from datetime import UTC, datetime

            from content_quality.pipeline.ingest.inspect_shard import inspect_shard
            from content_quality.pipeline.project import load_project

            summary = inspect_shard(load_project(), batch_id, shard, datetime.now(UTC)).describe()
            get_current_context()["shard_label"] = f"shard {shard}: {summary}"
            log.info(summary)

        inspect_shard.partial(batch_id=batch).expand(shard=plan_shards(batch))

    with TaskGroup("compare", tooltip="Every post with the archive and with the batch itself") as compare:

        @task(pool=WRITER_POOL, doc_md="Brings the fingerprint index up to date and cuts the batch into parts.")
        def plan_parts(batch_id: str) -> list[str]:
            from datetime import UTC, datetime

            from content_quality.pipeline.ingest.compare_batch import plan_parts
            from content_quality.pipeline.project import load_project

            return plan_parts(load_project(), batch_id, datetime.now(UTC))

        @task(
            map_index_template="{{ part_label }}",
            doc_md="Compares the passages of one part of the posts with all passages that share rare fingerprints.",
        )
        def find_copies(batch_id: str, part: str) -> None:
            from datetime import UTC, datetime

            from content_quality.pipeline.ingest.compare_batch import find_copies
            from content_quality.pipeline.project import load_project

            summary = find_copies(load_project(), batch_id, part, datetime.now(UTC))
            get_current_context()["part_label"] = f"part {part}: {summary}"
            log.info(summary)

        @task(doc_md="Puts together what each post took from older ones, and writes the site's patterns.")
        def collect_copies(batch_id: str) -> None:
            from datetime import UTC, datetime

            from content_quality.pipeline.ingest.compare_batch import collect_copies
            from content_quality.pipeline.project import load_project

            log.info(collect_copies(load_project(), batch_id, datetime.now(UTC)))

        find_copies.partial(batch_id=batch).expand(part=plan_parts(batch)) >> collect_copies(batch)

    with TaskGroup("judge", tooltip="Load, validate, decide: the one writer of the store") as judge:

        @task(pool=WRITER_POOL, doc_md="Loads all result files into the metrics store in one transaction.")
        def load_results(batch_id: str) -> None:
            from datetime import UTC, datetime

            from content_quality.pipeline.gate.gate_batch import load_inspections
            from content_quality.pipeline.project import load_project

            log.info(load_inspections(load_project(), batch_id, datetime.now(UTC)))

        @task(
            pool=WRITER_POOL, doc_md="Great Expectations: is the batch whole, and does the site tolerate its numbers?"
        )
        def validate(batch_id: str) -> None:
            from content_quality.pipeline.gate.gate_batch import validate_batch
            from content_quality.pipeline.project import load_project

            log.info(validate_batch(load_project(), batch_id))

        @task(pool=WRITER_POOL, doc_md="One decision per post, and the alerts that follow, in one transaction.")
        def decide(batch_id: str) -> str:
            from datetime import UTC, datetime

            from content_quality.pipeline.gate.decide_batch import decide_batch
            from content_quality.pipeline.project import load_project

            summary = decide_batch(
                load_project(), batch_id, get_current_context()["run_id"], datetime.now(UTC)
            ).describe()
            log.info(summary)
            return summary

        summary = decide(batch)
        load_results(batch) >> validate(batch) >> summary

    @task(
        outlets=[RELEASE],
        doc_md="Copies the inspected bytes of released posts to the release folder and says so in its manifest.",
    )
    def release(batch_id: str):
        from datetime import UTC, datetime

        from content_quality.orchestration.object_store import object_store
        from content_quality.pipeline.gate.release_batch import release_batch
        from content_quality.pipeline.project import load_project

        project = load_project()
        line = release_batch(project, batch_id, datetime.now(UTC), object_store(project.settings.release))
        log.info(line)
        yield Metadata(RELEASE, {"batch_id": batch_id, "summary": line})

    @task(pool=WRITER_POOL, outlets=[DECISIONS], doc_md="Gives the dashboard the new state and tells `deliver_alerts`.")
    def publish(batch_id: str, summary: str):
        from content_quality.pipeline.gate.release_batch import publish
        from content_quality.pipeline.project import load_project

        publish(load_project())
        yield Metadata(DECISIONS, {"batch_id": batch_id, "summary": summary})

    @task(doc_md="Names the open questions that these decisions have settled. The scheduler closes them after the run.")
    def settle_questions(batch_id: str) -> list[str]:
        from datetime import UTC, datetime

        from content_quality.pipeline.project import load_project
        from content_quality.pipeline.review.settle_questions import settled_questions

        return settled_questions(load_project(), batch_id, datetime.now(UTC))

    inspect >> compare >> judge >> publish(batch, summary) >> [release(batch), settle_questions(batch)]
