"""The files in the folder that a post owns are decided with the post, leave with it, and are verified with it."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from content_quality import cli
from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.gate.decide import Verdict
from content_quality.core.settings import Release, reader
from content_quality.pipeline.gate import decide_batch, gate_batch, release_batch
from content_quality.pipeline.ingest.read_sources import Request, changed_since_ingestion, ingest
from content_quality.pipeline.project import Project
from tests.conftest import NOW, ROOT
from tests.pipeline.steps import compare, freeze, gate, inspect_all

POST = "posts/blog/chairs/index.md"
PICTURE = "blog/chairs/cover.png"
WORDS = """---
title: "{title}"
date: 2026-11-02T09:00:00+09:00
---

The reading room of the town library opens at nine, and by ten every chair near the windows is taken.
Nobody planned it that way. The chairs were bought for a reform of the building that was never finished.
"""
HELD = WORDS + "\nThe last chair was delivered on a \ufffd\ufffd morning in the spring of that year.\n"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def site(tmp_path: Path) -> Project:
    """A Hugo site with a post in a folder of its own, beside a picture and a table."""
    settings = reader.loads(
        '[site]\nname = "Test"\ngenerator = "hugo"\n[[sources]]\nname = "posts"\npath = "content"\n'
    )
    site = Project(tmp_path, settings, Workspace(tmp_path / "var"), ROOT / "expectations")
    write(site, "blog/chairs/index.md", WORDS.format(title="Chairs"))
    write(site, PICTURE, b"a picture")
    write(site, "blog/chairs/data/chairs.csv", b"room,chairs\nreading,40\n")
    return site


def write(site: Project, name: str, data: str | bytes, at: datetime = NOW) -> Path:
    path = site.root / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    os.utime(path, (at.timestamp() - 3600,) * 2)
    return path


def released(site: Project) -> dict[str, bytes]:
    """Return everything in the release folder."""
    folder = site.workspace.release / "posts" / "posts"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def verified(site: Project) -> int:
    manifest = str(site.workspace.release / "manifest.jsonl")
    return cli.main(["gate", str(site.root / "content"), "--root", str(site.root), "--manifest", manifest])


def releasing(site: Project, **release: object) -> Project:
    chosen = Release(**release)  # type: ignore[arg-type] # the settings' own names
    return dataclasses.replace(site, settings=dataclasses.replace(site.settings, release=chosen))


def test_a_released_post_takes_the_files_of_its_folder_along_and_the_manifest_names_them(site: Project):
    decision = gate(site)[POST]
    assert released(site) == {
        "blog/chairs/index.md": WORDS.format(title="Chairs").encode(),
        PICTURE: b"a picture",
        "blog/chairs/data/chairs.csv": b"room,chairs\nreading,40\n",
    }
    entry = ReleaseFolder(site.workspace.release).newest()[POST]
    assert [file.name for file in entry.files or ()] == ["cover.png", "data/chairs.csv"]
    assert entry.files == decision.files
    line = json.loads((site.workspace.release / "manifest.jsonl").read_text().splitlines()[0])
    assert [one["name"] for one in line["subject"]] == [
        "content/blog/chairs/index.md", "content/blog/chairs/cover.png", "content/blog/chairs/data/chairs.csv",
    ]  # fmt: skip
    assert verified(site) == 0


def test_a_held_post_releases_neither_its_words_nor_its_files(site: Project):
    write(site, "blog/chairs/index.md", HELD)
    assert gate(site)[POST].verdict is Verdict.HOLD
    assert released(site) == {}


def test_other_bytes_a_further_file_and_a_missing_place_in_the_manifest_do_not_pass_the_gate(
    site: Project, capsys: pytest.CaptureFixture[str]
):
    gate(site)
    write(site, PICTURE, b"a pictura")
    assert verified(site) == 1
    assert "cover.png: it was released as other bytes" in capsys.readouterr().out
    write(site, PICTURE, b"a picture")
    further = write(site, "blog/chairs/data/further.png", b"never decided")
    assert verified(site) == 1
    assert "further.png: it lies in the folder of a post and was not released with it" in capsys.readouterr().out
    further.unlink()
    write(site, "blog/chairs/page.html", b"<script>")
    assert verified(site) == 1
    (site.root / "content/blog/chairs/page.html").unlink()
    write(site, "blog/chairs/.DS_Store", b"of a computer")
    write(site, "blog/section.png", b"the folder is not a post's own")
    assert verified(site) == 0


def test_a_changed_file_is_a_change_of_the_post_and_leaves_with_the_next_decision(site: Project):
    gate(site)
    assert ingest(site, Request(), LATER).batch_id is None
    write(site, PICTURE, b"another picture", LATER)
    assert changed_since_ingestion(site, LATER)
    batch = freeze(site, LATER)
    assert released(site)[PICTURE] == b"a picture"
    assert ingest(site, Request(), LATER).batch_id is None  # the batch waits for its decision
    inspect_all(site, batch, LATER)
    compare(site, batch, LATER)
    gate_batch.load_inspections(site, batch, LATER)
    gate_batch.validate_batch(site, batch)
    decide_batch.decide_batch(site, batch, "run", LATER)
    release_batch.publish(site)
    assert released(site)[PICTURE] == b"a picture"
    release_batch.release_batch(site, batch, LATER)
    assert released(site)[PICTURE] == b"another picture"
    assert verified(site) == 0
    assert ingest(site, Request(), LATER).batch_id is None


def test_a_changed_file_of_a_post_that_is_held_now_stays_as_it_was_released(site: Project):
    gate(site)
    write(site, PICTURE, b"another picture", LATER)
    write(site, "blog/chairs/index.md", HELD, LATER)
    gate(site, LATER)
    assert released(site)[PICTURE] == b"a picture"
    assert verified(site) == 1


def test_a_removed_file_goes_from_the_release(site: Project):
    gate(site)
    (site.root / "content" / PICTURE).unlink()
    gate(site, LATER)
    assert set(released(site)) == {"blog/chairs/index.md", "blog/chairs/data/chairs.csv"}
    write(site, PICTURE, b"a picture")
    assert verified(site) == 1


def test_a_crash_between_the_files_and_the_manifest_is_made_good_by_the_next_release(
    site: Project, monkeypatch: pytest.MonkeyPatch
):
    gate(site)
    write(site, PICTURE, b"another picture", LATER)
    with monkeypatch.context() as patch:
        patch.setattr(ReleaseFolder, "take_away_outdated", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        (site.root / "content/blog/chairs/data/chairs.csv").unlink()
        with pytest.raises(KeyboardInterrupt):
            gate(site, LATER)
    assert verified(site) == 2  # the manifest has no end
    batch = max(path.name for path in site.workspace.batches.iterdir())
    release_batch.release_batch(site, batch, LATER)
    assert set(released(site)) == {"blog/chairs/index.md", PICTURE}
    assert verified(site) == 0


@pytest.mark.parametrize("kind", ["link", "many", "large", "alike"])
def test_a_file_that_cannot_leave_holds_the_post_and_the_finding_names_the_file(site: Project, kind: str):
    if kind == "link":
        (site.root / "secret.png").write_bytes(b"a secret")
        (site.root / "content/blog/chairs/link.png").symlink_to(site.root / "secret.png")
    elif kind == "alike":
        write(site, "blog/chairs/Cover.png", b"another")
    limits = {"many": {"bundle_max_files": 1}, "large": {"bundle_max_bytes": 20}}.get(kind, {})
    site = releasing(site, **limits)
    decision = gate(site)[POST]
    assert decision.verdict is Verdict.HOLD
    assert released(site) == {}
    (finding,) = decision.findings
    said = {
        "link": "The file blog/chairs/link.png in the folder of the post cannot be released. The file is a symbolic link",
        "many": "The folder of the post has 2 files; the limit is 1.",
        "large": "The files in the folder of the post have 32 bytes; the limit is 20 bytes.",
        "alike": "cannot be released. The names of two files differ only in capital letters or accents",
    }[kind]
    assert said in finding.message.values["reason"]
    assert ingest(site, Request(), LATER).batch_id is None  # decided until something changes


def test_a_file_of_another_kind_stays_and_the_run_notes_it(site: Project):
    write(site, "blog/chairs/widget.js", b"alert(1)")
    write(site, "blog/chairs/page.html", b"<script>")
    write(site, "blog/chairs/.hidden.png", b"hidden")
    said = ingest(site, Request(), NOW).describe()
    assert "2 files beside posts are of a kind that is not released (release.bundle_files)" in said
    gate(site, LATER, force=True)
    assert set(released(site)) == {"blog/chairs/index.md", PICTURE, "blog/chairs/data/chairs.csv"}


def test_another_post_in_the_folder_has_its_own_verdict(site: Project):
    write(site, "blog/chairs/notes.md", HELD)
    decisions = gate(site)
    assert decisions["posts/blog/chairs/notes.md"].files is None
    assert set(released(site)) == {"blog/chairs/index.md", PICTURE, "blog/chairs/data/chairs.csv"}


def test_translations_share_the_files_and_the_later_decision_counts(site: Project):
    write(site, "blog/chairs/index.ja.md", WORDS.format(title="いす"))
    gate(site)
    assert verified(site) == 0
    write(site, "blog/chairs/index.ja.md", HELD, LATER)
    write(site, PICTURE, b"another picture", LATER)
    gate(site, LATER)
    assert released(site)[PICTURE] == b"another picture"
    (site.root / "content" / "blog/chairs/index.ja.md").write_bytes(released(site)["blog/chairs/index.ja.md"])
    assert verified(site) == 0


def test_a_file_is_read_once_while_nobody_writes_it(site: Project, monkeypatch: pytest.MonkeyPatch):
    from content_quality.adapters.site import sources

    read: list[str] = []
    original = sources.read_below
    monkeypatch.setattr(
        sources, "read_below", lambda root, path, limit: (read.append(path), original(root, path, limit))[1]
    )
    ingest(site, Request(), NOW)
    assert PICTURE in read
    read.clear()
    ingest(site, Request(force=True), LATER)
    assert not [path for path in read if not path.endswith(".md")]


def test_a_site_may_leave_its_files_to_its_own_deploy(site: Project):
    site = releasing(site, bundles=False)
    assert gate(site)[POST].files is None
    assert set(released(site)) == {"blog/chairs/index.md"}
    assert verified(site) == 1  # a table of data is no picture
    (site.root / "content/blog/chairs/data/chairs.csv").unlink()
    assert verified(site) == 0


def test_in_a_drop_folder_a_file_that_was_taken_away_is_not_removed_so_files_do_not_belong_to_posts(site: Project):
    (source,) = site.settings.sources
    settings = dataclasses.replace(site.settings, sources=(dataclasses.replace(source, kind="drop"),))
    assert gate(dataclasses.replace(site, settings=settings))[POST].files is None


def test_files_of_a_repository_are_those_of_the_commit(site: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    repository = site.root / "repository"
    (site.root / "content").rename(repository)
    git = ["git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@b"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "posts"]):
        subprocess.run([*git, *arguments], check=True)
    (source,) = site.settings.sources
    far = dataclasses.replace(source, kind="git", url=f"file://{repository}", path="", branch="main")
    site = dataclasses.replace(site, settings=dataclasses.replace(site.settings, sources=(far,)))
    decision = gate(site)[POST]
    assert [file.name for file in decision.files or ()] == ["cover.png", "data/chairs.csv"]
    assert released(site)[PICTURE] == b"a picture"


def test_a_branch_holds_the_files_beside_the_post_and_loses_those_that_are_removed(site: Project):
    subprocess.run(["git", "-C", str(site.root), "init", "-q"], check=True)
    site = releasing(site, policy="git")
    gate(site)
    listed = ["git", "-C", str(site.root), "ls-tree", "-r", "--name-only", "released"]
    names = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split()
    assert names == [
        "content-quality.manifest.jsonl", "content/blog/chairs/cover.png", "content/blog/chairs/data/chairs.csv",
        "content/blog/chairs/index.md",
    ]  # fmt: skip
    (site.root / "content" / PICTURE).unlink()
    gate(site, LATER)
    names = subprocess.run(listed, check=True, capture_output=True, text=True).stdout.split()
    assert "content/blog/chairs/cover.png" not in names
    assert "content/blog/chairs/data/chairs.csv" in names


def test_decisions_that_name_other_files_than_the_store_release_nothing(site: Project):
    batch = freeze(site)
    inspect_all(site, batch)
    compare(site, batch)
    gate_batch.load_inspections(site, batch, NOW)
    gate_batch.validate_batch(site, batch)
    decide_batch.decide_batch(site, batch, "run", NOW)
    release_batch.publish(site)
    path = site.workspace.batch(batch) / "decisions.jsonl"
    path.write_text(path.read_text().replace("cover.png", "other.png"))
    with pytest.raises(release_batch.DecisionsDiffer):
        release_batch.release_batch(site, batch, NOW)
    assert released(site) == {}
