"""Which tests stay together when tests run side by side: those that share what is slow to start.

The marks of pytest-xdist 3.8 for this do nothing under pytest 9.2, and say nothing either.
"""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# Servers of Airflow also run one after the other: two that start at the same time take all of a small machine.
TOGETHER = {
    "tests/e2e/": "servers",
    "tests/deploy/test_topology.py": "servers",
    "tests/faults/test_alert_faults.py": "table of faults",
}


class Scheduling(LoadScopeScheduling):
    """Large groups first, then every test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for begin, group in TOGETHER.items() if nodeid.startswith(begin)), nodeid)
