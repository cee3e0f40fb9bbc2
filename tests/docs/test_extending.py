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
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.patience import PATIENCE

INDEX = ROOT / "docs" / "extending" / "README.md"
PAGES = sorted(page for page in INDEX.parent.glob("*.md") if page != INDEX)
PRODUCT, CATALOGUE = ("include", "tests"), ".po"
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


@dataclass(frozen=True)
class Touched:
    """What somebody who follows a page has written: whole files, and lines in files that were there."""

    files: int
    lines_in_files: int
    changed: int
    lines_changed: int

    @classmethod
    def between(cls, before: dict[str, list[str]], after: dict[str, list[str]]) -> Touched:
        new = {path: lines for path, lines in after.items() if path not in before}
        changed = [added(before[path], lines) for path, lines in after.items() if before.get(path, lines) != lines]
        return cls(len(new), sum(map(len, new.values())), len(changed), sum(changed))

    @property
    def cells(self) -> str:
        return f"{self.files} | {self.lines_in_files} | {self.changed} | {self.lines_changed}"


def added(before: list[str], after: list[str]) -> int:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return sum(last - first for kind, _, _, first, last in matcher.get_opcodes() if kind != "equal")


def product(root: Path) -> dict[str, list[str]]:
    """Return the lines of the files of the product and its tests; those of catalogues, which a command writes, do not count."""
    return {
        path.relative_to(root).as_posix(): []
        if path.suffix == CATALOGUE
        else path.read_text("utf-8", "replace").splitlines()
        for folder in PRODUCT
        for path in (root / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_how_to_add_something_works_as_it_is_written(page: Path, project_copy: Path):
    before = product(project_copy)
    followed = steps(page)
    assert any(step.language == "console" for step in followed), f"{page.name} shows nothing that can be run"
    follow(project_copy, followed)
    touched = Touched.between(before, product(project_copy))
    row = re.search(rf"^\| \[[^\]]+\]\({page.name}\) \| [^|]+ \| (?P<cells>.+) \|$", INDEX.read_text("utf-8"), re.M)
    assert row, f"{INDEX.name} must have a row for {page.name}: {touched.cells}"
    assert row["cells"] == touched.cells


def follow(root: Path, followed: list[Step]) -> None:
    for step in followed:
        if step.what == "add":
            target = root / str(step.path)
            assert not target.exists(), f"{step.path} exists"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(step.body, "utf-8")
        elif step.what == "insert":
            insert(root, step)
        elif step.language == "console":
            run(root, step)


def test_the_index_names_every_page_once():
    named = re.findall(r"\]\(([\w-]+\.md)\)", INDEX.read_text("utf-8"))
    assert sorted(named) == [page.name for page in PAGES]
