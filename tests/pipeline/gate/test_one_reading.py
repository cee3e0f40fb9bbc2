"""A post is read once per version: in a child process with limits, by the inspection. All later stages use its facts."""

from __future__ import annotations

import dataclasses
import os
from collections import Counter
from pathlib import Path

import pytest

from content_quality import cli
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.document.post import Post
from content_quality.core.gate.decide import Verdict
from content_quality.core.settings import WaiverRules
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.ingest.reuse_inspections import reuse_inspections
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT
from tests.pipeline.steps import compare, finish, freeze, inspect_all
from tests.pipeline.wire import Wire

NAMES = ("2026-11-02-a.md", "2026-11-02-b.md", "2026-11-02-c.md")
REFERRING = CLEAN.replace("date:", "image: /img/quay.png\nrelated: [2026-11-02-a, 2026-11-02-b]\ndate:")


@pytest.fixture
def readings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a line for each reading: the process, and the path of the post."""
    log = tmp_path / "readings"
    sound = Post.read.__func__  # type: ignore[attr-defined] # a class method's function

    def noted(cls: type[Post], data: bytes, path: str, *more: str | None, **named: str | None) -> Post:
        with log.open("a") as file:  # children write here, too
            file.write(f"{os.getpid()} {path}\n")
        post: Post = sound(cls, data, path, *more, **named)
        return post

    monkeypatch.setattr(Post, "read", classmethod(noted))
    log.touch()
    return log


def drained(log: Path) -> tuple[Counter[str], int]:
    """Return how often each post was read, and how many of the readings happened in this process; begin anew."""
    lines = [line.split(" ", 1) for line in log.read_text().splitlines()]
    log.write_text("")
    return Counter(path for _, path in lines), sum(process == str(os.getpid()) for process, _ in lines)


def test_a_batch_reads_each_post_once_and_in_a_child(project: Project, readings: Path):
    (project.root / "img").mkdir()
    (project.root / "img" / "ferry.png").touch()
    for name, text in zip(NAMES, (CLEAN.format(title="Chairs"), CUT, REFERRING.format(title="Chairs")), strict=True):
        write_post(project, name, text)
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    assert drained(readings) == (Counter(f"_posts/{name}" for name in NAMES), 0)
    compare(project, batch_id)
    drained(readings)  # the comparison has a reading of its own
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    decisions = finish(project, batch_id)
    deliver_alerts(project, Wire(), NOW)
    assert drained(readings) == (Counter(), 0)
    assert {finding.check for finding in decisions[f"posts/{NAMES[2]}"].findings} >= {
        "missing-image",
        "title-used-twice",
    }


def test_a_check_of_a_folder_reads_each_post_once_and_in_a_child(
    tmp_path: Path, readings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "site" / "img").mkdir(parents=True)
    (tmp_path / "site" / "img" / "ferry.png").touch()
    (tmp_path / "site" / "_config.yml").touch()
    for name, text in zip(NAMES, (CLEAN.format(title="Chairs"), CUT, REFERRING.format(title="Chairs")), strict=True):
        (tmp_path / "site" / name).write_text(text)
    monkeypatch.chdir(tmp_path / "site")
    assert cli.main(["check", "."]) == 1
    out = capsys.readouterr().out
    assert "title-used-twice" in out
    assert "missing-image" in out
    assert drained(readings) == (Counter(NAMES), 0)


def without_outlines(files: BatchFiles, checks_digest: str) -> None:
    """Write the results anew as an earlier version of the program wrote them."""
    for path in (files.folder / "results").glob("*.jsonl"):
        found = [dataclasses.replace(one, outline=None) for one, _ in files.results(checks_digest)]
        files.write_results(path.stem, checks_digest, NOW, found)


def test_an_inspection_of_an_earlier_version_holds_and_is_made_again(project: Project):
    write_post(project, NAMES[0], CLEAN.format(title="Chairs"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    compare(project, batch_id)
    files = BatchFiles.of(project.workspace, batch_id)
    without_outlines(files, project.checks_digest)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    decision = finish(project, batch_id)[f"posts/{NAMES[0]}"]
    assert (decision.verdict, decision.reasons) == (Verdict.HOLD, ("not-inspected",))
    again = freeze(project)  # what was held for lack of evidence is read again
    posts = BatchFiles.of(project.workspace, again).manifest().posts
    assert reuse_inspections(project, BatchFiles.of(project.workspace, again), posts) == frozenset()
    inspect_all(project, again)
    compare(project, again)
    gate_batch.load_inspections(project, again, NOW)
    gate_batch.validate_batch(project, again)
    assert finish(project, again)[f"posts/{NAMES[0]}"].released


def test_one_post_full_of_spaces_does_not_stop_the_decision_about_the_others(project: Project):
    site = dataclasses.replace(
        project, settings=dataclasses.replace(project.settings, waivers=WaiverRules(inline=True)), today=NOW.date()
    )
    hostile = "<!--" + " " * 16_000 + "content-quality: allow a -- " + " " * 16_000 + "x"
    write_post(site, NAMES[0], CLEAN.format(title="Chairs"))
    write_post(site, NAMES[1], CLEAN.format(title="Tables") + hostile)
    batch_id = freeze(site)
    inspect_all(site, batch_id)
    compare(site, batch_id)
    gate_batch.load_inspections(site, batch_id, NOW)
    gate_batch.validate_batch(site, batch_id)
    assert finish(site, batch_id)[f"posts/{NAMES[0]}"].released
