"""Reads the sources every day and whenever one changes, and freezes what is new as a batch."""

from content_quality.orchestration.airflow_site import all_sites
from content_quality.orchestration.dags.ingest_posts import ingest_posts

# One DAG of Airflow for each site.
for site in all_sites():
    ingest_posts(site)
