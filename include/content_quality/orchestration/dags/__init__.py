"""The DAGs of every site. One line in a file of Airflow's DAG folder makes them: `make_dags()`."""

from __future__ import annotations

from airflow.sdk import DAG

from content_quality.orchestration.airflow_site import all_sites
from content_quality.orchestration.dags.accept_present_state import accept_present_state
from content_quality.orchestration.dags.audit_archive import audit_archive
from content_quality.orchestration.dags.deliver_alerts import deliver_alerts
from content_quality.orchestration.dags.gate_posts import gate_posts
from content_quality.orchestration.dags.ingest_posts import ingest_posts
from content_quality.orchestration.dags.review_held_posts import review_held_posts
from content_quality.orchestration.dags.send_repair import send_repair

BUILDERS = (
    ingest_posts,
    gate_posts,
    deliver_alerts,
    review_held_posts,
    audit_archive,
    accept_present_state,
    send_repair,
)


def make_dags() -> dict[str, DAG]:
    """Return all DAGs of all sites by their ids.

    Airflow finds a DAG that is made while it reads a file; `globals().update(make_dags())` is not needed.
    """
    return {dag.dag_id: dag for site in all_sites() for dag in (build(site) for build in BUILDERS)}
