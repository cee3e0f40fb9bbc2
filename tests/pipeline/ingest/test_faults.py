"""What goes wrong with one post stops nobody else's, and nothing that is missing or edited passes for evidence."""

from __future__ import annotations

import ctypes
import dataclasses
import faulthandler
import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.site import sources
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.files import append_line, read_lines
from content_quality.core.document.post import Post
from content_quality.core.gate.decide import Verdict
from content_quality.core.settings import Limits
from content_quality.pipeline.archive.audit_archive import audit_archive
from content_quality.pipeline.gate import decide_batch, gate_batch, release_batch
from content_quality.pipeline.gate.gate_batch import PolicyChanged
from content_quality.pipeline.gate.release_batch import ReleaseIncomplete
from content_quality.pipeline.ingest import inspect_shard, read_sources
from content_quality.pipeline.ingest.read_sources import Request
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, ROOT, write_post
from tests.pipeline.steps import compare, freeze, gate, inspect_all

LATER = NOW + timedelta(hours=1)


def test_a_post_that_cannot_be_written_leaves_the_others_free(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    write_post(project, "2026-11-02-z.md", CLEAN.format(title="Z"))
    (project.workspace.release / "posts" / "posts" / "2026-11-02-a.md").mkdir(
        parents=True
    )  # a folder stands in its way
    with pytest.raises(ReleaseIncomplete, match=r"1 posts released, 1 could not be: posts/2026-11-02-a.md"):
        gate(project)
    assert set(ReleaseFolder(project.workspace.release).newest()) == {"posts/2026-11-02-z.md"}


def test_the_longest_file_names_are_released(project: Project):
    name = "あ" * 84 + ".md"
    assert len(name.encode()) == 255
    write_post(project, name, CLEAN.format(title="A"))
    (decision,) = gate(project).values()
    assert ReleaseFolder(project.workspace.release).newest()[decision.post_id].sha256 == decision.sha256


def test_names_that_are_not_utf_8_are_held_one_by_one(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    for name in (b"\xff.md", b"\xfe.md"):
        Path(str(project.root / "_posts"), name.decode("utf-8", "surrogateescape")).write_text("x")
    decisions = gate(project, LATER + timedelta(days=30))
    assert {name: decision.verdict for name, decision in decisions.items()} == {
        "posts/%FE.md": Verdict.HOLD,
        "posts/%FF.md": Verdict.HOLD,
        "posts/2026-11-02-a.md": Verdict.CLEAR,
    }
    assert read_sources.ingest(project, Request(), LATER + timedelta(days=31)).batch_id is None


def test_a_check_that_crashes_on_one_post_holds_that_post_only_and_it_is_tried_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="B"))
    checks = inspect_shard.CHECKS

    def crash(post, settings):
        if post.path.endswith("a.md"):
            raise ZeroDivisionError
        return ()

    with monkeypatch.context() as patched:
        patched.setattr(inspect_shard, "CHECKS", (dataclasses.replace(checks[0], function=crash), *checks[1:]))
        decisions = gate(project)
    assert decisions["posts/2026-11-02-a.md"].reasons == ("crashed-check",)
    assert decisions["posts/2026-11-02-b.md"].released
    assert gate(project, LATER)["posts/2026-11-02-a.md"].released


def test_numbers_that_json_cannot_hold_are_words_of_the_finding(project: Project):
    (project.root / "_posts" / "2026-11-02-a.md").write_text(
        CLEAN.format(title=".nan").replace("title:", "reading_time: .inf\nweight: -.inf\ntitle:")
    )
    (decision,) = gate(project, LATER + timedelta(days=30)).values()
    assert "crashed-check" not in decision.reasons
    assert {"inf", "-inf"} <= {value for finding in decision.findings for value in finding.message.values.values()}


def hang(post, settings):
    while True:
        pass


def segfault(post, settings):
    end_the_interpreter()


def end_the_interpreter() -> None:
    faulthandler.disable()  # pytest's; where all of Airflow is loaded, its report alone takes longer than a post may
    ctypes.string_at(0)


@pytest.mark.parametrize(("fault", "reason"), [(hang, "unreadable-post"), (segfault, "crashed-check")])
def test_a_post_that_hangs_or_ends_the_interpreter_is_held_alone(
    project: Project, monkeypatch: pytest.MonkeyPatch, fault, reason: str
):
    project = dataclasses.replace(
        project, settings=dataclasses.replace(project.settings, limits=Limits(seconds_per_post=1))
    )
    for name in "abc":
        write_post(project, f"2026-11-02-{name}.md", CLEAN.format(title=name))
    checks = inspect_shard.CHECKS
    faulty = dataclasses.replace(
        checks[0], function=lambda post, settings: fault(post, settings) if post.stem.endswith("b") else ()
    )
    monkeypatch.setattr(inspect_shard, "CHECKS", (faulty, *checks[1:]))
    decisions = gate(project)
    assert {name: decision.released for name, decision in decisions.items()} == {
        "posts/2026-11-02-a.md": True,
        "posts/2026-11-02-b.md": False,
        "posts/2026-11-02-c.md": True,
    }
    held = decisions["posts/2026-11-02-b.md"]
    assert held.reasons == (reason,)
    assert len(held.findings) == 1  # one sentence, and not one per check that did not run


def test_what_could_not_be_inspected_is_read_by_no_other_step(project: Project, monkeypatch: pytest.MonkeyPatch):
    project = dataclasses.replace(
        project, settings=dataclasses.replace(project.settings, limits=Limits(seconds_per_post=1))
    )
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="B"))
    read = Post.read

    def reading(data: bytes, path: str, *known: str | None, language: str = "") -> Post:
        if path.endswith("b.md"):
            end_the_interpreter()
        return read(data, path, *known, language=language)

    monkeypatch.setattr(Post, "read", reading)
    assert {name: decision.released for name, decision in gate(project).items()} == {
        "posts/2026-11-02-a.md": True,
        "posts/2026-11-02-b.md": False,
    }
    write_post(project, "2026-11-02-c.md", CLEAN.format(title="C"))
    assert gate(project, LATER)["posts/2026-11-02-c.md"].released
    audit = audit_archive(project, "20261109T000000Z", LATER)
    assert (audit.posts, audit.hold) == (3, 1)


@pytest.mark.parametrize("garbage", [1, None, "a finding"])
def test_a_check_that_returns_garbage_counts_as_crashed(
    project: Project, monkeypatch: pytest.MonkeyPatch, garbage: object
):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    checks = inspect_shard.CHECKS
    monkeypatch.setattr(
        inspect_shard,
        "CHECKS",
        (dataclasses.replace(checks[0], function=lambda post, settings: [garbage]), *checks[1:]),
    )
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    (inspection,) = gate_batch.inspections(project, BatchFiles.of(project.workspace, batch_id))
    assert inspection.error


def test_a_suite_edited_while_it_judges_is_no_evidence(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    shutil.copytree(ROOT / "expectations", tmp_path / "expectations")
    own = dataclasses.replace(project, expectations=tmp_path / "expectations")
    write_post(own, "2026-11-02-a.md", CLEAN.format(title="A"))
    batch_id = freeze(own)
    inspect_all(own, batch_id)
    gate_batch.load_inspections(own, batch_id, NOW)
    judge = gate_batch.judge

    def judge_and_edit(*arguments):
        said = judge(*arguments)
        path = own.expectations / "site_tolerances.json"
        path.write_text(path.read_text().replace('"max_value": 0.2', '"max_value": 0.1'))
        return said

    monkeypatch.setattr(gate_batch, "judge", judge_and_edit)
    with pytest.raises(PolicyChanged):
        gate_batch.validate_batch(own, batch_id)
    assert decide_batch.decide_batch(own, batch_id, "run", NOW).hold == 1


def test_an_expectation_without_words_for_its_failure_is_refused(project: Project, tmp_path: Path):
    shutil.copytree(ROOT / "expectations", tmp_path / "expectations")
    path = tmp_path / "expectations" / "site_tolerances.json"
    suite = json.loads(path.read_text())
    silent = {
        "type": "expect_column_values_to_be_between",
        "kwargs": {"column": "characters", "min_value": 100_000},
        "severity": "critical",
    }
    suite["expectations"].append({**silent, "meta": {"says": "too short"}})
    path.write_text(json.dumps(suite))
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    (decision,) = gate(dataclasses.replace(project, expectations=tmp_path / "expectations")).values()
    assert decision.verdict is Verdict.HOLD


def test_an_older_batch_decided_late_does_not_bring_its_bytes_back(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Old"))
    first = freeze(project)
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="New"))
    second = freeze(project, NOW - timedelta(days=3))  # the clock was set back
    assert second > first
    for batch_id in (second, first):
        inspect_all(project, batch_id)
        compare(project, batch_id)
        gate_batch.load_inspections(project, batch_id, NOW)
        gate_batch.validate_batch(project, batch_id)
        decide_batch.decide_batch(project, batch_id, "run", NOW)
        release_batch.publish(project)
        release_batch.release_batch(project, batch_id, NOW)
    assert "New" in ReleaseFolder(project.workspace.release).target("posts/2026-11-02-a.md").read_text()


def test_a_folder_that_became_a_link_after_the_listing_is_not_followed(tmp_path: Path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.md").write_text("secret")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "folder").symlink_to(tmp_path / "outside")
    with pytest.raises(Refused, match="symbolic link"):
        sources.read_below(tmp_path / "posts", "folder/a.md", 100)


def test_half_a_line_that_a_crash_left_behind_is_no_line(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    append_line(path, {"n": 1})
    with path.open("ab") as file:
        file.write(b'{"n": 2, "half')
    assert list(read_lines(path)) == [{"n": 1}]
    append_line(path, {"n": 3})
    assert list(read_lines(path)) == [{"n": 1}, {"n": 3}]


def test_a_damaged_snapshot_is_repaired_by_the_sound_file(project: Project):
    sha256 = project.snapshots.keep(b"words")
    project.snapshots.path(sha256).write_bytes(b"w0rds")
    assert project.snapshots.keep(b"words") == sha256
    assert project.snapshots.read(sha256) == b"words"
