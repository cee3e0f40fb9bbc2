"""`content-quality alerts`: what a person at a terminal sees and can do."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from content_quality.adapters.channels import NotDelivered
from content_quality.cli import main
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.project import Project
from tests.adapters.servers import Inbox, inbox
from tests.conftest import NOW, write_post
from tests.pipeline.steps import gate
from tests.pipeline.wire import Wire

__all__ = ["inbox"]
SETTINGS = """
[site]
name = "Test"
generator = "jekyll"
[[sources]]
name = "posts"
path = "_posts"
[alerts]
editors = ["desk@example.org", "refused@example.org"]
maintainers = ["ops@example.org"]
[[alerts.recipients]]
to = "mika@example.org"
language = "ja"
"""


@pytest.fixture
def config(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of a site in which one alert was given up and one delivered."""
    path = project.root / "content-quality.toml"
    path.write_text(SETTINGS, "utf-8")
    monkeypatch.setenv("CONTENT_QUALITY_STATE", str(project.workspace.root))
    monkeypatch.setenv("CONTENT_QUALITY_EXPECTATIONS", str(project.expectations))
    alerts = replace(project.settings.alerts, editors=("desk@example.org", "refused@example.org"), attempts=1)
    project = replace(project, settings=replace(project.settings, alerts=alerts))
    write_post(project, "2026-11-02-a.md", b"---\ntitle: x\n---\n\xff\n")
    gate(project)
    wire = Wire()
    wire.refuses["refused@example.org"] = NotDelivered("550 No such editor", refused=True)
    deliver_alerts(project, wire, NOW)
    return path


def test_the_list_says_what_became_of_each_alert_and_retry_makes_it_due_again(
    config: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["alerts", "list", "--open", "--config", str(config)]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "refused@example.org" in line]
    alert_id, state, *_ = line.split()
    assert state == "dead"
    assert "[Test] 1 post held back" in line
    assert "1 attempts: 550 No such editor" in line
    assert main(["alerts", "list", "--config", str(config)]) == 0
    assert "sent" in capsys.readouterr().out
    assert main(["alerts", "retry", alert_id, "--config", str(config)]) == 0
    assert capsys.readouterr().out == "1 alerts are due again.\n"
    assert main(["alerts", "retry", alert_id, "--config", str(config)]) == 1


def test_a_test_goes_to_everyone_of_the_settings_in_their_language_and_says_who_refused(
    config: Path, inbox: tuple[Inbox, object], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    handler, server = inbox
    mail = {
        "conn_type": "smtp",
        "host": "127.0.0.1",
        "port": server.port,
        "extra": {"disable_ssl": True, "disable_tls": True},
    }  # type: ignore[attr-defined]
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", json.dumps(mail))
    assert main(["alerts", "test", "--config", str(config)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if "not delivered" in line and "refused@example.org" in line and "550" in line]
    assert {str(message["To"]): str(message["Subject"]) for message in handler.messages} == {
        "desk@example.org": "[Test] A test of the alerts",
        "mika@example.org": "[Test] 通知のテスト",
        "ops@example.org": "[Test] A test of the alerts",
    }
    assert main(["alerts", "test", "--to", "new@example.org", "--config", str(config)]) == 0
    assert handler.messages[-1]["To"] == "new@example.org"


def test_an_address_that_is_none_is_said_and_no_crash(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", "smtp://127.0.0.1:1/?disable_ssl=true&disable_tls=true")
    assert main(["alerts", "test", "--to", "a b@@\r\nBcc: x@example.org", "--config", str(config)]) == 1
    assert "not delivered" in capsys.readouterr().out


def test_a_damaged_journal_is_repaired_by_command(config: Path, project: Project, capsys: pytest.CaptureFixture[str]):
    assert main(["alerts", "repair", "--config", str(config)]) == 1
    assert capsys.readouterr().out == "The journal is sound.\n"
    with (project.workspace.root / "alerts" / "journal.jsonl").open("ab") as file:
        file.write(b"rotten\n")
    assert main(["alerts", "repair", "--config", str(config)]) == 0
    assert "journal.jsonl.damaged" in capsys.readouterr().out
