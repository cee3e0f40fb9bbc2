"""Asks a person about held posts: approve exactly this version, reject it, or ask its author."""

from content_quality.orchestration.airflow_site import all_sites
from content_quality.orchestration.dags.review_held_posts import review_held_posts

# One DAG of Airflow for each site.
for site in all_sites():
    review_held_posts(site)
