"""Sends what the gate has queued for the editors."""

from __future__ import annotations

import logging

from airflow.sdk import DAG, AssetOrTimeSchedule, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from content_quality.core.dag_ids import DELIVER_ALERTS
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.defaults import default_args, every_ten_minutes
from content_quality.orchestration.titles import title

log = logging.getLogger(__name__)

DOC = """
### Tell the editors

Starts when a batch has been decided, and every ten minutes for what has its hour: digests, reminders, second attempts.
It plans which alerts are due, sends them by e-mail, Slack, webhook or Apprise over Airflow's connections, and notes
what became of each.

An alert counts as sent when the other side took it. What was not taken stays due and is tried again with growing
pauses; late ones merge into one digest. After the last attempt maintainers are told, and *Alerts given up* is red. The
dashboard shows the state of every alert; `content-quality alerts list` does, too.
"""


def deliver_alerts(site: AirflowSite) -> DAG:
    """Return the DAG of one site."""
    with DAG(
        dag_id=site.dag_id(DELIVER_ALERTS),
        dag_display_name=title(site, DELIVER_ALERTS),
        doc_md=site.described(DOC),
        schedule=AssetOrTimeSchedule(timetable=every_ten_minutes(), assets=[site.decisions]),
        catchup=False,
        max_active_runs=1,
        default_args=default_args(site.settings),
        tags=site.tags,
        owner_links=site.owner_links,
    ) as dag:

        @task(
            task_display_name="Send alerts",
            pool=site.pool,
            doc_md="Hands due alerts to their channels; returns whether the dashboard has news, and what was given up.",
        )
        def send_alerts() -> tuple[bool, str]:
            from datetime import UTC, datetime

            from content_quality.orchestration.channels import AirflowChannels
            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.orchestration.stats import emit
            from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
            from content_quality.pipeline.cluster.relayed_failures import collect_failures
            from content_quality.pipeline.metrics import of_site

            project = site.load_project()
            if exchange := exchange_of(project.settings):
                collect_failures(project, exchange, datetime.now(UTC))
            delivery = deliver_alerts(project, AirflowChannels(project.settings.alerts), datetime.now(UTC))
            log.info(delivery.describe())
            emit(site, of_site(project, datetime.now(UTC)))
            return delivery.changed, delivery.describe() if delivery.dead else ""

        @task(
            task_display_name="Show on the dashboard",
            pool=site.pool,
            doc_md="Shows the dashboard what became of the alerts. Skipped when nothing did.",
        )
        def publish(outcome: tuple[bool, str]) -> None:
            from content_quality.orchestration.exchange_access import exchange_of
            from content_quality.pipeline.cluster.mirror import publish

            if not outcome[0]:
                raise AirflowSkipException("No alert was due.")
            project = site.load_project()
            publish(project, exchange_of(project.settings))

        @task(
            task_display_name="Alerts given up",
            on_failure_callback=None,
            doc_md="Red when an alert was given up. An alert to maintainers names it.",
        )
        def given_up(outcome: tuple[bool, str]) -> None:
            if outcome[1]:
                raise AirflowFailException(outcome[1])

        outcome = send_alerts()
        publish(outcome)
        given_up(outcome)
    return dag
