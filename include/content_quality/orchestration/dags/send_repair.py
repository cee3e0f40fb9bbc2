"""Sends the repair of one post, as a person chose it on the dashboard, as a new version."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, Param, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException

from content_quality.core.dag_ids import SEND_REPAIR
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import default_args
from content_quality.orchestration.titles import title

log = logging.getLogger(__name__)

DOC = """
### Send a repaired post

Starts from the page of a repair on the dashboard. The repaired text is made of the stored bytes of the post and of the
stored repair; nothing but what a person took of which edit comes from the form. The repaired post
becomes a draft file, a commit on a branch of the site's repository, or a pull request, as the settings say. It is a
new version: the gate reads it like any other, once an editor has taken it over.

A repair belongs to the bytes that it was made of. When the post has changed meanwhile, nothing is sent.
"""


def send_repair(site: AirflowSite) -> DAG:
    """Return the DAG of one site."""
    with DAG(
        dag_id=site.dag_id(SEND_REPAIR),
        dag_display_name=title(site, SEND_REPAIR),
        doc_md=site.described(DOC),
        schedule=None,
        is_paused_upon_creation=False,  # people ask for its runs, and a paused DAG begins none
        catchup=False,
        max_active_runs=1,
        default_args=default_args(site.settings),
        tags=site.tags,
        owner_links=site.owner_links,
        params={
            "post": Param(None, type=["null", "string"], title="Post", description="Such as posts/2026-11-02-a.md."),
            "sha256": Param(
                None, type=["null", "string"], title="SHA-256", description="Of the version that is repaired."
            ),
            "options": Param(
                {},
                type="object",
                maxProperties=1_000,
                title="Options",
                description="By the number of an edit: -1 not made, 1 this copy is kept, 2 a copy that differs goes.",
            ),
            "approve": Param(
                "",
                type="string",
                maxLength=1_000,
                title="Approve",
                description="Why exactly the repaired text is released without a question. Empty: not approved.",
            ),
        },
    ) as dag:

        @task(
            task_display_name="Send the repair",
            doc_md="Writes the repaired post where the settings say, unless the post has changed.",
        )
        def send() -> str:
            from datetime import UTC, datetime

            from content_quality.orchestration.source_access import with_connections
            from content_quality.pipeline.repair.approve_repaired import RepairApproval
            from content_quality.pipeline.repair.pull_request import PullRequestFailed
            from content_quality.pipeline.repair.send_repair import send_repair

            context = get_current_context()
            wanted, approval = context["params"], None
            if wanted["approve"]:
                who = context["dag_run"].triggering_user_name or ""
                approval = RepairApproval(wanted["approve"], who, context["run_id"], datetime.now(UTC))
            project = with_connections(site.load_project())
            try:
                line = send_repair(project, wanted["post"] or "", wanted["sha256"] or "", wanted["options"], approval)
            except PullRequestFailed as failed:
                if failed.final:  # waiting mends nothing
                    raise AirflowFailException(str(failed)) from None
                raise
            log.info(line)
            return line

        send()
    return dag
