"""Looks at every post of the archive once a week: trends, the baseline's progress, a back-up, retention."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, get_current_context, task

from content_quality.core.dag_ids import AUDIT_ARCHIVE
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import default_args, weekly
from content_quality.orchestration.titles import title

log = logging.getLogger(__name__)

DOC = """
### Look at the whole archive

Once a week every present post is inspected under today's policy. Nothing is gated, released or unpublished, and no
alert is sent about a post: the sums go into the metrics store and into this run's log, with what is left of the
baseline.

An audit that is interrupted goes on behind its last checkpoint. Then the store is backed up, and old details are
dropped.
"""


def audit_archive(site: AirflowSite) -> DAG:
    """Return the DAG of one site."""
    with DAG(
        dag_id=site.dag_id(AUDIT_ARCHIVE),
        dag_display_name=title(site, AUDIT_ARCHIVE),
        doc_md=site.described(DOC),
        schedule=weekly(site.settings) if site.clock_is_known else None,
        catchup=False,
        max_active_runs=1,
        default_args=default_args(site.settings),
        tags=site.tags,
        owner_links=site.owner_links,
    ) as dag:

        @task(
            task_display_name="Judge all posts",
            doc_md="Judges all posts beside the store, which others may write. A retry goes on where it stopped.",
        )
        def audit() -> str:
            from content_quality.orchestration.source_access import with_connections
            from content_quality.pipeline.archive.audit_archive import audit_archive

            run_after = get_current_context()["dag_run"].run_after
            project = with_connections(site.load_project())
            summary = audit_archive(project, f"{run_after:%Y%m%dT%H%M%SZ}", run_after).describe()
            log.info(summary)
            return summary

        @task(
            task_display_name="Back up, drop old details",
            pool=site.pool,
            doc_md="Loads the sums, publishes and backs up the store, and drops what is older than the site keeps.",
        )
        def back_up() -> None:
            from datetime import UTC, datetime, timedelta

            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.pipeline.archive.audit_archive import load_audits
            from content_quality.pipeline.archive.keep_state import back_up, drop_old
            from content_quality.pipeline.cluster.batch_parcels import EXCHANGED_DAYS, forget_old
            from content_quality.pipeline.cluster.mirror import publish

            project, now = site.load_project(), datetime.now(UTC)
            load_audits(project)
            log.info(back_up(project, now, project.settings.archive.backups))
            log.info(drop_old(project, now, project.settings.archive.details_days))
            publish(project, exchange_of(project.settings))
            if exchange := exchange_of(project.settings):
                log.info("%s objects of the exchange dropped", forget_old(exchange, now - timedelta(EXCHANGED_DAYS)))

        audit() >> back_up()
    return dag
