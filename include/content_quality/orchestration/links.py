"""Buttons on tasks in the Airflow UI that lead to the dashboard."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from airflow.providers.standard.decorators.python import _PythonDecoratedOperator
from airflow.sdk import BaseOperatorLink

from content_quality.core.dag_ids import AUDIT_ARCHIVE
from content_quality.orchestration.airflow_site import owner_of
from content_quality.orchestration.held_post_review import HeldPostReview


class BatchLink(BaseOperatorLink):  # type: ignore[misc] # airflow is not followed
    """On every task of a run that made, decided or told of a batch: the batch's page.

    Airflow asks for it on the tasks of all DAGs that are Python functions; for those of others there is no link.
    """

    name = "Content quality"
    operators: ClassVar[list[type[Any]]] = [_PythonDecoratedOperator]

    def __init__(self, dashboard: str) -> None:
        self._desk = dashboard  # the address of the dashboard, with a slash at its end

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow's own interface
        """Return the address, empty where there is no batch."""
        owner = owner_of(ti_key.dag_id)
        if owner is None or owner[1] == AUDIT_ARCHIVE:  # an audit has no batch
            return ""
        return f"{self._desk}runs?{urlencode({'dag_id': ti_key.dag_id, 'run_id': ti_key.run_id})}"


class PostLink(BaseOperatorLink):  # type: ignore[misc] # airflow is not followed
    """On a question about a held post: the post's page."""

    name = "Post"
    operators: ClassVar[list[type[Any]]] = [HeldPostReview]

    def __init__(self, dashboard: str) -> None:
        self._desk = dashboard

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow's own interface
        """Return the address, which finds the post by the question's place in its run."""
        place = {
            "dag_id": ti_key.dag_id,
            "run_id": ti_key.run_id,
            "task_id": ti_key.task_id,
            "map_index": ti_key.map_index,
        }
        return f"{self._desk}runs?{urlencode(place)}"
