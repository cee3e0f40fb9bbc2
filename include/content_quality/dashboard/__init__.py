"""The dashboard: pages over the published snapshot. Login and commands are injected; this package imports no Airflow."""
