"""Sends what the gate has queued for the editors."""

from content_quality.orchestration.airflow_site import all_sites
from content_quality.orchestration.dags.deliver_alerts import deliver_alerts

# One DAG of Airflow for each site.
for site in all_sites():
    deliver_alerts(site)
