"""Accepts the present state of an archive after its first look: old faults become debt, and only new faults hold."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, Metadata, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from content_quality.core.dag_ids import ACCEPT_PRESENT_STATE
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import default_args
from content_quality.orchestration.titles import title

log = logging.getLogger(__name__)

DOC = """
### Accept the present state of the archive

Starts by hand, once after the first look at an archive: from the dashboard's page *Debt*, which shows the count by
check first, or with the form here. The findings of posts that readers already see are accepted as they are. These posts
are then *published with debt*, and only new faults hold a post.

Drafts, planned posts, expired posts and posts that were edited since the first look stay held.

Nothing is inspected again: the findings come from the metrics store. *Decide* decides again about the posts, *Show
on the dashboard* shows the result, and *Release posts* copies the released posts. *Skipped* tasks mean that the
settings changed since the first look; then `gate_posts` decides about all posts.
"""


def accept_present_state(site: AirflowSite) -> DAG:
    """Return the DAG of one site."""
    with DAG(
        dag_id=site.dag_id(ACCEPT_PRESENT_STATE),
        dag_display_name=title(site, ACCEPT_PRESENT_STATE),
        doc_md=site.described(DOC),
        schedule=None,
        is_paused_upon_creation=False,  # people ask for its runs, and a paused DAG begins none
        catchup=False,
        max_active_runs=1,
        default_args=default_args(site.settings),
        tags=site.tags,
        owner_links=site.owner_links,
        params={
            "reason": Param(
                "",
                type="string",
                minLength=1,
                maxLength=1000,
                title="Reason",
                description="Why the archive is accepted as it is, in words. Every accepted finding shows the reason.",
            ),
            "by": Param(
                None,
                type=["null", "string"],
                maxLength=200,
                title="Name",
                description="The person who accepts; empty: the Airflow user who starts the run.",
            ),
        },
    ) as dag:

        @task(
            task_display_name="Accept old findings",
            pool=site.pool,
            doc_md="Writes what is accepted, and freezes the posts to be decided again. Logs the count by check.",
        )
        def accept() -> list[str]:
            from datetime import UTC, datetime

            from content_quality.pipeline.archive.accept_state import NotAccepted, accept_and_freeze

            context = get_current_context()
            by = context["params"]["by"] or context["dag_run"].triggering_user_name or ""
            try:
                accepted = accept_and_freeze(site.load_project(), by, context["params"]["reason"], datetime.now(UTC))
            except NotAccepted as refused:
                raise AirflowFailException(str(refused)) from refused
            log.info("\n".join(accepted.state.describe()))
            return [accepted.batch_id or "", accepted.rest or ""]

        @task(
            task_display_name="Decide",
            pool=site.pool,
            doc_md="One decision per post, from earlier findings. Skipped when settings changed.",
        )
        def decide(batches: list[str]) -> str:
            from datetime import UTC, datetime

            from content_quality.pipeline.gate.decide_again import decide_again

            if not batches[0]:
                raise AirflowSkipException("The settings changed since the first look: gate_posts decides.")
            run_id = get_current_context()["run_id"]
            summary = decide_again(site.load_project(), batches[0], run_id, datetime.now(UTC)).describe()
            log.info(summary)
            return summary

        @task(
            task_display_name="Show on the dashboard",
            pool=site.pool,
            outlets=[site.decisions],
            doc_md="Gives the dashboard the new state and tells `deliver_alerts`.",
        )
        def publish(batches: list[str], summary: str):
            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.pipeline.cluster.mirror import publish

            project = site.load_project()
            publish(project, exchange_of(project.settings))
            yield Metadata(site.decisions, {"batch_id": batches[0], "summary": summary})

        @task(
            task_display_name="Release posts",
            outlets=[site.release],
            doc_md="Copies the posts that may leave now to the release folder.",
        )
        def release(batches: list[str]):
            from datetime import UTC, datetime

            from content_quality.orchestration.object_store import object_store
            from content_quality.orchestration.source_access import with_connections
            from content_quality.pipeline.gate.release_batch import release_batch

            project = with_connections(site.load_project())
            line = release_batch(project, batches[0], datetime.now(UTC), object_store(project.settings.release))
            log.info(line)
            yield Metadata(site.release, {"batch_id": batches[0], "summary": line})

        @task(
            task_display_name="Hand over the rest",
            outlets=[site.batch],
            doc_md="Hands to `gate_posts` what `decide` leaves. Skipped when it is nothing.",
        )
        def announce_rest(batches: list[str]):
            if not batches[1]:
                raise AirflowSkipException("All accepted posts are decided here.")
            yield Metadata(site.batch, {"batch_id": batches[1]})

        batches = accept()
        publish(batches, decide(batches)) >> release(batches)
        announce_rest(batches)
    return dag
