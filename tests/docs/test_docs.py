"""Documentation that comes from code is up to date, and what it says works."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from content_quality.adapters.store.writer import writing
from content_quality.checks import CHECKS
from content_quality.core.check import Check
from content_quality.core.report.explanation import FIX, Explanation
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import gate
from tests.pipeline.wire import Wire

ROOT = Path(__file__).resolve().parents[2]
QUERIES = re.findall(r"```sql\n(.*?)```", (ROOT / "docs" / "metrics.md").read_text("utf-8"), re.DOTALL)


def test_generated_pages_are_what_the_code_says():
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "dev" / "make_docs.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_every_check_is_explained_and_has_all_kinds_of_fixtures(check: Check):
    explanation = Explanation.of(check.documentation)
    assert explanation.summary.endswith(".")
    labels = [label for label, _ in explanation.parts if label != FIX]  # of those only some have a fix
    assert labels == ["Why it matters", "Example", "Instead", "Known false positives"]
    assert all(text for _, text in explanation.parts)
    folder = ROOT / "tests" / "fixtures" / "checks" / check.name
    for kind in ("flagged", "clean", "false-positive"):
        assert list(folder.glob(f"{kind}-*")), f"{check.name} has no {kind} fixture"
    module = check.function.__module__.rpartition(".")[2]
    assert module == check.function.__name__ == check.name.replace("-", "_")


def test_the_example_queries_run_and_answer(project: Project):
    write_post(project, "2026-11-02-clean.md", CLEAN.format(title="A"))
    write_post(project, "2026-11-02-broken.md", b"\xff")
    gate(project)
    deliver_alerts(project, Wire(), NOW)
    assert len(QUERIES) >= 6
    with writing(project.workspace) as store:
        for query in QUERIES:
            rows = store.query(query)
            assert rows, query


def test_the_readme_has_the_figures_of_the_benchmark_and_the_version_of_airflow():
    accuracy, readme = ((ROOT / name).read_text("utf-8") for name in ("docs/accuracy.md", "README.md"))
    measured = re.findall(r"^\| (?:Damaged|Sound|Near)[^|]*\| \*\*(\d+ %)\*\*", accuracy, re.MULTILINE)
    (row,) = re.findall(r"^(?:\| \*\*\d+ %\*\* ){3}\|$", readme, re.MULTILINE)
    assert re.findall(r"\d+ %", row) == measured
    (locked,) = re.findall(r"^apache-airflow==([\d.]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    assert f"| Airflow | {locked}, installed for you" in readme


def test_every_link_of_the_documentation_leads_somewhere():
    pages = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "expectations" / "README.md",
    ]
    for page in pages:
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.relative_to(ROOT)} links to {link}"
