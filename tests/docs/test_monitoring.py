"""The examples for monitoring speak of metrics that exist, and every metric is documented."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "docs" / "examples" / "monitoring"
SOURCES = [ROOT / "include/content_quality" / name for name in ("pipeline/metrics.py", "orchestration/stats.py")]
ENDS = {"COUNTER": ("_total",), "GAUGE": ("",), "TIMING": ("_milliseconds_sum", "_milliseconds_count", "_seconds")}


def metrics() -> dict[str, str]:
    """Return the kind of every metric in the code, by name."""
    code = "".join(path.read_text("utf-8") for path in SOURCES)
    found = dict(re.findall(r'Metric\("([a-z._]+)", MetricKind\.([A-Z]+)', code))
    return found | {f"posts.{outcome}": "COUNTER" for outcome in ("checked", "held", "listed", "released")}


def names() -> set[str]:
    return {
        f"airflow_content_quality_{name.replace('.', '_')}{end}" for name, kind in metrics().items() for end in ENDS[kind]
    }


def test_every_metric_is_documented():
    page = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    assert len(metrics()) == 12
    assert [name for name in metrics() if f"`content_quality.{name}`" not in page] == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*")), ids=lambda path: path.name)
def test_an_example_names_only_metrics_that_exist(path: Path):
    named = set(re.findall(r"airflow_content_quality_[a-z_]+", path.read_text("utf-8")))
    assert named
    assert named - names() == set()


def test_the_mapping_of_statsd_knows_every_metric():
    mappings = yaml.safe_load((EXAMPLES / "statsd-mapping.yml").read_text("utf-8"))["mappings"]
    assert {mapping["match"].removeprefix("airflow.content_quality.").rstrip(".*") for mapping in mappings} == set(
        metrics()
    )


def test_the_dashboard_has_the_form_that_grafana_imports():
    dashboard = json.loads((EXAMPLES / "grafana-dashboard.json").read_text("utf-8"))
    assert {"uid", "title", "schemaVersion", "templating", "panels"} <= dashboard.keys()
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        assert panel["targets"], panel["title"]
        assert all(target["expr"] and target["refId"] for target in panel["targets"])
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    assert set(re.findall(r"\$\{?([a-z]+)", json.dumps(panels))) <= variables


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool comes with Prometheus")
@pytest.mark.parametrize("command", [["check", EXAMPLES / "prometheus-alerts.yml"], ["test", ROOT / "tests/docs/prometheus-alerts-test.yml"]], ids=["check", "test"])
def test_prometheus_accepts_the_alerts(command: list):
    verb, path = command
    done = subprocess.run(["promtool", verb, "rules", path], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
