"""Exit with 0 when one service of a compose deployment is alive; with 1 and the reason when it is not.

The standard library only, apart from the database's driver: a health check runs for ever, and importing Airflow for
each
would keep a core busy.
"""

from __future__ import annotations

import json
import os
import smtplib
import sys
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

SECONDS = 10  # below the time-out of the health checks


def api_server() -> None:
    """Ask the API server of this container whether it reaches the database."""
    port = os.environ.get("AIRFLOW__API__PORT", "8080")
    _refuse_unless_healthy(f"http://127.0.0.1:{port}", "metadatabase")


def scheduler() -> None:
    """Ask the scheduler's own health server, which looks for the heartbeat of this host."""
    port = os.environ.get("AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT", "8974")
    _get(f"http://127.0.0.1:{port}/health")


def dag_processor() -> None:
    """Ask the API server for the heartbeat of the DAG processor, which has no server of its own."""
    _refuse_unless_healthy(_api(), "dag_processor")


def triggerer() -> None:
    """Ask the API server for the heartbeat of the triggerer, which has no server of its own."""
    _refuse_unless_healthy(_api(), "triggerer")


def database() -> None:
    """Log in to the database."""
    import psycopg2

    url = urlsplit(os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
    psycopg2.connect(url._replace(scheme="postgresql").geturl(), connect_timeout=SECONDS).close()


def worker() -> None:
    """Ask the Celery worker of this container to answer."""
    import socket
    from pathlib import Path

    from celery import Celery

    app = Celery(broker=Path("/run/secrets/broker_url").read_text("utf-8").strip())
    name = f"celery@{socket.gethostname()}"
    if not app.control.ping(destination=[name], timeout=SECONDS):
        raise ValueError(f"{name} does not answer")


def mail() -> None:
    """Greet the mail sink."""
    port = int(os.environ.get("MAIL_SINK_PORT", "2525"))
    with smtplib.SMTP("127.0.0.1", port, timeout=SECONDS) as server:
        server.noop()


SERVICES: dict[str, Callable[[], None]] = {
    "api-server": api_server,
    "scheduler": scheduler,
    "dag-processor": dag_processor,
    "triggerer": triggerer,
    "database": database,
    "mail": mail,
    "worker": worker,
}


def _api() -> str:
    """Return the address at which tasks, too, find the API server."""
    url = urlsplit(os.environ["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"])
    return f"{url.scheme}://{url.netloc}"


def _refuse_unless_healthy(address: str, part: str) -> None:
    health = json.loads(_get(f"{address}/api/v2/monitor/health"))
    if health[part]["status"] != "healthy":
        raise ValueError(f"{part}: {health[part]}")


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - addresses of the deployment's own services
        body: bytes = answer.read()
    return body


def main() -> int:
    """Check the service that the first argument names."""
    try:
        SERVICES[sys.argv[1]]()
    except Exception as error:  # noqa: BLE001 - whatever went wrong, the service is not healthy
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
