"""`content-quality doctor` says what would stop a check or the pipeline, and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content_quality.cli import main
from content_quality.pipeline.local import diagnose
from content_quality.pipeline.project import project_of
from tests.conftest import CLEAN
from tests.pipeline.steps import gate

SETTINGS = '[[sources]]\nname = "posts"\npath = "_posts"\n[alerts]\nconnection = "letters"\n'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content-quality.toml").write_text(SETTINGS)
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts" / "a.md").write_text(CLEAN.format(title="A"))
    return tmp_path


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line alone, without the pipeline's packages."""
    monkeypatch.setattr(diagnose, "has_package", lambda name: False)


def test_a_sound_site_without_airflow_has_no_failure(site: Path, alone: None, capsys):
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "ok    source posts: 1 post in" in out
    assert "ok    Airflow is not installed: this is the command line alone" in out
    assert "fail" not in out


FAULTS = {
    "no settings": (lambda site: (site / "content-quality.toml").unlink(), 0, "Write one: content-quality init"),
    "settings that are no TOML": (lambda site: (site / "content-quality.toml").write_text("["), 1, "Correct the file"),
    "no folder": (lambda site: (site / "_posts" / "a.md").rename(site / "a.md") and (site / "_posts").rmdir(), 1, "Correct the path of the source"),
    "an empty folder": (lambda site: (site / "_posts" / "a.md").unlink(), 0, "Correct the path or the glob"),
    "waivers that are no TOML": (lambda site: (site / "content-quality.waivers.toml").write_text("["), 1, "Repair the file"),
    "suites that are no JSON": (lambda site: ((site / "expectations").mkdir(), (site / "expectations" / "batch_contract.json").write_text("{")), 1, "Put the suites there"),
    "a state that is a file": (lambda site: (site / "var").write_text(""), 0, "Give this user the right"),
}  # fmt: skip


@pytest.mark.parametrize(("damage", "status", "advice"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_has_its_advice(site: Path, alone: None, damage, status: int, advice: str, capsys):
    damage(site)
    assert main(["doctor"]) == status
    assert f"→ {advice}" in capsys.readouterr().out


def test_a_settings_file_that_is_named_must_be_there(site: Path, alone: None, capsys):
    assert main(["doctor", "--config", "other.toml"]) == 1
    assert "other.toml: The settings cannot be read" in capsys.readouterr().out


def test_a_damaged_store_is_to_be_rebuilt(site: Path, monkeypatch, capsys):
    monkeypatch.setattr(diagnose, "has_package", lambda name: name == "duckdb")
    (site / "var" / "published").mkdir(parents=True)
    (site / "var" / "published" / "metrics.duckdb").write_bytes(b"no store" * 1000)
    assert main(["doctor"]) == 1
    assert "→ Rebuild it: content-quality rebuild" in capsys.readouterr().out


def test_a_store_that_can_be_read_is_named_with_its_schema(site: Path, monkeypatch, capsys):
    monkeypatch.setattr(diagnose, "has_package", lambda name: name == "duckdb")
    gate(project_of(site / "content-quality.toml"))
    assert main(["doctor"]) == 0
    assert re.search(r"ok    store: .*metrics\.duckdb, schema [1-9]", capsys.readouterr().out)


def test_airflow_is_asked_for_dags_and_connections(site: Path, monkeypatch, capsys):
    assert main(["doctor"]) == 1  # the tests have an Airflow home of their own, with nothing in it
    out = capsys.readouterr().out
    assert "ok    Airflow " in out
    assert "makes the DAGs" in out
    assert "AIRFLOW_CONN_LETTERS" in out
    monkeypatch.setenv("AIRFLOW_CONN_LETTERS", "smtp://mail.example.org")
    assert main(["doctor"]) == 0
    assert "ok    connection letters: smtp" in capsys.readouterr().out


def test_airflow_without_a_home_is_not_loaded(site: Path, monkeypatch, tmp_path: Path, capsys):
    monkeypatch.delenv("AIRFLOW_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert main(["doctor"]) == 0
    assert "→ Set AIRFLOW_HOME" in capsys.readouterr().out
    assert not (tmp_path / "home").exists()
