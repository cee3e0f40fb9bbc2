"""One running site for the tests that look at it; `test_standalone`, the last of them, stops it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator

import pytest

from tests.e2e.test_standalone import Site

PATIENCE = 600  # seconds; a busy machine starts Airflow in minutes


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def running(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    process = site.run()
    site.wait_for(r"Running\.", process, PATIENCE)
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
