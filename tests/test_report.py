"""The command line and its report, as the published schema says."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from tests.conftest import CLEAN

SCHEMA = json.loads(resources.files("content_quality.core").joinpath("report.schema.json").read_text("utf-8"))
SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "site"


def check(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "content_quality.cli", "check", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


def test_the_report_on_the_samples_is_what_the_schema_says():
    done = check("--format", "json", ".", cwd=SAMPLES)
    report = json.loads(done.stdout)
    jsonschema.validate(report, SCHEMA)
    assert done.returncode == 1
    paths = [post["path"] for post in report["posts"]]
    assert paths == sorted(paths)
    assert len(paths) == report["summary"]["posts"] == 30
    assert paths[0].startswith("_posts/")
    for post in report["posts"]:
        places = [(found["line"], found["column"], found["end_line"], found["end_column"]) for found in post["findings"]]
        assert places == sorted(places)
        assert post["error"] is None


def test_the_exit_status_tells_clean_blocked_and_undecided_apart(tmp_path: Path):
    (tmp_path / "good.md").write_text(CLEAN.format(title="A"))
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe")
    assert check("good.md", cwd=tmp_path).returncode == 0
    assert check("bad.md", cwd=tmp_path).returncode == 1
    assert check("good.md", "nowhere.md", cwd=tmp_path).returncode == 2
    assert check("good.md", "--config", "nowhere.toml", cwd=tmp_path).returncode == 2
    assert check(cwd=tmp_path).returncode == 2


def test_unreadable_bytes_are_a_located_blocker(tmp_path: Path):
    (tmp_path / "bad.md").write_bytes(b"---\ntitle: x\n---\n\nwords \xff\n")
    (finding,) = json.loads(check("--format", "json", "bad.md", cwd=tmp_path).stdout)["posts"][0]["findings"]
    assert (finding["category"], finding["severity"], finding["line"], finding["column"]) == ("inspection", "blocker", 5, 7)


def test_the_text_for_people_says_that_the_gate_adds_the_suites(tmp_path: Path):
    (tmp_path / "a.md").write_text(CLEAN.format(title="\x1b[31mred"))
    done = check(".", cwd=tmp_path)
    assert "the gate adds the site's suites" in done.stdout
    assert "\x1b" not in done.stdout


def test_checking_imports_nothing_heavy(tmp_path: Path):
    (tmp_path / "a.md").write_text(CLEAN.format(title="A"))
    code = (
        "import sys; from content_quality.cli import main; main(['check', 'a.md']); "
        "print('HEAVY', sorted({'airflow', 'great_expectations', 'duckdb', 'pandas', 'fastapi'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert "HEAVY []" in done.stdout


@pytest.mark.parametrize("name", ["a.md", "deep/b.mdx", "c.markdown"])
def test_paths_are_said_as_the_user_types_them(tmp_path: Path, name: str):
    (tmp_path / "posts" / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "posts" / name).write_text(CLEAN.format(title="A"))
    for argument in ("posts", "posts/", f"posts/{name}"):
        (post,) = json.loads(check("--format", "json", argument, cwd=tmp_path).stdout)["posts"]
        assert post["path"] == f"posts/{name}"
