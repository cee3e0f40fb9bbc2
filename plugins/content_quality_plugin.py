"""Registers the dashboard with Airflow where content-quality is on the path and not installed as a package."""

from content_quality.airflow_plugin.registration import ContentQualityPlugin

__all__ = ["ContentQualityPlugin"]
