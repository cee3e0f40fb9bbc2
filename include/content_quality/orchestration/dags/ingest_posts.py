"""Reads the sources every day and whenever one changes, and freezes what is new as a batch."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, Metadata, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from content_quality.core.dag_ids import INGEST_POSTS
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import daily_or_changed, default_args, source_names
from content_quality.orchestration.reasons import reason_of
from content_quality.orchestration.titles import title

log = logging.getLogger(__name__)

DOC = """
### Read new and changed posts

Runs every day at the site's hour, and within seconds of a change in a source.

1. **Read sources** lists the sources, reads every file once under limits, keeps its bytes under their sha256, and
   freezes all posts that have no decision under today's policy as one batch.
2. **Announce the batch** tells `gate_posts` about the batch. *Skipped* means that nothing is new; the run's note
   says since when.
3. **Sources that cannot be read** is red when a source cannot be read, or lists nothing where it had posts. Its
   log says which source, why, and what to do. The other sources are read all the same, and no post of that source
   counts as deleted.

A green run without a batch is a quiet day. A red **Read sources** means that no source, or not even the
settings, can be read.
"""


def ingest_posts(site: AirflowSite) -> DAG:
    """Return the DAG of one site."""
    with DAG(
        dag_id=site.dag_id(INGEST_POSTS),
        dag_display_name=title(site, INGEST_POSTS),
        doc_md=site.described(DOC),
        schedule=daily_or_changed(site.settings if site.clock_is_known else None, site.source),
        catchup=False,
        max_active_runs=1,
        default_args=default_args(site.settings),
        tags=site.tags,
        owner_links=site.owner_links,
        params={
            "source": Param(
                None,
                type=["null", "string"],
                enum=[None, *source_names(site.settings)],
                values_display=source_names(site.settings),
                title="Source",
                description="One source; empty for all.",
            ),
            "glob": Param(
                None,
                type=["null", "string"],
                title="Pattern",
                description="Only files that match, such as 2026-11-*.md.",
            ),
            "force": Param(
                False,
                type="boolean",
                title="Read again",
                description="Also posts that have been decided under today's policy.",
            ),
        },
    ) as dag:

        @task(
            task_display_name="Read sources",
            doc_md="Keeps the bytes of new and changed posts and freezes them as a batch; returns its id, or nothing.",
        )
        def read_sources() -> tuple[str | None, str, str]:
            from datetime import UTC, datetime

            from content_quality.orchestration.source_access import with_connections
            from content_quality.orchestration.stats import emit
            from content_quality.pipeline.ingest.note_faults import note_faults
            from content_quality.pipeline.ingest.read_sources import Request, ingest
            from content_quality.pipeline.metrics import of_stage

            context = get_current_context()
            asked = context["params"]
            request = Request(
                asked["source"],
                asked["glob"],
                force=asked["force"],
                reason=reason_of(context["dag_run"].run_type, force=asked["force"]),
            )
            project = with_connections(site.load_project())
            ingestion = ingest(project, request, datetime.now(UTC))
            log.info(ingestion.describe())
            note_faults(project, ingestion.faults, datetime.now(UTC))
            if ingestion.batch_id:
                emit(site, of_stage(project, ingestion.batch_id, "ingest"))
            faults = " ".join(fault.describe() for fault in ingestion.faults)
            return ingestion.batch_id, faults, ingestion.describe()

        @task(
            task_display_name="Announce the batch",
            outlets=[site.batch],
            doc_md="Emits the batch's event. Skipped when nothing is new.",
        )
        def announce_batch(outcome: tuple[str | None, str, str]):
            if outcome[0] is None:
                raise AirflowSkipException("Nothing new: see the log of read_sources.")
            yield Metadata(site.batch, {"batch_id": outcome[0]})

        @task(
            task_display_name="Sources that cannot be read",
            on_failure_callback=None,
            doc_md="Red when a source could not be read; the others were. An alert to maintainers names it.",
        )
        def faulty_sources(outcome: tuple[str | None, str, str]) -> None:
            if outcome[1]:
                raise AirflowFailException(outcome[1])

        outcome = read_sources()
        announce_batch(outcome)
        faulty_sources(outcome)
    return dag
