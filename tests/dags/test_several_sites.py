"""Several sites in one Airflow that knows nothing of this project but an installed package and one line in its DAG folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from content_quality.core.dag_ids import DAG_IDS
from content_quality.core.settings import SettingsError

ROOT = Path(__file__).resolve().parents[2]
ONE_LINE = "from content_quality.orchestration.dags import make_dags; make_dags()  # the DAGs of Airflow\n"
SETTINGS = """[site]
name = "{name}"
timezone = "{zone}"
[schedule]
daily_at = "{hour}"
[[sources]]
name = "posts"
path = "posts"
"""


@pytest.fixture
def two_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, zone, hour in (("news", "Europe/Berlin", "05:00"), ("blog", "Asia/Tokyo", "07:30")):
        (tmp_path / name / "posts").mkdir(parents=True)
        (tmp_path / name / "content-quality.toml").write_text(SETTINGS.format(name=name.title(), zone=zone, hour=hour))
    named = ", ".join(f"{name}={tmp_path / name / 'content-quality.toml'}" for name in ("news", "blog"))
    for variable in ("CONTENT_QUALITY_CONFIG", "CONTENT_QUALITY_STATE", "CONTENT_QUALITY_DASHBOARD_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("CONTENT_QUALITY_SITES", named)
    return tmp_path


def dags_of(folder: Path) -> dict:
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(folder))
    assert bag.import_errors == {}
    return bag.dags


def one_line(folder: Path) -> dict:
    (folder / "dags").mkdir()
    (folder / "dags" / "content_quality_dags.py").write_text(ONE_LINE)
    return dags_of(folder / "dags")


def test_one_line_in_the_dag_folder_makes_the_dags_of_both_sites(two_sites: Path):
    dags = one_line(two_sites)
    assert set(dags) == {f"{site}_{name}" for site in ("news", "blog") for name in DAG_IDS}
    assert {Path(dag.fileloc).name for dag in dags.values()} == {"content_quality_dags.py"}


def test_each_site_has_its_own_schedule_assets_pool_and_tags(two_sites: Path):
    dags = one_line(two_sites)
    news, blog = dags["news_ingest_posts"], dags["blog_ingest_posts"]
    assert "0 5 * * *" in repr(news.timetable.timetable) or "0 5 * * *" in news.timetable.timetable.expression
    assert "30 7 * * *" in repr(blog.timetable.timetable) or "30 7 * * *" in blog.timetable.timetable.expression
    assert "news_posts_source" in str(news.timetable.asset_condition)
    assert "blog_posts_batch" in str(dags["blog_gate_posts"].timetable.asset_condition)
    assert dags["news_gate_posts"].get_task("judge.decide").pool == "content_quality_writer_news"
    assert "blog" in blog.tags
    events = {asset.uri for dag in dags.values() for task in dag.tasks for asset in task.outlets}
    assert "content-quality://news/batch" in events
    assert len(events) == 6


@pytest.mark.parametrize(
    ("configured", "link"),
    [
        ("https://airflow.example/content-quality", "https://airflow.example/content-quality"),
        ("", None),
        ("javascript:alert(1)", None),
        ("http://", None),
    ],
)
def test_the_owner_of_a_dag_leads_to_the_dashboard_where_its_address_is_known(
    configured: str, link: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from content_quality.adapters.site.site_config import NamedSite
    from content_quality.orchestration.airflow_site import AirflowSite

    monkeypatch.delenv("CONTENT_QUALITY_DASHBOARD_URL", raising=False)
    site = AirflowSite(NamedSite("", tmp_path / "x.toml"))
    site.config.write_text(f'[[sources]]\nname = "posts"\npath = "posts"\n[alerts]\ndashboard_url = "{configured}"\n')
    assert site.owner_links.get("content-quality") == link


def test_the_environments_address_of_the_dashboard_ends_with_the_name_of_the_site(
    two_sites: Path, monkeypatch: pytest.MonkeyPatch
):
    from content_quality.orchestration.airflow_site import all_sites

    monkeypatch.setenv("CONTENT_QUALITY_DASHBOARD_URL", "https://airflow.example/content-quality/")
    assert {tuple(site.owner_links.values()) for site in all_sites()} == {
        (f"https://airflow.example/content-quality-{site.name}",) for site in all_sites()
    }


def test_tasks_of_a_site_work_on_its_settings_and_its_state(two_sites: Path, monkeypatch: pytest.MonkeyPatch):
    from content_quality.orchestration.airflow_site import all_sites

    beside = {site.name: site.load_project() for site in all_sites()}
    assert beside["news"].settings.site.name == "News"
    assert beside["news"].workspace.root == two_sites / "news" / "var"
    monkeypatch.setenv("CONTENT_QUALITY_STATE", str(two_sites / "state"))
    monkeypatch.setenv("CONTENT_QUALITY_DASHBOARD_URL", "https://airflow.example/content-quality")
    moved = {site.name: site.load_project() for site in all_sites()}
    assert moved["blog"].workspace.root == two_sites / "state" / "blog"
    assert moved["blog"].settings.alerts.dashboard_url == "https://airflow.example/content-quality-blog"


def test_the_watcher_of_a_site_looks_at_its_sources(two_sites: Path):
    from content_quality.orchestration.airflow_site import all_sites
    from content_quality.orchestration.watchers import SourceChangedTrigger

    site = all_sites()[1]
    (watcher,) = site.source.watchers
    assert watcher.trigger.serialize()[1] == {"poll_seconds": site.settings.schedule.poll_seconds, "site": "blog"}
    assert SourceChangedTrigger(5).serialize()[1] == {"poll_seconds": 5}


def test_an_alert_leads_to_the_dag_of_its_site():
    from content_quality.core.alerts.addresses import Addresses

    address = Addresses("https://airflow.example/content-quality-news", "news").deciding_task("r 1")
    assert address == "https://airflow.example/dags/news_gate_posts/runs/r%201/tasks/judge.decide"


@pytest.mark.parametrize(
    "named", ["news", "=a.toml", "News=a.toml", "a b=a.toml", "news=a.toml,news=b.toml", "news=a.toml,blog=a.toml"]
)
def test_names_that_cannot_be_understood_are_refused(named: str, monkeypatch: pytest.MonkeyPatch):
    from content_quality.adapters.site.site_config import sites

    monkeypatch.setenv("CONTENT_QUALITY_SITES", named)
    with pytest.raises(SettingsError, match="CONTENT_QUALITY_SITES"):
        sites()


def test_a_failure_is_kept_for_the_maintainers_of_its_site(two_sites: Path, monkeypatch: pytest.MonkeyPatch):
    from types import SimpleNamespace

    from content_quality.orchestration import failures

    monkeypatch.setattr(failures, "_send", lambda site: None)
    monkeypatch.setattr(failures, "send_or_log", lambda site: None)
    task = SimpleNamespace(dag_id="blog_gate_posts", task_id="judge.decide", run_id="r", try_number=1)
    failures.tell_maintainers({"task_instance": task, "exception": KeyError("text of a post")})
    assert len(list((two_sites / "blog" / "var").rglob("*.json"))) == 1
    assert not (two_sites / "news" / "var").exists()
    failures.on_new_dag_import_error("/dags/ours.py", "Traceback\n File content_quality/x.py\nImportError: no\n")
    failures.on_new_dag_import_error("/dags/theirs.py", "Traceback\nImportError: no\n")
    assert len(list((two_sites / "news" / "var").rglob("*.json"))) == 1
    assert len(list((two_sites / "blog" / "var").rglob("*.json"))) == 2


def test_two_versions_of_a_bundle_at_different_places_both_import(tmp_path: Path):
    for version in ("4f2c91", "a90b17"):  # as a Git DAG bundle lays them out
        shutil.copytree(ROOT / "dags", tmp_path / version / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    found = [dags_of(tmp_path / version / "dags") for version in ("4f2c91", "a90b17")]
    assert set(found[0]) == set(found[1]) == set(DAG_IDS)
    assert "a90b17" in found[1]["gate_posts"].fileloc


def test_the_dashboard_of_each_site_is_mounted_and_pages_of_airflow_lead_to_it(two_sites: Path):
    from airflow.api_fastapi.core_api.security import get_user

    from content_quality.airflow_plugin.mounts import applications, way_to_sites
    from content_quality.airflow_plugin.views import views
    from content_quality.orchestration.airflow_site import all_sites

    sites = all_sites()
    mounted = {one["url_prefix"] for one in applications(sites)}
    assert mounted == {"/content-quality-news", "/content-quality-blog", "/content-quality"}
    shown = views(sites)
    assert [one["href"] for one in shown if one["destination"] == "nav"] == [
        "/content-quality-news/",
        "/content-quality-blog/",
    ]
    assert len({one["url_route"] for one in shown}) == len(shown) == 5
    airflow, way = FastAPI(), way_to_sites()
    airflow.mount("/content-quality", way)
    client = TestClient(airflow, raise_server_exceptions=False, follow_redirects=False)
    assert client.get("/content-quality/runs?dag_id=news_gate_posts&run_id=r").status_code == 401
    way.dependency_overrides[get_user] = object
    answer = client.get("/content-quality/runs?dag_id=news_gate_posts&run_id=r%2B1")
    assert answer.headers["location"] == "/content-quality-news/runs?dag_id=news_gate_posts&run_id=r%2B1"
    assert client.get("/content-quality/?dag_id=blog_ingest_posts").headers["location"] == "/content-quality-blog/"
    assert client.get("/content-quality/?dag_id=somebody_elses").status_code == 404


def test_an_anonymous_caller_is_refused_on_every_dashboard(two_sites: Path):
    from content_quality.airflow_plugin.mounts import applications
    from content_quality.orchestration.airflow_site import all_sites

    airflow = FastAPI()
    for one in applications(all_sites()):
        airflow.mount(one["url_prefix"], one["app"])
    anonymous = TestClient(airflow, raise_server_exceptions=False, follow_redirects=False)
    for path in ("", "-news", "-blog"):
        assert anonymous.get(f"/content-quality{path}/posts").status_code == 401


def test_links_on_tasks_of_a_named_site_lead_to_the_entrance(two_sites: Path):
    from types import SimpleNamespace

    from content_quality.orchestration.links import BatchLink

    ours = SimpleNamespace(dag_id="news_gate_posts", run_id="r", task_id="publish")
    assert BatchLink("/content-quality/").get_link(None, ti_key=ours).endswith("runs?dag_id=news_gate_posts&run_id=r")
    unnamed = SimpleNamespace(dag_id="gate_posts", run_id="r", task_id="publish")
    assert BatchLink("/content-quality/").get_link(None, ti_key=unnamed) == ""


def test_who_may_read_the_dag_of_one_site_sees_that_site_only(two_sites: Path, monkeypatch: pytest.MonkeyPatch):
    from airflow.api_fastapi.core_api import security

    from content_quality.airflow_plugin.mounts import dashboard, mount_of
    from content_quality.orchestration.airflow_site import all_sites

    class Manager:
        def is_authorized_dag(self, *, method, details, user, **_):
            return details.id == "news_gate_posts"

        def get_fastapi_middlewares(self):
            return []

    monkeypatch.setattr(security, "get_auth_manager", Manager)
    monkeypatch.setattr("airflow.api_fastapi.app.get_auth_manager", Manager)
    monkeypatch.setattr(security.DagModel, "get_team_name", staticmethod(lambda *_, **__: None))  # asks a database
    airflow = FastAPI()
    for site in all_sites():
        app = dashboard(site)
        app.dependency_overrides[security.get_user] = lambda: "editor"
        airflow.mount(mount_of(site.name), app)
    editor = TestClient(airflow, headers={"accept": "text/html"})
    assert editor.get("/content-quality-news/posts").status_code == 200
    assert editor.get("/content-quality-blog/posts").status_code == 403
