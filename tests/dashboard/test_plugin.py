"""The plugin as Airflow loads it: nobody without a token gets past any route, and Airflow's pages know where the dashboard is."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.dashboard.test_every_route import API, OTHERS, PAGES, paths_of

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def plugin(tmp_path_factory) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTENT_QUALITY_STATE", str(tmp_path_factory.mktemp("state")))
        # The sites are read when the plugin is loaded, and another test may have loaded it for others.
        for name in [name for name in sys.modules if name.startswith("content_quality.airflow_plugin")]:
            patch.delitem(sys.modules, name)
        spec = importlib.util.spec_from_file_location(
            "content_quality_plugin", ROOT / "plugins" / "content_quality_plugin.py"
        )
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module


def test_an_anonymous_caller_is_refused_on_every_route_behind_airflow(plugin):
    airflow = FastAPI()
    for mounted in plugin.ContentQualityPlugin.fastapi_apps:
        airflow.mount(mounted["url_prefix"], mounted["app"])
    anonymous = TestClient(airflow, raise_server_exceptions=False)
    from content_quality.airflow_plugin.mounts import dashboard
    from content_quality.orchestration.airflow_site import all_sites

    (site,) = all_sites()
    for path in sorted(paths_of(dashboard(site)) | {*PAGES, *OTHERS, *API, "/docs", "/redoc"}):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = anonymous.request(
                method, f"/content-quality{path}", headers={"sec-fetch-site": "same-origin"}, follow_redirects=False
            )
            assert answer.status_code == 401, f"{method} {path} answered {answer.status_code}"
            assert "default-src 'none'" in answer.headers.get("content-security-policy", ""), f"{method} {path}"


def test_the_plugin_costs_nothing_until_it_is_asked():
    import subprocess
    import sys

    probe = (
        "import sys, runpy; import airflow.plugins_manager; before = set(sys.modules);"
        "runpy.run_path('plugins/content_quality_plugin.py');"
        "print([name for name in set(sys.modules) - before if name.split('.')[0] in ('fastapi', 'jinja2', 'duckdb') or 'core_api' in name])"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "[]"


def test_airflow_shows_the_desk_in_its_navigation_and_on_dags_runs_and_tasks(plugin):
    views = {view["destination"]: view for view in plugin.ContentQualityPlugin.external_views}
    assert set(views) == {"nav", "dag", "dag_run", "task_instance"}
    assert views["dag_run"]["href"].endswith("/content-quality/runs?dag_id={DAG_ID}&run_id={RUN_ID}")
    assert len({view["url_route"] for view in views.values()}) == 4


def test_tasks_of_our_dags_lead_to_their_batch_and_those_of_others_nowhere(plugin):
    from types import SimpleNamespace

    link = next(link for link in plugin.ContentQualityPlugin.operator_extra_links if link.name == "Content quality")
    ours = SimpleNamespace(dag_id="gate_posts", run_id="manual__2026-11-20T09:00:00+00:00", task_id="publish")
    assert (
        link.get_link(None, ti_key=ours)
        == "/content-quality/runs?dag_id=gate_posts&run_id=manual__2026-11-20T09%3A00%3A00%2B00%3A00"
    )
    assert link.get_link(None, ti_key=SimpleNamespace(dag_id="somebody_elses", run_id="r", task_id="t")) == ""


def test_a_question_about_a_post_leads_to_the_post(plugin):
    from types import SimpleNamespace

    link = next(link for link in plugin.ContentQualityPlugin.operator_extra_links if link.name == "Post")
    question = SimpleNamespace(dag_id="review_held_posts", run_id="r+1", task_id="each_post.review", map_index=3)
    assert (
        link.get_link(None, ti_key=question)
        == "/content-quality/runs?dag_id=review_held_posts&run_id=r%2B1&task_id=each_post.review&map_index=3"
    )


def test_icons_need_no_login_because_they_stand_in_their_address(plugin):
    for view in plugin.ContentQualityPlugin.external_views:
        assert view["icon"].startswith("data:image/svg+xml,%3Csvg"), view["name"]
        assert view["icon"] != view["icon_dark_mode"]
