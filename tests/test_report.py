"""The command line and its report, as the published schema says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import jsonschema
import psutil
import pytest

from tests.conftest import CLEAN
from tests.patience import PATIENCE, until

SCHEMA = json.loads(resources.files("content_quality.core.report").joinpath("report.schema.json").read_text("utf-8"))
SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "site"


def check(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "content_quality.cli", "check", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE, check=False)


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
        places = [
            (found["line"], found["column"], found["end_line"], found["end_column"]) for found in post["findings"]
        ]
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
    assert (finding["category"], finding["severity"], finding["line"], finding["column"]) == (
        "inspection",
        "blocker",
        5,
        7,
    )


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
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert "HEAVY []" in done.stdout


@pytest.mark.parametrize("name", ["a.md", "deep/b.mdx", "c.markdown"])
def test_paths_are_said_as_the_user_types_them(tmp_path: Path, name: str):
    (tmp_path / "posts" / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "posts" / name).write_text(CLEAN.format(title="A"))
    for argument in ("posts", "posts/", f"posts/{name}"):
        (post,) = json.loads(check("--format", "json", argument, cwd=tmp_path).stdout)["posts"]
        assert post["path"] == f"posts/{name}"


HOSTILE_NAMES = [
    b"line\n99 posts: 0 hold.md", b"quo'te\".md", b"{{ x }}.md", "\u202ertl.md".encode(), b"\xff\xfe.md", b"-rf.md",
    b"a" * 252 + b".md", b"\x1b[31mred.md", b"=HYPERLINK(1).md", "が.md".encode(), "か\u3099.md".encode(),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_names_of_files_break_neither_json_nor_lines_nor_a_poor_terminal(tmp_path: Path, encoding: str):
    for name in HOSTILE_NAMES:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"cut \xff")
    command = [sys.executable, "-m", "content_quality.cli", "check", "."]
    environment = os.environ | {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=PATIENCE, check=False, env=environment)
    assert told.returncode == 1, told.stderr
    lines = told.stdout.decode(encoding).splitlines()
    assert [line for line in lines if line.startswith("99 posts")] == []
    assert f"{len(HOSTILE_NAMES)} posts: {len(HOSTILE_NAMES)} hold, 0 review, 0 clear." in lines
    assert b"\x1b" not in told.stdout
    told = subprocess.run(
        [*command, "--format", "json"],
        cwd=tmp_path,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env=environment,
    )
    report = json.loads(told.stdout.decode("utf-8"))
    jsonschema.validate(report, SCHEMA)
    assert report["summary"]["hold"] == len(HOSTILE_NAMES)


def test_what_the_system_does_not_let_be_read_is_undecided(tmp_path: Path):
    done = check("--format", "json", "/proc/self/mem", cwd=tmp_path)
    (post,) = json.loads(done.stdout)["posts"]
    assert done.returncode == 2
    assert post["verdict"] == "hold"
    assert "cannot be read" in post["error"]
    assert [finding["check"] for finding in post["findings"]] == ["unreadable-post"]
    assert check("", cwd=tmp_path).returncode == 2  # and not the current folder
    assert check("--jobs", "-1", ".", cwd=tmp_path).returncode == 2


def test_a_reader_that_goes_away_costs_no_traceback(tmp_path: Path):
    (tmp_path / "bad.md").write_bytes(b"\xff" * 100)
    command = [sys.executable, "-m", "content_quality.cli", "check", "bad.md"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 2


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Programs that are started hear Ctrl-C, even when this one runs as a shell's background job, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_ends_quietly_and_leaves_no_process(tmp_path: Path, interruptible: None):
    for number in range(60):
        (tmp_path / f"{number}.md").write_text("- a\n" * 20_000)
    command = [sys.executable, "-m", "content_quality.cli", "check", "."]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        family = psutil.Process(process.pid)
        until(lambda: len(family.children(recursive=True)) >= 2)  # the workers, or what they inspect in
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (130, b"")
    assert [one for one in psutil.process_iter(["cmdline", "cwd"]) if one.info["cwd"] == str(tmp_path)] == []


def used_twice(*arguments: str, cwd: Path) -> dict[str, list[tuple[str, str, int, str]]]:
    posts = json.loads(check("--format", "json", *arguments, cwd=cwd).stdout)["posts"]
    found = {post["path"]: [one for one in post["findings"] if "-used-twice" in one["check"]] for post in posts}
    return {
        path: [(one["check"], one["severity"], one["line"], one["message"]) for one in findings]
        for path, findings in found.items()
    }


def test_a_folder_is_looked_through_for_titles_slugs_and_permalinks_that_stand_twice(tmp_path: Path):
    keys = {
        "a.md": "permalink: /quay/",
        "b.md": "slug: ferry",
        "c.md": "slug: ferry",
        "en/d.md": "permalink: /quay/index.html",
        "en/a.md": "permalink: /quay/",
    }
    for name, line in keys.items():
        (tmp_path / "posts" / name).parent.mkdir(parents=True, exist_ok=True)
        title = "The quay" if name in ("b.md", "en/a.md") else name
        (tmp_path / "posts" / name).write_text(CLEAN.format(title=title).replace("---\n\n", f"{line}\n---\n\n"))
    (tmp_path / "posts" / "e.md").write_text(CLEAN.format(title="The quay"))
    found = used_twice("posts", cwd=tmp_path)
    slug, title = (
        "This slug is also used in this folder by posts/{}.md.",
        "This title is also used by posts/{}.md.",
    )
    permalink = "The address /quay/ is also used by {}."
    assert found == {
        "posts/a.md": [("permalink-used-twice", "blocker", 4, permalink.format("posts/en/a.md, posts/en/d.md"))],
        "posts/b.md": [
            ("title-used-twice", "warning", 2, title.format("e")),
            ("slug-used-twice", "warning", 4, slug.format("c")),
        ],
        "posts/c.md": [("slug-used-twice", "warning", 4, slug.format("b"))],
        "posts/e.md": [("title-used-twice", "warning", 2, title.format("b"))],
        "posts/en/a.md": [("permalink-used-twice", "blocker", 4, permalink.format("posts/a.md, posts/en/d.md"))],
        "posts/en/d.md": [("permalink-used-twice", "blocker", 4, permalink.format("posts/a.md, posts/en/a.md"))],
    }
    assert not any(
        used_twice("posts/b.md", "posts/c.md", cwd=tmp_path).values()
    )  # of single files nobody knows the site
    (tmp_path / "posts" / "en" / "d.md").unlink()
    assert (
        not found["posts/a.md"] == used_twice("posts", cwd=tmp_path)["posts/a.md"] == []
    )  # the same file in the folder of a language
