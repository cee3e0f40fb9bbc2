"""The DAGs of content-quality: all code comes from the installed package."""

from content_quality.orchestration.dags import make_dags

make_dags()  # Airflow finds what is made here
