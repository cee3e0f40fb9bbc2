"""The three stages of the gate as groups of tasks: inspect, compare, judge."""

from __future__ import annotations

import logging
from typing import Any

from airflow.sdk import TaskGroup, get_current_context, task

from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import heavy

log = logging.getLogger(__name__)


def part_of(name: str) -> str:
    """Return the name of a part as people count: 2 of 12 for 002-of-012."""
    return " of ".join(number.lstrip("0") for number in name.split("-of-"))


def inspect_group(site: AirflowSite, batch: Any) -> TaskGroup:
    """Return the tasks that run all checks, shard by shard."""
    with TaskGroup(
        "inspect", group_display_name="Inspect posts", tooltip="All checks on every post, shard by shard"
    ) as group:

        @task(task_display_name="Split into shards", doc_md="Cuts the batch into shards by count and bytes.")
        def plan_shards(batch_id: str) -> list[str]:
            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.pipeline.cluster.stages import plan_shards

            project = site.load_project()
            return plan_shards(project, batch_id, exchange_of(project.settings))

        @task(
            task_display_name="Run all checks",
            map_index_template="{{ shard_label }}",
            **heavy(site.settings, "inspect"),
            doc_md="Runs every check on the posts of one shard and writes one result file.",
        )
        def inspect_shard(batch_id: str, shard: str) -> None:
            from datetime import UTC, datetime

            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.orchestration.stats import emit
            from content_quality.pipeline.cluster.stages import inspect
            from content_quality.pipeline.metrics import stage_bytes

            project = site.load_project()
            summary = inspect(project, batch_id, shard, datetime.now(UTC), exchange_of(project.settings))
            emit(site, stage_bytes("inspect", summary.size))
            get_current_context()["shard_label"] = f"shard {part_of(shard)}: {summary.describe()}"
            log.info(summary.describe())

        inspect_shard.partial(batch_id=batch).expand(shard=plan_shards(batch))
    return group


def compare_group(site: AirflowSite, batch: Any) -> TaskGroup:
    """Return the tasks that look for copies, part by part."""
    with TaskGroup(
        "compare", group_display_name="Compare posts", tooltip="Every post with the archive and with the batch itself"
    ) as group:

        @task(
            task_display_name="Plan the search",
            pool=site.pool,
            doc_md="Brings the fingerprint index up to date and cuts the batch into parts.",
        )
        def plan_parts(batch_id: str) -> list[str]:
            from datetime import UTC, datetime

            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.pipeline.cluster.stages import plan_parts

            project = site.load_project()
            return plan_parts(project, batch_id, datetime.now(UTC), exchange_of(project.settings))

        @task(
            task_display_name="Search for copies",
            map_index_template="{{ part_label }}",
            **heavy(site.settings, "compare"),
            doc_md="Compares the passages of one part of the posts with all passages that share rare fingerprints.",
        )
        def find_copies(batch_id: str, part: str) -> None:
            from datetime import UTC, datetime

            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.pipeline.cluster.stages import find_copies

            project = site.load_project()
            summary = find_copies(project, batch_id, part, datetime.now(UTC), exchange_of(project.settings))
            get_current_context()["part_label"] = f"part {part_of(part)}: {summary}"
            log.info(summary)

        @task(
            task_display_name="Put copies together",
            doc_md="Puts together what each post took from older ones, and writes the site's patterns.",
        )
        def collect_copies(batch_id: str) -> None:
            from datetime import UTC, datetime

            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.pipeline.cluster.stages import collect_copies

            project = site.load_project()
            log.info(collect_copies(project, batch_id, datetime.now(UTC), exchange_of(project.settings)))

        find_copies.partial(batch_id=batch).expand(part=plan_parts(batch)) >> collect_copies(batch)
    return group


def judge_group(site: AirflowSite, batch: Any) -> tuple[TaskGroup, Any]:
    """Return the tasks that load, validate and decide, and what the decision sums up."""
    with TaskGroup(
        "judge", group_display_name="Judge and decide", tooltip="Load, validate, decide: the one writer of the store"
    ) as group:

        @task(
            task_display_name="Load results",
            pool=site.pool,
            doc_md="Loads all result files into the metrics store in one transaction.",
        )
        def load_results(batch_id: str) -> None:
            from datetime import UTC, datetime

            from content_quality.pipeline.gate.gate_batch import load_inspections

            log.info(load_inspections(site.load_project(), batch_id, datetime.now(UTC)))

        @task(
            task_display_name="Validate with suites",
            pool=site.pool,
            doc_md="Great Expectations: is the batch whole, and does the site tolerate its numbers?",
        )
        def validate(batch_id: str) -> None:
            from content_quality.pipeline.gate.gate_batch import validate_batch

            log.info(validate_batch(site.load_project(), batch_id))

        @task(
            task_display_name="Decide",
            pool=site.pool,
            doc_md="One decision per post, and the alerts that follow, in one transaction.",
        )
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
