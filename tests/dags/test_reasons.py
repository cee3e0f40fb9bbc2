"""Why a batch came to be."""

from __future__ import annotations

import pytest
from airflow.sdk.api.datamodels._generated import DagRunType

from content_quality.orchestration.reasons import reason_of


@pytest.mark.parametrize(
    ("run_type", "force", "reason"),
    [
        ("SCHEDULED", False, "scheduled"),
        ("ASSET_TRIGGERED", False, "changed"),
        ("MANUAL", False, "manual"),
        ("MANUAL", True, "forced"),
        ("OPERATOR_TRIGGERED", False, "manual"),
    ],
)
def test_a_batch_says_in_plain_words_why_it_came_to_be(run_type: str, force: bool, reason: str):
    assert reason_of(DagRunType[run_type], force=force) == reason
    assert reason_of(DagRunType[run_type].value, force=force) == reason
