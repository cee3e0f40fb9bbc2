"""The wheel alone is a whole command line: built here, installed into a clean environment, and tried.

The packages that it asks for come from the environment of the tests, and only those: no network is needed, and a package that
the wheel does not ask for is missing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import CLEAN, ROOT
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow
OF_THE_PIPELINE = {"apache-airflow", "great-expectations", "duckdb", "pandas", "fastapi", "jinja2", "cryptography"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)
    (built,) = folder.glob("*.whl")
    return built


def requirements(lines: list[str]) -> Iterator[Requirement]:
    for requirement in map(Requirement, lines):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement


def closure(wheel: Path) -> dict[str, metadata.Distribution]:
    """Return what an installer would install for the wheel, by name, from the environment of the tests."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        about = metadata.PathDistribution(zipfile.Path(archive, name.rpartition("/")[0] + "/"))
        waiting = list(requirements(about.requires or []))
    found: dict[str, metadata.Distribution] = {}
    while waiting:
        requirement = waiting.pop()
        if requirement.name.lower() not in found:
            package = metadata.distribution(requirement.name)
            assert package.version in requirement.specifier
            found[requirement.name.lower()] = package
            waiting += requirements(package.requires or [])
    return found


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command."""
    folder = tmp_path_factory.mktemp("clean")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=PATIENCE)
    (packages,) = folder.glob("lib/python*/site-packages")
    for package in closure(wheel).values():
        for file in package.files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                target = packages / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(Path(str(file.locate())), target)
    uv = Path(sys.executable).parent / "uv"
    install = [
        str(uv),
        "pip",
        "install",
        "--offline",
        "--no-deps",
        "--python",
        str(folder / "bin" / "python"),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True, timeout=PATIENCE)
    return folder / "bin" / "content-quality"


def run(command: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return subprocess.run(
        [str(command), *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def test_the_wheel_asks_for_nothing_of_the_pipeline(wheel: Path):
    assert OF_THE_PIPELINE.isdisjoint(closure(wheel))


def test_the_wheel_holds_suites_profiles_and_catalogues_and_nothing_left_over(wheel: Path):
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "expectations/site_tolerances.json",
        "check_pages/no-text.md",
        "agent_server/SKILL.md",
        "core/document/profiles/hugo.json",
        "locales/ja.po",
        "core/report/report.schema.json",
    ):
        assert f"content_quality/{name}" in names
    assert [name for name in names if name.endswith((".pyc", ".orig", "~")) or name.startswith("tests")] == []


def test_an_airflow_finds_plugin_and_dags_in_the_wheel(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        (entries,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert (
            "[airflow.plugins]\ncontent_quality = content_quality.airflow_plugin.registration:"
            in archive.read(entries).decode()
        )
        assert "content_quality/orchestration/dags/gate_posts.py" in archive.namelist()


def test_the_samples_are_judged_as_in_this_project(command: Path, tmp_path: Path):
    shutil.copytree(ROOT / "samples" / "site", tmp_path / "site")
    done = run(command, "check", "--format", "json", ".", cwd=tmp_path / "site")
    assert done.stdout, done.stderr
    summary = json.loads(done.stdout)["summary"]
    here = [sys.executable, "-m", "content_quality.cli", "check", "--format", "json", "."]
    own = subprocess.run(
        here, cwd=ROOT / "samples" / "site", capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, summary) == (own.returncode, json.loads(own.stdout)["summary"])
    assert summary["posts"] == 30


def test_the_suites_in_the_wheel_are_asked(command: Path, tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / "posts" / f"{name}.md").parent.mkdir(exist_ok=True)
        (tmp_path / "posts" / f"{name}.md").write_text(CLEAN.format(title="The quay"))
    done = run(command, "check", "--format", "json", "posts", cwd=tmp_path)
    findings = [finding["check"] for post in json.loads(done.stdout)["posts"] for finding in post["findings"]]
    assert findings.count("title-used-twice") == 2


def test_a_new_user_can_begin(command: Path, tmp_path: Path):
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_posts" / "2026-11-02-a.md").write_text(CLEAN.format(title="A"))
    (tmp_path / "_config.yml").write_text("title: Quay\n")
    assert run(command, "init", cwd=tmp_path).returncode == 0
    assert run(command, "check", "--config", "content-quality.toml", "_posts", cwd=tmp_path).returncode == 0
    told = run(command, "doctor", cwd=tmp_path)
    assert (told.returncode, "packages are installed" in told.stdout) == (0, True), told.stdout + told.stderr
    for words in (["--version"], ["checks"], ["explain", "no-text", "--lang", "ja"], ["completion", "fish"]):
        assert run(command, *words, cwd=tmp_path).returncode == 0
    assert "COMMAND" in run(command, cwd=tmp_path).stderr
    for words, extra in (("baseline", "airflow"), ("lsp", "lsp"), ("mcp", "mcp")):
        done = run(command, words, cwd=tmp_path)
        told = f"pip install 'content-quality[{extra}]'"
        assert (done.returncode, done.stdout, told in done.stderr) == (2, "", True), done.stderr
