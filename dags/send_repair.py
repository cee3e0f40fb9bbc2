"""Sends the repair of one post, as a person chose it on the dashboard, as a new version."""

from content_quality.orchestration.airflow_site import all_sites
from content_quality.orchestration.dags.send_repair import send_repair

# One DAG of Airflow for each site.
for site in all_sites():
    send_repair(site)
