"""What an earlier run of the command line kept: believed only when it is this machine's, whole, and about these bytes."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from content_quality.adapters.state import inspection_cache
from content_quality.adapters.state.inspection_cache import InspectionCache, entries_of, open_cache, shrink
from content_quality.checks import CHECKS
from content_quality.core.inspection import Inspection, inspect
from content_quality.core.settings import Settings
from tests.conftest import ROOT
from tests.patience import PATIENCE

POST = ROOT / "samples" / "site" / "_posts" / "2026-11-11-alt-text-at-scale.md"


@pytest.fixture
def made() -> Inspection:
    return inspect(POST.read_bytes(), "a.md", CHECKS, Settings(), "a.md")


@pytest.fixture
def cache(tmp_path: Path) -> InspectionCache:
    return InspectionCache(tmp_path, "these checks")


def get(cache: InspectionCache, made: Inspection) -> Inspection | None:
    return cache.get(made.post_id, made.path, made.sha256)


def test_an_inspection_comes_back_as_it_went_in(cache: InspectionCache, made: Inspection):
    assert get(cache, made) is None
    cache.put(made)
    assert get(cache, made) == made


def test_a_fix_comes_back_with_its_finding(cache: InspectionCache):
    made = inspect(
        b"\xef\xbb\xbf\n---\ntitle: Rooms\n---\n\n##Rooms\n\nThe rooms open at nine.\n",
        "a.md",
        CHECKS,
        Settings(),
        "a.md",
    )
    cache.put(made)
    found = get(cache, made)
    assert found
    assert [one.fix for one in found.findings] == [one.fix for one in made.findings]
    assert any(one.fix for one in found.findings)


def test_other_bytes_another_path_and_another_program_find_nothing(
    cache: InspectionCache, made: Inspection, tmp_path: Path
):
    cache.put(made)
    assert cache.get("a.md", "a.md", "0" * 64) is None
    assert cache.get("a.md", "b.md", made.sha256) is None
    assert cache.get("b.md", "a.md", made.sha256) is None
    assert get(InspectionCache(tmp_path, "other checks"), made) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data[:70],
        lambda data: data.replace(b"blocker", b"warning"),
        lambda data: b"0" * 64 + data[64:],
        lambda data: data + b" ",
        lambda data: b"[" * 100_000,
    ],
)
def test_a_damaged_entry_is_not_believed(cache: InspectionCache, made: Inspection, tmp_path: Path, damage):
    cache.put(made)
    ((_, _, path),) = entries_of(tmp_path)
    assert damage(path.read_bytes()) != path.read_bytes()
    path.write_bytes(damage(path.read_bytes()))
    assert get(cache, made) is None
    cache.put(made)
    assert get(cache, made) == made


def test_an_entry_of_another_machine_or_under_another_name_is_not_believed(made: Inspection, tmp_path: Path):
    ours, theirs = (InspectionCache(_made(tmp_path / name), "these checks") for name in ("ours", "theirs"))
    theirs.put(made)
    ((_, _, foreign),) = entries_of(tmp_path / "theirs")
    ours.put(made)
    ((_, _, own),) = entries_of(tmp_path / "ours")
    own.write_bytes(foreign.read_bytes())
    assert get(ours, made) is None
    other = dataclasses.replace(made, path="b.md", post_id="b.md")
    ours.put(other)
    renamed = next(path for _, _, path in entries_of(tmp_path / "ours") if path != own)
    own.write_bytes(renamed.read_bytes())
    assert get(ours, made) is None


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_what_crashed_or_could_not_be_read_is_tried_again(cache: InspectionCache, made: Inspection, tmp_path: Path):
    crashed = dataclasses.replace(made.results[0], error="it crashed")
    cache.put(dataclasses.replace(made, results=(crashed, *made.results[1:])))
    cache.put(dataclasses.replace(made, facts=None))
    assert entries_of(tmp_path) == []


def test_the_entries_that_were_used_longest_ago_go_first(cache: InspectionCache, made: Inspection, tmp_path: Path):
    posts = [dataclasses.replace(made, path=f"{number}.md", post_id=f"{number}.md") for number in range(8)]
    for number, post in enumerate(posts):
        cache.put(post)
        for _, _, path in entries_of(tmp_path):
            if path.stat().st_mtime > 1_000:
                os.utime(path, (number, number))
    get(cache, posts[0])
    size = sum(size for _, size, _ in entries_of(tmp_path)) // 8
    deleted, freed = shrink(tmp_path, 7 * size)
    assert deleted == freed // size == 3
    assert [post.path for post in posts if get(cache, post) is None] == ["1.md", "2.md", "3.md"]


def test_a_folder_that_others_may_write_to_is_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(inspection_cache.VARIABLE, str(_made(tmp_path / "shared")))
    (tmp_path / "shared").chmod(0o777)
    assert open_cache("x") is None
    (tmp_path / "shared").chmod(0o700)
    assert open_cache("x")
    monkeypatch.setenv(inspection_cache.VARIABLE, "")
    assert open_cache("x") is None
    monkeypatch.setenv(inspection_cache.VARIABLE, str(POST))
    assert open_cache("x") is None


def run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "content_quality.cli", *arguments]
    variables = os.environ | {inspection_cache.VARIABLE: str(folder)}
    done = subprocess.run(
        command, env=variables, cwd=POST.parent, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    return done.stdout


def test_a_second_run_reports_the_same_and_clean_deletes_everything(tmp_path: Path):
    first, second = (run(tmp_path, "check", "--format", "json", ".") for _ in range(2))
    assert json.loads(first)["posts"]
    assert first == second
    assert len(entries_of(tmp_path)) == len(list(POST.parent.iterdir()))
    assert "30 inspections" in run(tmp_path, "cache", "show")
    assert run(tmp_path, "cache", "clean").startswith("30 inspections deleted")
    assert run(tmp_path, "check", "--no-cache", "--format", "json", ".") == first
    assert entries_of(tmp_path) == []
