"""Run an archive's first hour in this process with `dag.test()`: ingest, gate, deliver, review, accept, deliver."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Print the state of each run."""
    bag = DagBag(str(ROOT / "dags"))
    states = [bag.dags["ingest_posts"].test().state]
    (batch_id,) = [path.name for path in (Path(os.environ["CONTENT_QUALITY_STATE"]) / "batches").iterdir()]
    states.append(bag.dags["gate_posts"].test(run_conf={"batch_id": batch_id}).state)
    states.append(bag.dags["deliver_alerts"].test().state)
    states += [
        bag.dags["accept_present_state"].test(run_conf={"reason": reason, "by": "mika"}).state
        for reason in ("…", "Published before the checks were there.")
    ]
    states.append(bag.dags["deliver_alerts"].test().state)
    print("STATES", json.dumps(states))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
