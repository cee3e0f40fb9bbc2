"""Decides about every post of a batch: inspect, load, validate, decide, release."""

from content_quality.orchestration.airflow_site import all_sites
from content_quality.orchestration.dags.gate_posts import gate_posts

# One DAG of Airflow for each site.
for site in all_sites():
    gate_posts(site)
