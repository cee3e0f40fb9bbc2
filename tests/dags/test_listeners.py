"""Listeners run inside the scheduler, which holds locks meanwhile: one that commits ends it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]

# In a process and a database of its own: the guard against commits is the scheduler's own.
SCRIPT = """
import datetime
import sqlalchemy
from airflow.utils import db
db.initdb()
from airflow import settings
from airflow.models.dagrun import DagRun
from airflow.models.xcom import XComModel
from airflow.utils.sqlalchemy import prohibit_commit
from content_quality.orchestration import failures, notes

now = datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc)
session = settings.Session()
session.execute(sqlalchemy.text("PRAGMA foreign_keys = OFF"))  # the result stands there without its task
run = DagRun(dag_id="gate_posts", run_id="r1", run_after=now, run_type="manual", state="running")
session.add(run)
session.flush()
session.add(XComModel(dag_run_id=run.id, dag_id="gate_posts", run_id="r1", task_id="judge.decide", map_index=-1,
key="return_value", value="5 checked, 2 held"))
session.flush()
run.dag = type("Dag", (), {"partial": False, "task_ids": []})()
kept = []
failures._keep = lambda *said: kept.append(said)
failures._send = lambda: None
with prohibit_commit(session):
    failures.on_dag_run_failed(run, "")
    notes.on_dag_run_success(run, "")
    print("NOTE", run.note)
    print("KEPT", len(kept))
    run.note = "read by a person"
    notes.on_dag_run_success(run, "")
    print("STILL", run.note)
    reading = DagRun(dag_id="ingest_posts", run_id="r2", run_after=now, run_type="manual", state="running")
    session.add(reading)
    session.flush()
    for said in (["b1", ""], ["b1", "", "3 new or changed of 9 posts: batch b1" + "x" * 2000]):
        session.execute(sqlalchemy.delete(XComModel).where(XComModel.dag_id == "ingest_posts"))
        session.add(XComModel(dag_run_id=reading.id, dag_id="ingest_posts", run_id="r2", task_id="read_sources",
        map_index=-1, key="return_value", value=said))
        session.flush()
        notes.on_dag_run_success(reading, "")
        print("READ", str(reading.note)[:37], len(reading.note or ""))
"""


def run(script: str, folder: Path) -> str:
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "AIRFLOW_HOME": str(folder),
        "PYTHONPATH": str(ROOT / "include"),
        "CONTENT_QUALITY_CONFIG": str(ROOT / "content-quality.toml"),
        "CONTENT_QUALITY_STATE": str(folder / "state"),
    }
    environment |= {
        "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{folder / 'airflow.db'}",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


SETTLING = """
import datetime, uuid
import sqlalchemy
from airflow.utils import db
db.initdb()
from airflow import settings
from airflow.models.dagrun import DagRun
from airflow.models.hitl import HITLDetail
from airflow.models.taskinstance import TaskInstance
from airflow.models.xcom import XComModel
from airflow.utils.sqlalchemy import prohibit_commit
from content_quality.orchestration import settled

now = datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc)
session = settings.Session()
session.execute(sqlalchemy.text("PRAGMA foreign_keys = OFF"))
run = DagRun(dag_id="gate_posts", run_id="r1", run_after=now, run_type="manual", state="running")
asking = DagRun(dag_id="review_held_posts", run_id="q1", run_after=now, run_type="manual", state="running")
session.add_all([run, asking])
session.flush()
ids = [uuid.uuid4() for _ in range(3)]
for place, (name, state) in enumerate(zip(ids, ("awaiting_input", "awaiting_input", "success"))):
    session.execute(sqlalchemy.insert(TaskInstance.__table__).values(id=name, dag_id="review_held_posts", run_id="q1",
    task_id="each_post.review", map_index=place, state=state, try_number=1, max_tries=1, pool="default_pool",
    pool_slots=1, queue="default", priority_weight=1, operator="HeldPostReview", executor_config={}, next_kwargs={}))
    answered = now if place == 1 else None
    session.add(HITLDetail(ti_id=name, options=["Approve"], subject="s", body="b", params={}, responded_at=answered,
    chosen_options=["Approve"] if answered else None, params_input={}))
session.flush()
session.add(XComModel(dag_run_id=run.id, dag_id="gate_posts", run_id="r1", task_id="settle_questions", map_index=-1,
key="return_value", value=[str(name) for name in ids]))
session.flush()
with prohibit_commit(session):
    settled.on_dag_run_success(run, "")
states = session.execute(sqlalchemy.select(TaskInstance.state).order_by(TaskInstance.map_index)).scalars().all()
chosen = {one.ti_id: one.chosen_options for one in session.scalars(sqlalchemy.select(HITLDetail)).unique()}
print("STATES", [str(getattr(state, "value", state)) for state in states])
print("CHOSEN", [chosen[name] for name in ids])
event = session.scalar(sqlalchemy.select(TaskInstance.next_kwargs).where(TaskInstance.map_index == 0))
print("EVENT", "Settled" in str(event))
"""


def test_a_settled_question_is_answered_and_every_other_is_left_alone(tmp_path: Path):
    said = run(SETTLING, tmp_path)
    assert "STATES ['scheduled', 'awaiting_input', 'success']" in said
    assert "CHOSEN [['Settled'], ['Approve'], None]" in said
    assert "EVENT True" in said


def test_listeners_read_in_the_schedulers_own_session_and_commit_nothing(tmp_path: Path):
    said = run(SCRIPT, tmp_path)
    assert "NOTE 5 checked, 2 held" in said
    assert "KEPT 1" in said
    assert "STILL read by a person" in said
    assert "READ None 0" in said, "a run of an earlier version said less"
    assert "READ 3 new or changed of 9 posts: batch b1 1000" in said, "Airflow keeps no more"


LOSING = """
import datetime, pathlib, uuid
import sqlalchemy
from airflow.utils import db
db.initdb()
from airflow import settings
from airflow.models.dagrun import DagRun
from airflow.listeners.listener import get_listener_manager
from airflow.models.hitl import HITLDetail
from airflow.models.taskinstance import TaskInstance
from airflow.utils.sqlalchemy import prohibit_commit
from content_quality.adapters.state.lost_answers import QuestionPlace, lost_answer
from content_quality.orchestration import lost_answers

now = datetime.datetime(2026, 11, 20, tzinfo=datetime.timezone.utc)
session = settings.Session()
session.execute(sqlalchemy.text("PRAGMA foreign_keys = OFF"))
session.add(DagRun(dag_id="review_held_posts", run_id="q1", run_after=now, run_type="manual", state="running"))
session.flush()
people = ({"id": "7", "name": "mika"}, None, {"id": "7", "name": "mika"})
for place, (who, task_id) in enumerate(zip(people, ("each_post.review", "each_post.review", "held_posts"))):
    name = uuid.uuid4()
    session.execute(sqlalchemy.insert(TaskInstance.__table__).values(id=name, dag_id="review_held_posts", run_id="q1",
    task_id=task_id, map_index=place, state="queued", try_number=1, max_tries=1, pool="default_pool",
    pool_slots=1, queue="default", priority_weight=1, operator="HeldPostReview", executor_config={}, next_kwargs={}))
    session.add(HITLDetail(ti_id=name, options=["Approve"], subject="s", body="b", params={}, params_input={}))
session.flush()
# Airflow's session keeps what it has read: the answers come in beside it, as they do from the API server.
tasks = session.scalars(sqlalchemy.select(TaskInstance).order_by(TaskInstance.map_index)).unique().all()
read_before = session.scalars(sqlalchemy.select(HITLDetail)).unique().all()
for task, who in zip(tasks, people):
    if who:
        session.execute(sqlalchemy.update(HITLDetail.__table__).where(HITLDetail.__table__.c.ti_id == task.id).values(
        responded_at=now, responded_by=who, chosen_options=["Approve"], params_input={"reason": "a refrain"}))
assert all(asked.responded_at is None for asked in read_before)
get_listener_manager().add_listener(lost_answers)
with prohibit_commit(session):
    for task in tasks:
        TaskInstance.fetch_handle_failure_context(task, "finished with state success, but is queued", session=session)
print("STATES", [str(getattr(task.state, "value", task.state)) for task in tasks])
for place in range(3):
    print("LOST", place, lost_answer(pathlib.Path("state/reviews"), QuestionPlace("q1", place)))
lost_answers.on_task_instance_failed("running", type("InItsOwnProcess", (), {"dag_id": "review_held_posts",
"task_id": "each_post.review", "run_id": "q1", "map_index": 0})(), "killed")
"""


def test_the_answer_of_a_question_that_airflow_counts_as_failed_is_kept(tmp_path: Path):
    said = run(LOSING, tmp_path)
    assert "LOST 0 LostAnswer(option='Approve', reason='a refrain', who='mika'" in said
    assert "LOST 1 None" in said, "nobody has answered"
    assert "LOST 2 None" in said, "not a question"
    assert "STATES ['up_for_retry', 'up_for_retry', 'up_for_retry']" in said, "what the scheduler writes stays"
    assert "Traceback" not in said
