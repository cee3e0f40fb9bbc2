"""Run an ingestion in this process; print the state of the run and of each of its tasks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Ingest once."""
    run = DagBag(str(ROOT / "dags")).dags["ingest_posts"].test()
    tasks = [f"{task.task_id} {task.state}" for task in run.get_task_instances()]
    print("STATES", json.dumps([str(run.state), *sorted(map(str, tasks))]))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
