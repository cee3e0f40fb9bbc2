"""The runbook has a row for every task that may be red and every alert that maintainers may get."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content_quality.core.alerts.alert import FOR_EDITORS, AlertKind
from content_quality.core.alerts.making import subject
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.dags import BUILDERS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "runbook.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([\w.-]+)`(?: · \*(.+?)\*)? \|(.*)\|$", PAGE, re.MULTILINE)
FOR_MAINTAINERS = [kind for kind in AlertKind if kind not in FOR_EDITORS]


@pytest.fixture(scope="module")
def tasks() -> set[str]:
    from content_quality.adapters.site.site_config import NamedSite

    site = AirflowSite(NamedSite("", ROOT / "content-quality.toml"))
    return {f"{dag.dag_id}.{task.task_id}" for dag in (build(site) for build in BUILDERS) for task in dag.tasks}


def test_every_task_has_one_row_and_no_row_is_about_a_task_that_has_gone(tasks):
    named = [name for name, _, _ in ROWS if "." in name]
    assert sorted(named) == sorted(tasks)


@pytest.mark.parametrize("kind", FOR_MAINTAINERS)
def test_every_alert_to_maintainers_has_a_row_under_its_subject(kind):
    (said,) = [said for name, said, _ in ROWS if name == kind.value]
    assert said in subject(kind, "Site", (), "en")


def test_every_row_says_what_to_do():
    assert all(len([cell for cell in cells.split(" | ") if cell.strip()]) == 2 for _, _, cells in ROWS)


@pytest.mark.parametrize(
    "what", ["disk", "database", "broker", "worker", "scheduler", "triggerer", "API server", "mail server", "source", "exchange"]
)
def test_everything_around_the_pipeline_that_may_fail_has_a_row(what):
    section = PAGE.partition("## Something around the pipeline fails")[2].partition("\n## ")[0]
    assert re.search(rf"^\| [^|]*{what}", section, re.MULTILINE), what
