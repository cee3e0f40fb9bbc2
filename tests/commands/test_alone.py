"""The command line alone: no pipeline is installed, and the system can neither fork nor lock, as Windows.

`sitecustomize` takes away what such a system lacks, in the program and in every process that it starts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import CLEAN, ROOT
from tests.patience import PATIENCE

WITHOUT = """
import importlib.abc, importlib.machinery, os, signal, sys

ABSENT = {
    "fcntl", "resource", "pwd", "grp", "termios",
    "airflow", "duckdb", "great_expectations", "pandas", "fastapi", "jinja2", "apprise", "cryptography", "httpx",
}

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

sys.meta_path.insert(0, Absent())
for name in ABSENT:
    sys.modules.pop(name, None)
for name in ("fork", "forkpty", "sched_getaffinity", "getuid", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_NONBLOCK"):
    if hasattr(os, name):
        delattr(os, name)
os.supports_dir_fd = set()
for name in ("SIGPROF", "SIGALRM", "setitimer", "ITIMER_PROF", "ITIMER_REAL", "pthread_sigmask", "SIGHUP"):
    if hasattr(signal, name):
        delattr(signal, name)
"""
PARAGRAPH = (
    "The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for "
    "apples, and members pay twelve euros a year. Most tools come back cleaner than they left.\n"
)
DAMAGED = f"---\ntitle: Tools\ndate: 2026-11-02\n---\n\n{PARAGRAPH}\n{PARAGRAPH}"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "_posts").mkdir(parents=True)
    (folder / "_config.yml").write_text("title: Tidemark\n")
    (folder / "_posts" / "2026-11-02-a.md").write_text(CLEAN.format(title="A"))
    (folder / "_posts" / "2026-11-02-b.md").write_text(DAMAGED)
    return folder


@pytest.fixture
def run(tmp_path: Path, site: Path) -> Run:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "sitecustomize.py").write_text(WITHOUT)
    paths = os.pathsep.join([str(tmp_path / "without"), str(ROOT / "include")])
    environment = {name: value for name, value in os.environ.items() if name != "AIRFLOW_HOME"}

    def start(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "content_quality.cli", *arguments],
            cwd=site,
            env=environment | {"PYTHONPATH": paths},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    return start


def verdicts(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    assert done.stdout, done.stderr
    return {post["path"]: post["verdict"] for post in json.loads(done.stdout)["posts"]}


def test_posts_are_checked(run: Run):
    done = run("check", "--format", "json", "_posts")
    assert verdicts(done) == {"_posts/2026-11-02-a.md": "clear", "_posts/2026-11-02-b.md": "hold"}
    assert (done.returncode, done.stderr) == (1, "")


def test_many_posts_are_checked_side_by_side(run: Run, site: Path):
    for number in range(30):
        (site / "_posts" / f"2026-11-03-{number:02}.md").write_text(CLEAN.format(title=f"Chair {number}"))
    done = run("check", "--format", "json", "--jobs", "2", "_posts")
    assert sorted(verdicts(done).values()).count("hold") == 1
    assert len(verdicts(done)) == 32


def test_a_link_is_refused_although_the_system_cannot_open_below_a_folder(run: Run, site: Path):
    (site / "_posts" / "link.md").symlink_to("2026-11-02-a.md")
    done = run("check", "_posts/link.md")
    assert "The file is a symbolic link; links are not read." in done.stdout
    assert done.returncode == 1


def test_the_index_and_the_standard_input_are_checked(run: Run, site: Path):
    for words in (["init", "-q"], ["add", "_posts"]):
        subprocess.run(["git", *words], cwd=site, check=True)
    assert len(verdicts(run("check", "--staged", "--format", "json"))) == 2
    assert run("check", "-", "--stdin-filename", "_posts/c.md", stdin=DAMAGED).returncode == 1


def test_a_repair_is_proposed_and_written(run: Run, site: Path):
    post = site / "_posts" / "2026-11-02-b.md"
    assert run("repair", str(post)).returncode == 1
    assert run("repair", str(post), "--write").returncode == 0
    assert post.read_text().count(PARAGRAPH) == 1


def test_the_settings_are_written_shown_and_used(run: Run, site: Path):
    assert run("init").returncode == 0
    done = run("check", "--config", "content-quality.toml", "--format", "json", "_posts")
    assert len(verdicts(done)) == 2
    done = run("config", "show", "_posts/2026-11-02-a.md", "--config", "content-quality.toml")
    assert "posts/2026-11-02-a.md" in done.stdout
    done = run("doctor")
    assert "this is the command line alone" in done.stdout
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


SIMPLE = (["--version"], ["--help"], ["checks"], ["explain", "no-text", "--lang", "ja"], ["schema", "infer", "_posts"], ["completion", "bash"])  # fmt: skip


@pytest.mark.parametrize("words", SIMPLE, ids=" ".join)
def test_what_needs_no_pipeline_works(run: Run, words: list[str]):
    done = run(*words)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_a_waiver_is_written(run: Run, site: Path):
    (site / "content-quality.toml").write_text("")
    words = ["--check", "repeated-passage", "--reason", "a refrain", "--by", "Mira"]
    done = run("waive", "_posts/2026-11-02-b.md", *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert run("check", "--config", "content-quality.toml", "_posts/2026-11-02-b.md").returncode == 0


NEEDS = {
    "baseline": ["baseline"],
    "decisions": ["decisions"],
    "check --against": ["check", "_posts", "--against", "_posts"],
    "boilerplate": ["boilerplate", "_posts"],
    "rebuild": ["rebuild"],
    "alerts test": ["alerts", "test"],
}


@pytest.mark.parametrize("words", NEEDS.values(), ids=NEEDS.keys())
def test_what_needs_the_pipeline_says_so(run: Run, site: Path, words: list[str]):
    (site / "content-quality.toml").write_text("")
    done = run(*words)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert "This command needs" in done.stderr or "nothing has been decided yet" in done.stderr
