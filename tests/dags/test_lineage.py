"""What a collector of OpenLineage stores about a batch. The provider is optional: without it nothing is sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

from content_quality.adapters.site.site_config import NamedSite
from content_quality.orchestration import lineage
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.pipeline.gate.batch_lineage import batch_lineage
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, write_post
from tests.patience import PATIENCE
from tests.pipeline.steps import gate

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def batch_id(project: Project) -> str:
    write_post(project, "2026-11-02-sound.md", CLEAN.format(title="Sound"))
    write_post(project, "2026-11-03-broken.md", b"---\ntitle: x\n---\n\xff\xfe\n")
    gate(project)
    (folder,) = project.workspace.batches.glob("*Z-*")
    return folder.name


def test_the_lineage_of_a_batch_leads_from_its_source_over_snapshots_to_the_release(project: Project, batch_id: str):
    found = batch_lineage(project, batch_id)
    assert [place.name for place in found.sources] == [(project.root / project.settings.sources[0].path).as_posix()]
    assert found.snapshots.name == project.workspace.snapshots.as_posix()
    assert found.release.name == project.workspace.release.as_posix()
    assert (found.posts, found.released_posts) == (2, 1)
    assert 0 < found.released_size < found.size


def test_every_check_and_every_expectation_is_an_assertion(project: Project, batch_id: str):
    found = {one.name: one for one in batch_lineage(project, batch_id).asserted}
    assert found["repeated-passage"].success
    assert found["batch_contract.0"].success
    assert found["batch_contract.0"].column == "post_id"
    failed = [one for one in found.values() if not one.success]
    assert failed
    assert all(one.failed for one in failed)


def test_no_text_of_a_post_is_in_it(project: Project, batch_id: str):
    assert "Sound" not in repr(batch_lineage(project, batch_id))


def test_without_the_provider_nothing_is_sent(project: Project, batch_id: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lineage, "find_spec", lambda name: None)
    lineage.emit_lineage(AirflowSite(NamedSite("", project.root / "x.toml")), project, batch_id)


HAS_PROVIDER = bool(find_spec("airflow.providers") and find_spec("airflow.providers.openlineage"))
SCRIPT = """
import sys
from pathlib import Path
from content_quality.adapters.site.site_config import NamedSite
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.lineage import emit_lineage
site = AirflowSite(NamedSite("", Path(sys.argv[1])))
emit_lineage(site, site.load_project(), sys.argv[2])
"""


@pytest.mark.skipif(not HAS_PROVIDER, reason="the provider is an optional extra")
def test_a_collector_stores_the_events_and_the_clients_own_classes_read_the_facets(project: Project, batch_id: str):
    from openlineage.client.facet_v2 import data_quality_assertions_dataset

    stored: list[dict] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            stored.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    transport = json.dumps({"type": "http", "url": f"http://127.0.0.1:{server.server_port}"})
    config = project.root / "content-quality.toml"
    config.write_text('[[sources]]\nname = "posts"\npath = "posts"\n')
    environment = os.environ | {"AIRFLOW__OPENLINEAGE__TRANSPORT": transport, "PYTHONPATH": str(ROOT / "include")}
    environment |= {"CONTENT_QUALITY_STATE": str(project.workspace.root), "AIRFLOW__OPENLINEAGE__NAMESPACE": "news"}
    try:
        command = [sys.executable, "-c", SCRIPT, str(config), batch_id]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    finally:
        server.shutdown()
    assert done.returncode == 0, done.stderr[-2000:]
    assert [(event["eventType"], event["job"]["name"]) for event in stored] == [
        ("START", "ingest_posts.batch"),
        ("COMPLETE", "ingest_posts.batch"),
        ("START", "gate_posts.batch"),
        ("COMPLETE", "gate_posts.batch"),
    ], done.stderr[-2000:]
    snapshot, judged = stored[1]["outputs"][0], stored[3]["inputs"][0]
    assert snapshot["name"] == judged["name"]  # what was made is what was judged
    facets = judged["inputFacets"]
    assert facets["dataQualityMetrics"]["rowCount"] == 2
    kept = [
        {key: value for key, value in one.items() if not key.startswith("_")}
        for one in facets["dataQualityAssertions"]["assertions"]
    ]
    read = [data_quality_assertions_dataset.Assertion(**one) for one in kept]
    assert any(not one.success and one.severity == "error" for one in read)
    assert stored[3]["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] == 1
