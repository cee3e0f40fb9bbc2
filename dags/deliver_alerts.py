"""Sends what the gate has queued for the editors."""

from __future__ import annotations

import logging
from datetime import timedelta

from airflow.sdk import DAG, task

from content_quality.orchestration.assets import DECISIONS
from content_quality.orchestration.defaults import DEFAULT_ARGS, TAGS, WRITER_POOL

log = logging.getLogger(__name__)

DOC = """
### Tell the editors

Starts when a batch has been decided, and sends one e-mail per editor when posts are held: what, where, the words
themselves, what to do. The mail server is the Airflow connection `smtp_default`.

An alert counts as sent when the server took it. What it did not take stays due: the task is tried again with growing
pauses, and whatever is left goes out with the next run. The dashboard shows the state of every alert.
"""

with DAG(
    dag_id="deliver_alerts",
    doc_md=DOC,
    schedule=[DECISIONS],
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS | {"retries": 6, "retry_delay": timedelta(seconds=30), "max_retry_delay": timedelta(minutes=30)},
    tags=TAGS,
):

    @task(pool=WRITER_POOL, doc_md="Hands every due alert to the mail server; fails, to be tried again, when one was not taken.")
    def send_alerts() -> None:
        from datetime import UTC, datetime

        from content_quality.orchestration.connections import smtp_server
        from content_quality.pipeline.deliver_alerts import deliver_alerts
        from content_quality.pipeline.project import load_project

        project = load_project()
        delivery = deliver_alerts(project, smtp_server(project.settings.alerts).send, datetime.now(UTC))
        log.info(delivery.describe())
        if delivery.failed:
            raise RuntimeError(delivery.describe())

    @task(pool=WRITER_POOL, doc_md="Shows the dashboard what was delivered.")
    def publish() -> None:
        from content_quality.pipeline.project import load_project
        from content_quality.pipeline.release_batch import publish

        publish(load_project())

    send_alerts() >> publish()
