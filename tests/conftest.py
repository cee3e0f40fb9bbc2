"""Fixtures that many tests share."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from content_quality.adapters.state.workspace import Workspace
from content_quality.core.settings import reader
from content_quality.pipeline.project import Project

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
AIRFLOW_HOME = tempfile.TemporaryDirectory(prefix="airflow-")
os.environ["AIRFLOW_HOME"] = AIRFLOW_HOME.name  # read once, when the first test imports airflow; never the person's own
for name in [name for name in os.environ if name.startswith("CONTENT_QUALITY_")]:
    del os.environ[name]  # each test says for itself which site it is about
os.environ["CONTENT_QUALITY_CACHE"] = ""  # nothing that another test or version found

# A law is a law on a busy machine, too.
hypothesis_settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("any machine")

pytest_plugins = ["tests.measuring"]

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

CLEAN = """---
title: "{title}"
date: 2026-11-02 09:00:00 +0900
---

The reading room of the town library opens at nine, and by ten every chair near the windows is taken.
Nobody planned it that way. The chairs were bought for a reform of the building that was never finished.
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A site of its own with an empty source and the repository's suites."""
    settings = reader.loads(
        '[site]\nname = "Test"\ngenerator = "jekyll"\n[[sources]]\nname = "posts"\npath = "_posts"\n'
    )
    (tmp_path / "_posts").mkdir()
    return Project(tmp_path, settings, Workspace(tmp_path / "var"), ROOT / "expectations")


def write_post(project: Project, name: str, text: str | bytes, age_seconds: float = 3600) -> Path:
    """Write a post that was last touched `age_seconds` before `NOW`."""
    path = project.root / "_posts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    touched = NOW.timestamp() - age_seconds
    os.utime(path, (touched, touched))
    return path


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from tests.side_by_side import Scheduling

    return Scheduling(config, log)
