"""One running site for the tests that look at it; `test_standalone`, the last of them, stops it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.site import Site
from tests.patience import PATIENCE


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def running(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    process = site.start()
    yield process
    if process.poll() is None:
        site.stop(process)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of Airflow as `airflow db migrate` makes it, with the writer's pool: to be copied, because making one takes half a minute."""
    home = tmp_path_factory.mktemp("airflow")
    airflow = str(Path(sys.executable).with_name("airflow"))
    for command in (["db", "migrate"], ["pools", "set", "content_quality_writer", "1", "one writer"]):
        variables = os.environ | {"AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
        subprocess.run([airflow, *command], env=variables, check=True, capture_output=True, timeout=PATIENCE)
    return home / "airflow.db"
