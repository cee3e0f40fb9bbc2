"""Sends the repair of one post, as a person chose it on the dashboard, as a new version."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, Param, get_current_context, task

from content_quality.core.dag_ids import SEND_REPAIR
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import DEFAULT_ARGS
from content_quality.orchestration.titles import title

log = logging.getLogger(__name__)

DOC = """
### Send a repaired post

Starts from the page of a repair on the dashboard. The repaired text is made of the stored bytes of the post and of the
stored repair; nothing but the numbers of the edits that a person left out comes from the form. The repaired post
becomes a draft file or a commit on a branch of the site's repository, as the settings say. It is a new version: the
gate reads it like any other, once an editor has taken it over.

A repair belongs to the bytes that it was made of. When the post has changed meanwhile, nothing is sent.
"""


def send_repair(site: AirflowSite) -> DAG:
    """Return the DAG of one site."""
    with DAG(
        dag_id=site.dag_id(SEND_REPAIR),
        dag_display_name=title(site, SEND_REPAIR),
        doc_md=site.described(DOC),
        schedule=None,
        catchup=False,
        max_active_runs=1,
        default_args=DEFAULT_ARGS,
        tags=site.tags,
        params={
            "post": Param(None, type=["null", "string"], title="Post", description="Such as posts/2026-11-02-a.md."),
            "sha256": Param(
                None, type=["null", "string"], title="SHA-256", description="Of the version that is repaired."
            ),
            "left": Param(
                [],
                type="array",
                items={"type": "integer"},
                title="Left as it is",
                description="Numbers of the edits that are not made.",
            ),
        },
    ) as dag:

        @task(
            task_display_name="Send the repair",
            doc_md="Writes the repaired post where the settings say, unless the post has changed.",
        )
        def send() -> str:
            from content_quality.orchestration.source_access import with_connections
            from content_quality.pipeline.repair.send_repair import send_repair

            wanted = get_current_context()["params"]
            project = with_connections(site.load_project())
            line = send_repair(project, wanted["post"] or "", wanted["sha256"] or "", wanted["left"])
            log.info(line)
            return line

        send()
    return dag
