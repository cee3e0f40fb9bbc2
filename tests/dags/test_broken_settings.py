"""Settings that cannot be read change no schedule in silence: the last readable ones hold, and Airflow's pages say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_quality.adapters.site.last_settings import keep_readable
from content_quality.adapters.site.site_config import NamedSite
from content_quality.core.dag_ids import AUDIT_ARCHIVE, DAG_IDS, INGEST_POSTS
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.orchestration.dags import BUILDERS
from content_quality.orchestration.titles import TITLES, title

SETTINGS = """[site]
name = "Test"
timezone = "Asia/Tokyo"
[schedule]
daily_at = "{hour}"
[[sources]]
name = "posts"
path = "posts"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONTENT_QUALITY_CONFIG", "CONTENT_QUALITY_STATE", "CONTENT_QUALITY_SITES"):
        monkeypatch.delenv(name, raising=False)
    config = tmp_path / "content-quality.toml"
    config.write_text(SETTINGS.format(hour="04:45"))
    return config


def dags(config: Path) -> dict:
    site = AirflowSite(NamedSite("", config))
    return {dag.dag_id: dag for dag in (build(site) for build in BUILDERS)}


def test_the_last_readable_hour_holds_and_every_dag_says_that_the_settings_are_broken(config: Path):
    keep_readable(config)
    config.write_text(SETTINGS.format(hour="soon"))
    made = dags(config)
    assert "45 4 * * *" in repr(made[INGEST_POSTS].timetable.timetable) + str(
        vars(made[INGEST_POSTS].timetable.timetable)
    )
    for dag in made.values():
        assert "settings unreadable" in dag.tags
        assert "The settings cannot be used." in dag.doc_md
        assert "soon" in dag.doc_md


def test_without_any_readable_settings_nothing_starts_by_a_clock_that_is_not_the_sites(config: Path):
    config.write_text(SETTINGS.format(hour="soon"))
    made = dags(config)
    assert "0 6 * * *" not in str(vars(made[INGEST_POSTS].timetable))
    assert not hasattr(made[INGEST_POSTS].timetable, "timetable")
    assert "nothing starts by the clock" in made[INGEST_POSTS].doc_md
    assert made[AUDIT_ARCHIVE].schedule is None


def test_titles_are_words_and_carry_the_sites_clock(config: Path):
    made = dags(config)
    assert made[INGEST_POSTS].dag_display_name == "1 Read posts (daily at 04:45, Asia/Tokyo)"
    assert set(TITLES) == set(DAG_IDS)
    for dag in made.values():
        assert dag.dag_display_name != dag.dag_id
        for task in dag.tasks:
            assert task.task_display_name != task.task_id
            assert "_" not in task.task_display_name
    named = AirflowSite(NamedSite("blog", config))
    assert title(named, "gate_posts") == "blog: 2 Decide about posts"


def test_a_question_is_labelled_with_its_post_before_anybody_answers(config: Path):
    review = dags(config)["review_held_posts"].get_task("each_post.review")
    template = (
        review.partial_kwargs["map_index_template"] if hasattr(review, "partial_kwargs") else review.map_index_template
    )
    assert template == "{{ ti.xcom_pull(task_ids='held_posts')[ti.map_index]['label'] }}"
