"""Every page "how to add" is followed step by step in a copy of the project.

A block of a page says what to do with it after its language: `add=PATH` writes a new file, `insert=PATH` puts lines behind
the line that the block's first line repeats, and `console` runs each line that starts with `$`; what it prints must hold
the lines below it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.patience import PATIENCE

PAGES = sorted((ROOT / "docs" / "extending").glob("*.md"))
BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<what>add|insert)=(?P<path>\S+))?\n(?P<body>.*?)^```$", re.M | re.S)
COPIED = ("include", "scripts", "expectations", "tests", "docs/checks", "pyproject.toml")


@dataclass(frozen=True)
class Step:
    language: str
    what: str | None
    path: str | None
    body: str


def steps(page: Path) -> list[Step]:
    return [
        Step(found["language"], found["what"], found["path"], found["body"])
        for found in BLOCK.finditer(page.read_text("utf-8"))
    ]


@pytest.fixture
def project_copy(tmp_path: Path) -> Path:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *COPIED],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, tmp_path / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    return tmp_path


def insert(root: Path, step: Step) -> None:
    path = root / str(step.path)
    first, *added = step.body.splitlines()
    lines = path.read_text("utf-8").splitlines()
    matching = [number for number, line in enumerate(lines) if line.strip() == first.strip()]
    assert len(matching) == 1, f"{step.path} must hold one line {first!r}; it has {len(matching)}"
    place = matching[0] + 1
    path.write_text("\n".join([*lines[:place], *added, *lines[place:], ""]), "utf-8")


def run(root: Path, step: Step) -> None:
    environment = os.environ | {"PYTHONPATH": f"{root / 'include'}{os.pathsep}{root}", "COLUMNS": "200"}
    printed = ""
    for line in step.body.splitlines():
        if not line.startswith("$ "):
            assert line.strip() in printed, f"{line!r} is not in {printed}"
            continue
        words = shlex.split(line.removeprefix("$ "))
        if words[0] == "content-quality":
            words = [sys.executable, "-m", "content_quality.cli", *words[1:]]
        elif words[0] == "python":
            words[0] = sys.executable
        done = subprocess.run(
            words, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        printed = done.stdout + done.stderr
        assert done.returncode in (0, 1), printed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_how_to_add_something_works_as_it_is_written(page: Path, project_copy: Path):
    followed = steps(page)
    assert any(step.language == "console" for step in followed), f"{page.name} shows nothing that can be run"
    for step in followed:
        if step.what == "add":
            target = project_copy / str(step.path)
            assert not target.exists(), f"{step.path} exists"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step.body, "utf-8")
        elif step.what == "insert":
            insert(project_copy, step)
        elif step.language == "console":
            run(project_copy, step)
