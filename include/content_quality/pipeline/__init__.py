"""Use cases: what the pipeline does, step by step. Knows core and adapters, not Airflow."""
