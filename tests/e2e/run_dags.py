"""Run the three DAGs one after the other in this process with `dag.test()`; prints the state of each run."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Ingest, gate and deliver."""
    bag = DagBag(str(ROOT / "dags"))
    ingestion = bag.dags["ingest_posts"].test()
    (batch_id,) = [path.name for path in (Path(os.environ["CONTENT_QUALITY_STATE"]) / "batches").iterdir()]
    gate = bag.dags["gate_posts"].test(run_conf={"batch_id": batch_id})
    delivery = bag.dags["deliver_alerts"].test()
    print("STATES", json.dumps([ingestion.state, gate.state, delivery.state]))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
