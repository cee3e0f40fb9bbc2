"""Which workers do what, when one machine is not enough."""

from __future__ import annotations

import re

from content_quality.core.records import dataclass

STAGES = ("inspect", "compare")  # what may run on any worker: input and output go through the exchange
ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://\S+")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where workers that share no disk hand posts and results to each other, and the queues of the tasks."""

    exchange: str = ""  # a prefix that all workers reach, such as s3://media/exchange; empty: one worker does all
    connection: str = ""  # the Airflow connection with what the exchange asks for; empty: from the environment
    queue: str = ""  # of the tasks that work with the state folder: one worker takes it; empty: Airflow's default queue
    heavy: tuple[str, ...] = ("inspect", "compare")  # stages that go through the exchange, for any worker
    heavy_queue: str = ""  # of the tasks of these stages; empty: Airflow's default queue
    heavy_executor: str = ""  # of the same tasks, where Airflow has several executors; empty: its first

    def carries(self, stage: str) -> bool:
        """Return whether the tasks of `stage` may run on any worker."""
        return bool(self.exchange) and stage in self.heavy


def refused(cluster: Cluster) -> str:
    """Return why `cluster` cannot be used, as one sentence; empty when it can."""
    if cluster.exchange and not ADDRESS.fullmatch(cluster.exchange):
        return f"cluster.exchange must be an address such as s3://bucket/prefix, not {cluster.exchange!r}."
    if unknown := [name for name in cluster.heavy if name not in STAGES]:
        return f"cluster.heavy must hold only {' and '.join(STAGES)}, not {unknown[0]!r}."
    for name in ("heavy_queue", "heavy_executor", "connection"):
        if getattr(cluster, name) and not cluster.exchange:
            return f"cluster.{name} needs cluster.exchange: other workers do not see the state folder."
    return ""
