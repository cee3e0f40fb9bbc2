"""Asks a person about held posts: approve exactly this version, reject it, or ask its author."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta

from airflow.sdk import DAG, Metadata, Param, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowSkipException

from content_quality.core.dag_ids import HELD_POSTS_TASK, REVIEW_HELD_POSTS
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import default_args, review_schedule
from content_quality.orchestration.held_post_review import ANSWERS, HeldPostReview
from content_quality.orchestration.titles import title

log = logging.getLogger(__name__)

DOC = """
### Ask a person about held posts

Starts when a batch has been decided, or by hand for one post. Every held post becomes a question under *Required
Actions*:

* **Approve**, with a reason: exactly this version is decided again by `gate_posts`, which now knows that a person
accepted
  what was found. Any later edit starts anew.
* **Reject** or **Ask the author**, with a reason: it stays held, and the answer is kept.

The dashboard answers in the name of its reader: an open question directly, and otherwise by a run of this DAG that
carries the answer. A question that a fix, a waiver or another answer has settled closes by itself.

A question waits for days without a process and without keeping other batches from being decided. When its time is up,
the
post stays held. Any Airflow user from the role *user* up may answer; viewers may not. Every answer is kept for good:
who,
when, which bytes.
"""


# The dashboard starts a run with the answer of its reader; then nobody is asked.
ANSWER_FORM = {
    "answer": Param(None, enum=[None, *ANSWERS], title="Answer", description="Empty: ask a person."),
    "reason": Param(None, type=["null", "string"], maxLength=1000, title="Reason of the answer"),
    "versions": Param(
        {},
        type="object",
        maxProperties=200,
        title="Versions",
        description="The posts of the answer, each with the sha256 of the version that its reader saw.",
    ),
    "check": Param(None, type=["null", "string"], title="Check", description="Of the passage to accept."),
    "fingerprint": Param(None, type=["null", "string"], title="Fingerprint", description="Of the passage to accept."),
    "days": Param(
        30, type="integer", minimum=1, title="Days", description="How long the passage is accepted; at most as set."
    ),
}

# The post's name stands beside its question before a person answers: it is read from the task before.
LABEL = f"{{{{ ti.xcom_pull(task_ids='{HELD_POSTS_TASK}')[ti.map_index]['post_id'][:200] }}}}"


def review_held_posts(site: AirflowSite) -> DAG:
    """Return the DAG of one site."""
    with DAG(
        dag_id=site.dag_id(REVIEW_HELD_POSTS),
        dag_display_name=title(site, REVIEW_HELD_POSTS),
        doc_md=site.described(DOC),
        schedule=review_schedule(site.settings, site.decisions),
        catchup=False,
        max_active_runs=1_000,  # a question stays open for days; waiting costs no process
        default_args=default_args(site.settings),
        tags=site.tags,
        params={
            "post": Param(
                None,
                type=["null", "string"],
                title="Post",
                description="Ask about this post, such as posts/2026-11-02-a.md.",
            ),
            **ANSWER_FORM,
        },
    ) as dag:

        @task(
            task_display_name="Find held posts",
            doc_md="Finds the held posts of the decided batch, or the one asked about. Ids only.",
        )
        def held_posts() -> list[dict[str, str]]:
            from datetime import UTC, datetime

            from content_quality.pipeline.review.review_posts import answered_posts, held_posts

            context = get_current_context()
            if context["params"]["answer"]:
                return answered_posts(site.load_project(), context["params"]["versions"])
            events = [event for events in context["triggering_asset_events"].values() for event in events]
            return held_posts(
                site.load_project(),
                [event.extra["batch_id"] for event in events],
                context["params"]["post"],
                datetime.now(UTC),
            )

        @task_group(tooltip="One question per held post; none waits for another")
        def each_post(held: dict[str, str]):
            review = HeldPostReview(
                task_id="review",
                site=site,
                held_by="held_posts",
                response_timeout=timedelta(days=site.settings.review.days),
                task_display_name="Ask a person",
                map_index_template=LABEL,
                doc_md="The question itself. It waits for a person, and keeps the answer as a file.",
            )

            @task(
                task_display_name="Record the answer",
                pool=site.pool,
                doc_md="Loads the answers into the metrics store, shows them, and sends a question to the author.",
            )
            def record(held: dict[str, str], batch_id: str | None) -> str | None:
                from datetime import UTC, datetime

                from content_quality.orchestration.channels import AirflowChannels
                from content_quality.orchestration.exchange_access import exchange_of
                from content_quality.pipeline.alerts.ask_authors import ask_author
                from content_quality.pipeline.cluster.mirror import publish
                from content_quality.pipeline.review.review_posts import load_answers

                project = site.load_project()
                log.info("%s: %s", held["post_id"], load_answers(project))
                publish(project, exchange_of(project.settings))
                if batch_id is None:  # perhaps a question to the author, which does not wait for the next digest
                    asked = ask_author(
                        project,
                        AirflowChannels(project.settings.alerts),
                        held["post_id"],
                        held["batch_id"],
                        datetime.now(UTC),
                    )
                    log.info("%s", asked.describe() if asked else "No question to an author.")
                return batch_id

            @task(
                task_display_name="Announce the approval",
                outlets=[site.batch],
                doc_md="Hands the approved version to the gate. Skipped when no decision follows.",
            )
            def announce_approval(batch_id: str | None) -> Iterator[Metadata]:
                if batch_id is None:
                    raise AirflowSkipException("Nothing was approved: the post stays as it is.")
                yield Metadata(site.batch, {"batch_id": batch_id})

            announce_approval(record(held, review.output))

        each_post.expand(held=held_posts())
    return dag
