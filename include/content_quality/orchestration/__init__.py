"""The boundary to Airflow: assets, the watcher, defaults. DAGs and plugins aside, nothing else imports airflow."""
