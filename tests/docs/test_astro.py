"""The example in the layout of the Astro CLI. That tool needs a container engine and does not run here: its files are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from content_quality.adapters.site import settings_file

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "astro"
HOME = "/usr/local/airflow/"  # of a project in its image


def test_the_file_of_the_dags_folder_makes_every_dag(monkeypatch: pytest.MonkeyPatch):
    from airflow.dag_processing.dagbag import DagBag

    monkeypatch.setenv("CONTENT_QUALITY_CONFIG", str(EXAMPLE / "include" / "site" / "content-quality.toml"))
    bag = DagBag(str(EXAMPLE / "dags"))
    assert bag.import_errors == {}
    assert {"ingest_posts", "gate_posts", "deliver_alerts", "review_held_posts"} <= bag.dags.keys()


def test_its_settings_are_connections_and_pools_of_airflow():
    from content_quality.orchestration.airflow_site import WRITER_POOL

    settings = yaml.safe_load((EXAMPLE / "airflow_settings.yaml").read_text("utf-8"))["airflow"]
    assert [pool["pool_name"] for pool in settings["pools"]] == [WRITER_POOL]
    assert [pool["pool_slot"] for pool in settings["pools"]] == [1]
    (mail,) = settings["connections"]
    assert (mail["conn_id"], mail["conn_type"]) == ("smtp_default", "smtp")


def test_the_image_names_files_that_the_project_has():
    lines = (EXAMPLE / "Dockerfile").read_text("utf-8").splitlines()
    assert not [line for line in lines if line.startswith("FROM")], "the version of Airflow is the operator's choice"
    named = dict(re.findall(r"^ENV (\w+)=(\S+)$", "\n".join(lines), re.MULTILINE))
    assert (EXAMPLE / named["CONTENT_QUALITY_CONFIG"].removeprefix(HOME)).is_file()
    assert named["CONTENT_QUALITY_STATE"].startswith(f"{HOME}include/"), "a folder that the project shares with its image"


def test_the_settings_of_its_site_can_be_read():
    settings = settings_file.load(EXAMPLE / "include" / "site" / "content-quality.toml")
    assert [source.path for source in settings.sources] == ["_posts"]


def test_its_packages_are_those_of_the_project():
    assert (EXAMPLE / "requirements.txt").read_text("utf-8").split() == ["content-quality[airflow]"]
    assert (EXAMPLE / "packages.txt").read_text("utf-8").split() == ["git"]
