"""The DAGs, as sentences."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "dags").glob("*.py"))
DAGS = sorted(
    path for path in (ROOT / "include/content_quality/orchestration/dags").glob("*.py") if path.stem != "__init__"
)


@pytest.fixture(scope="module")
def dags():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
        patch.setenv("CONTENT_QUALITY_CONFIG", str(ROOT / "content-quality.toml"))
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(str(ROOT / "dags"))
        assert bag.import_errors == {}
        yield bag.dags


def upstream(task) -> set[str]:
    return set(task.upstream_task_ids)


def test_there_are_these_dags_and_each_explains_itself(dags):
    assert set(dags) >= {"ingest_posts", "gate_posts", "deliver_alerts"}
    for dag in dags.values():
        assert dag.doc_md, f"{dag.dag_id} has no doc_md"
        assert dag.catchup is False
        assert dag.max_active_runs == (
            1_000 if dag.dag_id == "review_held_posts" else 1
        )  # a question stays open for days
        assert all(task.doc_md for task in dag.tasks), f"a task of {dag.dag_id} has no doc_md"
        assert all(group.tooltip for name, group in dag.task_group.get_task_group_dict().items() if name)


def test_what_runs_when_a_person_asks_is_never_paused_at_first(dags):
    asked_for = {name for name, dag in dags.items() if "accept" in name or "repair" in name}
    assert asked_for == {"accept_present_state", "send_repair"}
    assert all(dags[name].is_paused_upon_creation is False for name in asked_for)


def test_ingestion_runs_daily_in_the_sites_time_zone_and_when_a_source_changes(dags):
    timetable = dags["ingest_posts"].timetable
    assert "0 6 * * *" in repr(timetable.timetable) or "0 6 * * *" in timetable.timetable.expression
    assert "Tokyo" in str(timetable.timetable.timezone)
    assert "posts_source" in str(timetable.asset_condition)


def test_the_form_of_an_ingestion_asks_for_source_pattern_and_force(dags):
    assert set(dags["ingest_posts"].params) == {"source", "glob", "force"}


def test_the_gate_inspects_then_judges_then_publishes_then_releases(dags):
    gate = dags["gate_posts"]
    assert upstream(gate.get_task("inspect.inspect_shard")) == {"open_batch", "inspect.plan_shards"}
    assert upstream(gate.get_task("compare.find_copies")) == {"open_batch", "compare.plan_parts"}
    assert upstream(gate.get_task("compare.collect_copies")) == {"open_batch", "compare.find_copies"}
    assert upstream(gate.get_task("judge.load_results")) == {"open_batch", "compare.collect_copies"}
    assert upstream(gate.get_task("judge.validate")) >= {"judge.load_results"}
    assert upstream(gate.get_task("judge.decide")) >= {"judge.validate"}
    assert upstream(gate.get_task("publish")) == {"open_batch", "judge.decide"}
    assert upstream(gate.get_task("release")) == {"open_batch", "publish"}
    assert upstream(gate.get_task("propose_repairs")) == {"open_batch", "judge.decide", "publish"}
    assert upstream(gate.get_task("settle_questions")) == {"open_batch", "publish"}


def test_editors_are_told_once_repairs_are_proposed_which_keep_no_post_from_its_release(dags):
    gate = dags["gate_posts"]
    telling = [task.task_id for task in gate.tasks if any(asset.name == "posts_decisions" for asset in task.outlets)]
    assert telling == ["propose_repairs"]
    assert "propose_repairs" not in upstream(gate.get_task("release"))


def test_a_repair_is_sent_by_its_post_its_version_and_what_is_taken_of_its_edits(dags):
    assert set(dags["send_repair"].params) == {"post", "sha256", "options", "approve"}


def test_accepting_the_present_state_asks_for_a_reason_and_decides_publishes_releases(dags):
    accepting = dags["accept_present_state"]
    assert set(accepting.params) == {"reason", "by"}
    assert upstream(accepting.get_task("decide")) == {"accept"}
    assert upstream(accepting.get_task("publish")) == {"accept", "decide"}
    assert upstream(accepting.get_task("release")) == {"accept", "publish"}


def test_every_writer_of_the_store_shares_one_pool(dags):
    writers = {
        "compare.plan_parts",
        "judge.load_results",
        "judge.validate",
        "judge.decide",
        "publish",
        "send_alerts",
        "each_post.record",
        "accept",
        "decide",
    }
    for dag in dags.values():
        for task in dag.tasks:
            if task.task_id in writers:
                assert task.pool == "content_quality_writer", task.task_id


def test_nothing_on_the_way_to_a_release_runs_after_a_failure(dags):
    for dag in dags.values():
        assert {task.trigger_rule.value for task in dag.tasks} == {"all_success"}, dag.dag_id


def test_a_question_is_asked_per_held_post_and_templates_nothing(dags):
    review = dags["review_held_posts"]
    question = review.get_task("each_post.review")
    assert tuple(question.template_fields) == ()
    assert upstream(review.get_task("each_post.record")) == {"held_posts", "each_post.review"}
    assert upstream(review.get_task("each_post.announce_approval")) == {"each_post.record"}
    assert "posts_decisions" in str(review.timetable.asset_condition)
    assert set(review.params) == {
        "post", "answer", "reason", "versions", "check", "fingerprint", "days", "matching", "held_by",
    }  # fmt: skip


def test_no_task_hangs_and_every_task_is_tried_again(dags):
    for dag in dags.values():
        for task in dag.tasks:
            assert task.execution_timeout is not None
            assert task.retries >= 1


@pytest.mark.parametrize("path", DAGS, ids=lambda path: path.name)
def test_a_dag_is_a_table_of_contents(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        assert not isinstance(node, ast.For | ast.While), f"{path.name} loops"
        assert not (isinstance(node, ast.Name) and node.id in {"Variable", "open", "BashOperator"}), (
            f"{path.name} uses {getattr(node, 'id', '')}"
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_the_dags_folder_only_makes_its_dag_for_each_site(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    kinds = [type(node) for node in tree.body]
    assert kinds == [ast.Expr, ast.ImportFrom, ast.ImportFrom, ast.For], path.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_parsing_imports_nothing_heavy(path: Path):
    code = (
        f"import runpy, sys; runpy.run_path({str(path)!r}); "
        "heavy = {'great_expectations', 'duckdb', 'pandas', 'numpy', 'rapidfuzz', 'pyromark'} & set(sys.modules); "
        "print('HEAVY', sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert "HEAVY []" in done.stdout, done.stdout


def test_a_failure_of_every_dag_is_heard():
    from content_quality.core.dag_ids import DAG_IDS

    assert set(DAG_IDS) == {path.stem for path in DAGS} == {path.stem for path in FILES}


def test_parts_are_counted_as_people_count():
    from content_quality.orchestration.gate_groups import part_of

    assert [part_of(name) for name in ("001-of-003", "012-of-120", "1000-of-1000")] == [
        "1 of 3",
        "12 of 120",
        "1000 of 1000",
    ]
