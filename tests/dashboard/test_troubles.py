"""Failures that say what to do: why, where the log is, the next step, and a button."""

from __future__ import annotations

from datetime import timedelta

from content_quality.adapters.state.failures import Failure, write_failure
from content_quality.adapters.state.looks import note_look
from content_quality.core.alerts.faults import PipelineFault, fault_of
from content_quality.core.settings import SettingsError
from content_quality.dashboard.runs import AirflowProcess, Run
from tests.dashboard.conftest import NOW
from tests.dashboard.test_commands import OWN, Recorded

FAILED = Run("gate_posts", "r1", "failed", NOW, NOW, "/dags/gate_posts/runs/r1/tasks/judge.decide")
BROKEN = SettingsError("schedule.daily_at must be a time such as 06:00; found 25:00.")


def test_a_failed_run_says_why_where_the_log_is_and_what_to_do(filled, client):
    fault = PipelineFault("disk-full", "", FAILED.log, "/dags/gate_posts/runs/r1")
    write_failure(filled.workspace, Failure("gate_posts r1 0", "names", "c", NOW, fault=fault))
    text = client(commands=Recorded(runs=(FAILED,)), airflow_url="").get("/").text
    assert "The last run of Deciding failed.</strong> The disk is full." in text
    assert "Make room on the disk of the state folder, then try again." in text
    assert f'href="{FAILED.log}"' in text
    assert text.count(">Try again</button>") == 1


def test_a_failure_that_nothing_noted_was_a_task_stopped_from_outside(filled, client):
    text = client(commands=Recorded(runs=(FAILED,))).get("/").text
    assert "The task was stopped from outside before it ended." in text


def test_what_failed_is_tried_again_as_the_reader_and_leads_back(filled, client):
    commands = Recorded(runs=(FAILED,))
    form = {"dag_id": "gate_posts", "run_id": "r1"}
    answer = client(commands=commands).post("/try-again", data=form, headers=OWN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?asked=try-again")
    assert commands.asked == [("gate_posts", "r1")]
    assert "Airflow tries again now." in client(commands=commands).get("/?asked=try-again").text


def test_another_site_or_a_reader_without_the_right_tries_nothing_again(filled, client):
    form = {"dag_id": "gate_posts", "run_id": "r1"}
    commands = Recorded(runs=(FAILED,))
    assert client(commands=commands).post("/try-again", data=form).status_code == 403
    assert commands.asked == []
    refused = Recorded(allowed=False, runs=(FAILED,))
    assert client(commands=refused).post("/try-again", data=form, headers=OWN).status_code == 403
    assert "Try again</button>" not in client(commands=refused).get("/").text
    assert client().post("/try-again", data=form, headers=OWN).status_code == 404


def test_the_page_of_an_alert_shows_the_failure_with_its_button(filled, client):
    page = client(commands=Recorded()).get("/try-again", params={"dag_id": "gate_posts", "run_id": "r1"}).text
    assert "Try a failed run again" in page
    assert 'value="r1"' in page
    assert "You may not start runs again." in client().get("/try-again?dag_id=gate_posts&run_id=r1").text


def test_after_three_failed_looks_a_banner_carries_the_exact_sentence(filled, client):
    for second in range(2):
        note_look(filled.workspace, fault_of(BROKEN), NOW + timedelta(seconds=second))
    assert "25:00" not in client(commands=Recorded()).get("/").text
    note_look(filled.workspace, fault_of(BROKEN), NOW + timedelta(seconds=2))
    text = client(commands=Recorded()).get("/").text
    assert "The sources have not been looked at since 2026-11-20 09:00." in text
    assert f"The settings cannot be used: {BROKEN}" in text
    assert "Correct the settings file." in text
    assert "cannot look" in text
    note_look(filled.workspace, None, NOW + timedelta(seconds=3))
    assert "25:00" not in client(commands=Recorded()).get("/").text


def test_the_pipeline_box_shows_the_watcher_airflows_processes_and_the_mail(filled, client):
    note_look(filled.workspace, None, NOW - timedelta(minutes=6))
    filled.put(
        "alerts",
        alert_id="a2",
        batch_id="b1",
        recipient="desk@example.org",
        subject="x",
        state="failed",
        sent_at=None,
        queued_at=NOW + timedelta(minutes=1),
        error="ConnectionRefusedError: no mail server",
    )
    filled.publish()
    processes = (AirflowProcess("scheduler", True, NOW), AirflowProcess("triggerer", False, NOW - timedelta(hours=1)))
    text = client(commands=Recorded(processes=processes)).get("/").text
    box = text[text.index('id="health"') : text.index('id="alerts"')]
    assert "Watching the sources" in box
    assert box.count("inactive") == 2, "the silent watcher and the triggerer"
    assert "Airflow’s triggerer, which watches the sources" in box
    assert "not delivered" in box
    assert "ConnectionRefusedError: no mail server" in box


def test_a_paused_dag_is_named_in_the_pipeline_box(filled, client):
    text = client(commands=Recorded(paused=("blog_audit_archive",))).get("/").text
    assert "The weekly look at the archive" in text
    assert "A person paused this in Airflow." in text
