"""Accepts the present state of an archive after its first look: old faults become debt, and only new faults hold."""

from content_quality.orchestration.airflow_site import all_sites
from content_quality.orchestration.dags.accept_present_state import accept_present_state

# One DAG of Airflow for each site.
for site in all_sites():
    accept_present_state(site)
