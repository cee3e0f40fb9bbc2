"""Asks a person about held posts: approve exactly this version, reject it, or ask its author."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, Metadata, Param, get_current_context, task, task_group
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from content_quality.core.dag_ids import HELD_POSTS_TASK, REVIEW_HELD_POSTS
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import default_args, review_schedule
from content_quality.orchestration.held_post_review import ANSWERS, WAIVE, HeldPostReview
from content_quality.orchestration.titles import title

log = logging.getLogger(__name__)

DOC = """
### Ask a person about held posts

Starts when a batch has been decided, or by hand. Every held post becomes a question under *Required Actions*:

* **Approve**, with a reason: exactly this version is decided again by `gate_posts`, which now knows that a person
accepted what was found. Any later edit starts anew.
* **Reject** or **Ask the author**, with a reason: the post stays held, and the answer is kept.

Many posts of a batch that are held for the same causes become **one question**. It lists the posts; its answer is about
exactly these versions. A batch brings at most `review.most_posts` questions; the questions say how many posts are left.

**By hand**, with *Trigger*:

* *Post* alone: ask about this post.
* *Answer*, *Reason*, and *All that match* or *Held by*: one answer about all held posts that match, at most 200.

The dashboard answers in the name of its reader: an open question directly, and otherwise by a run of this DAG that
carries the answer. A question that a fix, a waiver or another answer has settled closes by itself.

A question waits for days without a process and without keeping other batches from being decided. When its time is up,
the post stays held. Where the settings name users for the recipients of alerts (`airflow_users`), only these users and
those of the editors may answer; else any user who may answer required actions. Every answer is kept for good: who,
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
    "matching": Param(
        None,
        type=["null", "string"],
        title="All that match",
        description="Answer about every held post whose name matches, such as posts/2026-11-*.md; * for all.",
    ),
    "held_by": Param(
        None,
        type=["null", "string"],
        title="Held by",
        description="Of those that match, only posts that this check holds, such as truncated-section.",
    ),
    "days": Param(
        30, type="integer", minimum=1, title="Days", description="How long the passage is accepted; at most as set."
    ),
}

# The post's name stands beside its question before a person answers: it is read from the task before.
LABEL = f"{{{{ ti.xcom_pull(task_ids='{HELD_POSTS_TASK}')[ti.map_index]['label'] }}}}"


def _answered(site: AirflowSite, asked: Any) -> list[dict[str, Any]]:
    """Return what the person who started the run answers about."""
    from content_quality.pipeline.review.answered_posts import AnswerRefused, Matching, answered_posts, matching_posts

    matching = Matching(asked["post"] or "", asked["matching"] or "", asked["held_by"] or "")
    if not matching:
        return answered_posts(site.load_project(), asked["versions"])
    if asked["answer"] == WAIVE:
        raise AirflowFailException("A passage is accepted on the page of its post, not for many posts.")
    try:
        return matching_posts(site.load_project(), matching)
    except AnswerRefused as refused:  # waiting mends nothing
        raise AirflowFailException(str(refused)) from None


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
        owner_links=site.owner_links,
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
            doc_md="Finds the held posts of the decided batch, or those that the form names. Many posts with the same"
            " causes become one question; a batch brings at most `review.most_posts` questions.",
        )
        def held_posts() -> list[dict[str, Any]]:
            from datetime import UTC, datetime

            from content_quality.pipeline.review.review_posts import held_posts

            context = get_current_context()
            asked = context["params"]
            if asked["answer"]:
                return _answered(site, asked)
            events = [event for events in context["triggering_asset_events"].values() for event in events]
            return held_posts(
                site.load_project(),
                [event.extra["batch_id"] for event in events],
                asked["post"],
                datetime.now(UTC),
            )

        @task_group(
            group_display_name="Each post or pattern",
            tooltip="One question for each held post or pattern of posts; none waits for another",
        )
        def each_post(held: dict[str, Any]):
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
                map_index_template=LABEL,
                doc_md="Loads the answers into the metrics store, shows them, and sends a question to the author.",
            )
            def record(held: dict[str, Any], batch_id: str | None) -> str | None:
                from datetime import UTC, datetime

                from content_quality.orchestration.channels import AirflowChannels
                from content_quality.orchestration.exchange_access import exchange_of
                from content_quality.pipeline.alerts.ask_authors import ask_authors
                from content_quality.pipeline.cluster.mirror import publish
                from content_quality.pipeline.review.held_patterns import posts_of
                from content_quality.pipeline.review.review_posts import load_answers

                project = site.load_project()
                log.info("%s: %s", held["label"], load_answers(project))
                publish(project, exchange_of(project.settings))
                if batch_id is not None:
                    return batch_id
                channels, post_ids = (
                    AirflowChannels(project.settings.alerts),
                    [post_id for post_id, _ in posts_of(held)],
                )
                log.info(ask_authors(project, channels, post_ids, held["batch_id"], datetime.now(UTC)))
                return batch_id

            @task(
                task_display_name="Announce the approval",
                outlets=[site.batch],
                map_index_template=LABEL,
                doc_md="Hands the approved version to the gate. Skipped when no decision follows.",
            )
            def announce_approval(batch_id: str | None) -> Iterator[Metadata]:
                if batch_id is None:
                    raise AirflowSkipException("Nothing was approved: the post stays as it is.")
                yield Metadata(site.batch, {"batch_id": batch_id})

            announce_approval(record(held, review.output))

        each_post.expand(held=held_posts())
    return dag
