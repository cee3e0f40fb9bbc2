"""What a service of the cluster of tests knows: its folders, the servers, Airflow's settings."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUCKET = "media"
# How long Airflow waits for a sign of life: minutes by default, which tests need not wait.
PATIENCE = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "15",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
    # A task that a worker had taken when it died, and not begun, is sent again after ten minutes by default.
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "120",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "15",
}


def environment(home: Path, site: Path, ports: Mapping[str, int], database: str, results: str) -> dict[str, str]:
    """Return all that a service knows whose folder is `home` and that sees the site in `site`."""
    exchange = {"endpoint_url": f"http://127.0.0.1:{ports['s3']}", "region_name": "us-east-1"}
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT / "include"), "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor", "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"), "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False", "AIRFLOW__CORE__FERNET_KEY": "",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{ports['api-server']}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
        "AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{ports['redis']}/0",
        "AIRFLOW__CELERY__RESULT_BACKEND": results,
        "AIRFLOW__API__PORT": str(ports["api-server"]), "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__HOST": "127.0.0.1", "AIRFLOW__API__SECRET_KEY": "s" * 32,
        "AIRFLOW__API_AUTH__JWT_SECRET": "j" * 64, **PATIENCE,
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO", "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW_CONN_SMTP_DEFAULT": f"smtp://127.0.0.1:{ports['mail']}/?disable_ssl=true&disable_tls=true",
        "AIRFLOW_CONN_EXCHANGE": json.dumps({"conn_type": "aws", "login": "key", "password": "word", "extra": exchange}),
        "CONTENT_QUALITY_CONFIG": str(site / "content-quality.toml"),
        "CONTENT_QUALITY_STATE": str(site / "var"), "CONTENT_QUALITY_EXPECTATIONS": str(ROOT / "expectations"),
        "GX_ANALYTICS_ENABLED": "false",
    }  # fmt: skip
