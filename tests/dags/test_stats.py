"""Metrics as real collectors receive them, and what Airflow cannot keep."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from content_quality.adapters.site.site_config import NamedSite
from content_quality.core.metric import Metric, MetricKind
from content_quality.orchestration import stats
from content_quality.orchestration.airflow_site import AirflowSite
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
FINDINGS = Metric("findings", MetricKind.COUNTER, 3, (("check", "repeated-passage"), ("severity", "blocker")))
OLDEST = Metric("held.oldest_seconds", MetricKind.GAUGE, 7200)
TOOK = Metric("stage.duration", MetricKind.TIMING, 1500.0, (("stage", "gate_posts.judge.decide"),))

# As a task's process does it: Airflow's set-up, then what we hand over, then the end of the process.
SCRIPT = """
from airflow.sdk.configuration import conf
from airflow.sdk.observability import stats
from airflow.sdk.observability.metrics import stats_utils
stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=True)
from tests.dags.test_stats import FINDINGS, OLDEST, TOOK, site
from content_quality.orchestration.stats import emit
emit(site("news"), [FINDINGS, FINDINGS, OLDEST, TOOK])
"""


def site(name: str) -> AirflowSite:
    return AirflowSite(NamedSite(name, Path("content-quality.toml")))


class Backend:
    def __init__(self) -> None:
        self.calls: list[tuple] = []

    def incr(self, name, count, tags):
        self.calls.append(("incr", name, count, tags))

    def gauge(self, name, value, tags):
        self.calls.append(("gauge", name, value, tags))

    def timing(self, name, value, tags):
        self.calls.append(("timing", name, value, tags))


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Backend:
    found = Backend()
    monkeypatch.setattr(stats, "metrics_backend", lambda: found)
    return found


def test_labels_become_parts_of_the_name_where_airflow_drops_them(backend: Backend, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stats, "_has_tags", lambda: False)
    stats.emit(site("news"), [FINDINGS, OLDEST, TOOK])
    stats.emit(site(""), [OLDEST])
    assert [call[1] for call in backend.calls] == [
        "content_quality.findings.news.repeated-passage.blocker",
        "content_quality.held.oldest_seconds.news",
        "content_quality.stage.duration.news.gate_posts_judge_decide",
        "content_quality.held.oldest_seconds.site",
    ]


def test_labels_stay_labels_where_the_collector_has_them(backend: Backend, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stats, "_has_tags", lambda: True)
    stats.emit(site("news"), [FINDINGS])
    labels = {"site": "news", "check": "repeated-passage", "severity": "blocker"}
    assert backend.calls == [("incr", "content_quality.findings", 3, labels)]


def test_a_metric_that_cannot_be_measured_fails_no_task(backend: Backend, caplog: pytest.LogCaptureFixture):
    def broken():
        yield OLDEST
        raise OSError("the store is busy")

    stats.emit(site(""), broken())
    assert len(backend.calls) == 1
    assert "Metrics could not be handed" in caplog.text


def test_only_tasks_of_ours_say_how_long_they_took(backend: Backend, monkeypatch: pytest.MonkeyPatch):
    from datetime import UTC, datetime
    from types import SimpleNamespace

    monkeypatch.delenv("CONTENT_QUALITY_SITES", raising=False)
    started = datetime.now(UTC)
    stats.on_task_instance_success(None, SimpleNamespace(dag_id="theirs", task_id="t", start_date=started))
    assert backend.calls == []
    stats.on_task_instance_success(None, SimpleNamespace(dag_id="gate_posts", task_id="release", start_date=started))
    assert backend.calls[0][1].endswith("gate_posts_release")


def run(tmp_path: Path, variables: dict[str, str]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW__METRICS")}
    environment |= {"AIRFLOW_HOME": str(tmp_path), "PYTHONPATH": f"{ROOT / 'include'}:{ROOT}", **variables}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_receiver_of_opentelemetry_stores_values_with_their_labels(tmp_path: Path):
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    stored: dict[str, list] = {}

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                import gzip

                body = gzip.decompress(body)
            for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
                for scope in resource.scope_metrics:
                    for metric in scope.metrics:
                        data = getattr(metric, metric.WhichOneof("data"))
                        stored[metric.name] = list(data.data_points)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        endpoint = f"http://127.0.0.1:{server.server_port}/v1/metrics"
        otel = {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": endpoint, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}
        run(tmp_path, {"AIRFLOW__METRICS__OTEL_ON": "True", **otel})
    finally:
        server.shutdown()
    (findings,) = stored["airflow.content_quality.findings"]
    labels = {one.key: one.value.string_value for one in findings.attributes}
    assert labels == {"site": "news", "check": "repeated-passage", "severity": "blocker"}
    assert findings.as_int == 6
    (oldest,) = stored["airflow.content_quality.held.oldest_seconds"]
    assert 7200 in (oldest.as_int, oldest.as_double)
    (took,) = stored["airflow.content_quality.stage.duration"]
    assert took.sum == 1500


def test_a_receiver_of_statsd_stores_values_under_names(tmp_path: Path):
    pytest.importorskip("statsd")  # comes with Airflow's extra of that name
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        port = receiver.getsockname()[1]
        run(tmp_path, {"AIRFLOW__METRICS__STATSD_ON": "True", "AIRFLOW__METRICS__STATSD_PORT": str(port)})
        receiver.settimeout(PATIENCE)
        received: list[str] = []
        while not received or not received[-1].startswith(
            "airflow.content_quality.stage"
        ):  # Airflow sends its own, too
            received.append(receiver.recv(4096).decode())
    assert "airflow.content_quality.findings.news.repeated-passage.blocker:3|c" in received
    assert "airflow.content_quality.held.oldest_seconds.news:7200|g" in received
    assert received[-1].startswith("airflow.content_quality.stage.duration.news.gate_posts_judge_decide:1500")
