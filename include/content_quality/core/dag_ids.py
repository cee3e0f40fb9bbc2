"""The names of DAGs and tasks that something outside of their DAG speaks of: links, notes, alert messages, scripts."""

from __future__ import annotations

INGEST_POSTS = "ingest_posts"
GATE_POSTS = "gate_posts"
REVIEW_HELD_POSTS = "review_held_posts"
DELIVER_ALERTS = "deliver_alerts"
AUDIT_ARCHIVE = "audit_archive"
SEND_REPAIR = "send_repair"
ACCEPT_PRESENT_STATE = "accept_present_state"
DAG_IDS = (
    INGEST_POSTS,
    GATE_POSTS,
    DELIVER_ALERTS,
    REVIEW_HELD_POSTS,
    SEND_REPAIR,
    AUDIT_ARCHIVE,
    ACCEPT_PRESENT_STATE,
)

READ_TASK = "read_sources"  # of ingest_posts: the last part of its result sums the run up
SETTLE_TASK = "settle_questions"  # of gate_posts: names the questions that need no answer any more
DECIDE_TASK = "judge.decide"  # of gate_posts: its result sums the run up
QUESTION_TASK = "each_post.review"  # of review_held_posts: asks a person
HELD_POSTS_TASK = "held_posts"  # of review_held_posts: names the posts of the questions, in their order


def of_site(plain: str, site: str) -> str:
    """Return the id of the DAG `plain` of the site called `site`, which is empty for the only site of an Airflow."""
    return f"{site}_{plain}" if site else plain


def plain_of(dag_id: str) -> str:
    """Return the name of a DAG without that of its site; any other id as it is."""
    return next((plain for plain in DAG_IDS if dag_id == plain or dag_id.endswith(f"_{plain}")), dag_id)
