"""What differs between Airflow 3.2 and 3.3 is asked of Airflow itself, with a stand-in for the other version."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, StrEnum
from types import SimpleNamespace

import pytest

from content_quality.orchestration import airflow_versions


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    airflow_versions.waiting_state.cache_clear()
    yield
    airflow_versions.waiting_state.cache_clear()


class StateOf32(StrEnum):
    DEFERRED = "deferred"


class StateOf33(StrEnum):
    DEFERRED = "deferred"
    AWAITING_INPUT = "awaiting_input"


@pytest.mark.parametrize(("states", "waiting"), [(StateOf32, "deferred"), (StateOf33, "awaiting_input")])
def test_a_question_waits_in_the_state_that_this_airflow_has(monkeypatch, states: type[Enum], waiting: str):
    monkeypatch.setattr("airflow.utils.state.TaskInstanceState", states)
    assert airflow_versions.waiting_state() == waiting


def test_the_installed_airflow_has_one_of_both():
    assert airflow_versions.waiting_state() in ("awaiting_input", "deferred")


def test_an_answer_wakes_the_task_in_33_and_is_found_by_the_trigger_in_32(monkeypatch):
    woken: list[object] = []
    monkeypatch.setattr(
        "airflow.models.trigger.handle_event_submit",
        lambda event, *, task_instance, session: woken.append((event.payload, task_instance)),
    )
    airflow_versions.wake(SimpleNamespace(), "task", None)
    assert woken == []
    airflow_versions.wake(
        SimpleNamespace(as_resume_event_payload=lambda: {"chosen_options": ["Settled"]}), "task", None
    )
    assert woken == [({"chosen_options": ["Settled"]}, "task")]


def test_metrics_go_to_a_module_in_33_and_to_a_class_in_32(monkeypatch):
    from airflow.sdk import observability

    module = SimpleNamespace(gauge=print, Stats="not asked")
    monkeypatch.setattr(observability, "stats", module, raising=False)
    assert airflow_versions.metrics_backend() is module
    monkeypatch.setattr(observability, "stats", SimpleNamespace(Stats="class"), raising=False)
    assert airflow_versions.metrics_backend() == "class"
