"""A check of nothing says so and ends with 2; a path that cannot be read is in the JSON report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from content_quality.pipeline.local.check_paths import EXIT_CLEAN, EXIT_UNDECIDED, CheckRequest, check_paths
from content_quality.pipeline.local.chosen_files import PostChoice


def status_of(request: CheckRequest) -> int:
    checked = check_paths(request)
    print(json.dumps(checked.report))
    return checked.status


def test_an_empty_folder_ends_with_2_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(CheckRequest(PostChoice([str(tmp_path)]), jobs=1)) == EXIT_UNDECIDED
    said = capsys.readouterr()
    assert json.loads(said.out)["summary"]["posts"] == 0
    assert "No post was checked" in said.err


def test_an_empty_folder_may_be_allowed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(CheckRequest(PostChoice([str(tmp_path)]), jobs=1, allow_empty=True)) == EXIT_CLEAN
    assert capsys.readouterr().err == ""


def test_a_path_that_does_not_exist_is_in_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "nowhere.md")
    assert status_of(CheckRequest(PostChoice([missing]), jobs=1)) == EXIT_UNDECIDED
    (unreadable,) = json.loads(capsys.readouterr().out)["unreadable"]
    assert unreadable == {"path": missing, "reason": "The file or folder does not exist, or it cannot be read."}


def test_a_report_without_such_paths_has_no_such_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "post.md").write_text("The harbour master counts the boats.\n")
    assert status_of(CheckRequest(PostChoice([str(tmp_path)]), jobs=1)) == EXIT_CLEAN
    assert "unreadable" not in json.loads(capsys.readouterr().out)
