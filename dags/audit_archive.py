"""Looks at every post of the archive once a week: trends, the baseline's progress, a back-up, retention."""

from content_quality.orchestration.airflow_site import all_sites
from content_quality.orchestration.dags.audit_archive import audit_archive

# One DAG of Airflow for each site.
for site in all_sites():
    audit_archive(site)
