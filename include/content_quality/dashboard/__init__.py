"""The dashboard: pages over the published snapshot. Login and commands are injected.

This package imports no Airflow.
"""
