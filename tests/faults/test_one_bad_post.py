"""One bad post stops no other post, whatever is wrong with it and at whatever stage it goes wrong."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.batches import BatchPost, held_when_named_twice
from content_quality.core.settings import Release
from content_quality.pipeline.gate import decide_batch, gate_batch
from content_quality.pipeline.gate.release_batch import ReleaseIncomplete, release_batch
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import compare, finish, freeze, gate, inspect_all

GOOD = "posts/2026-11-02-good.md"
BAD = "2026-11-02-bad.md"
WELL = CLEAN.format(title="Chairs").encode()
LATER = NOW + timedelta(days=40)  # whatever the clock of the machine has stamped on files made below


def raw(name: bytes) -> Callable[[Path], None]:
    return lambda folder: folder.joinpath(os.fsdecode(name)).write_bytes(WELL)


def several(*makers: Callable[[Path], None]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        for maker in makers:
            maker(folder)

    return make


LISTED = {
    "bytes beside the name that escapes them": several(raw(b"2026-11-02-\xff.md"), raw(b"2026-11-02-%FF.md")),
    "an escaped percent sign beside a plain one": several(raw(b"2026-11-02-%25FF.md"), raw(b"2026-11-02-%FF.md")),
    "a name of bytes": raw(b"\xc3\x28.md"),
    "a name with a line end": raw(b"2026-11-02-a\nb.md"),
    "a name with a tab and a quote": raw(b"2026-11-02-a\t'\".md"),
    "the same name in two forms of Unicode": several(raw("2026-11-02-é.md".encode()), raw("2026-11-02-é.md".encode())),
    "the same name in two cases": several(raw(b"2026-11-02-x.md"), raw(b"2026-11-02-X.md")),
    "a name of 255 bytes": raw(b"a" * 252 + b".md"),
    "a link": lambda folder: (folder / BAD).symlink_to("/etc/passwd"),
    "a link to itself": lambda folder: (folder / BAD).symlink_to(BAD),
    "a pipe": lambda folder: os.mkfifo(folder / BAD),
    "a folder with the name of a post": lambda folder: (folder / BAD).mkdir(),
    "nothing": lambda folder: (folder / BAD).write_bytes(b""),
    "no text": lambda folder: (folder / BAD).write_bytes(bytes(range(256)) * 9),
    "zeros": lambda folder: (folder / BAD).write_bytes(b"---\ntitle: \0\n---\n\0\0"),
    "a byte order mark of another encoding": lambda folder: (folder / BAD).write_bytes("---\ntitle: a\n---\n".encode("utf-16")),
    "a lone surrogate": lambda folder: (folder / BAD).write_bytes(b'---\ntitle: "\\uD800"\n---\n\nWords.\n'),
    "a date beyond all calendars": lambda folder: (folder / BAD).write_bytes(
        b"---\ntitle: a\ndate: 9999-12-31 23:59:59 -1400\n---\n\nWords.\n"
    ),
    "numbers that JSON lacks": lambda folder: (folder / BAD).write_bytes(
        b"---\ntitle: .nan\nweight: 1e999\nlist: [.inf]\n---\n\nWords.\n"
    ),
    "front matter as deep as it is long": lambda folder: (folder / BAD).write_bytes(b"---\na: " + b"[" * 50_000 + b"\n---\n"),
    "an alias of itself": lambda folder: (folder / BAD).write_bytes(b"---\na: &a [*a, *a]\n---\n\nWords.\n"),
}  # fmt: skip


@pytest.mark.parametrize("make", LISTED.values(), ids=LISTED.keys())
def test_a_bad_file_in_the_source_stops_no_other_post(project: Project, make: Callable[[Path], None]):
    write_post(project, "2026-11-02-good.md", WELL)
    make(project.root / "_posts")
    decisions = gate(project, LATER)
    released = ReleaseFolder(project.workspace.release).newest()
    assert GOOD in released
    assert {post_id for post_id, decision in decisions.items() if decision.released} == set(released)
    assert ingest(project, Request(), LATER + timedelta(minutes=1)).batch_id is None  # each was decided, once


OTHER = CLEAN.format(title="Benches").replace("chair", "bench").encode()
ALIKE = {
    "two cases": ("2026-11-02-x.md", "2026-11-02-X.md"),
    "two normal forms": ("2026-11-02-\u00e9.md", "2026-11-02-e\u0301.md"),
    "a folder in two cases": ("Notes/2026-11-02-x.md", "notes/2026-11-02-x.md"),
    "a file and a folder in two cases": ("2026-11-02-x.md", "2026-11-02-X.md/2026-11-02-y.md"),
}


@pytest.mark.parametrize("pair", ALIKE.values(), ids=ALIKE)
def test_two_posts_that_are_one_file_on_some_disk_are_held_and_no_other(project: Project, pair: tuple[str, str]):
    write_post(project, "2026-11-02-good.md", WELL)
    for name, text in zip(pair, (WELL.replace(b"chair", b"lamp"), OTHER), strict=True):
        write_post(project, name, text)
    decisions = gate(project, LATER)
    assert {name for name, decision in decisions.items() if not decision.released} == {f"posts/{one}" for one in pair}
    assert set(ReleaseFolder(project.workspace.release).newest()) == {GOOD}
    assert ingest(project, Request(), LATER + timedelta(minutes=1)).batch_id is None  # decided, once
    (project.root / "_posts" / pair[1]).unlink()
    gate(project, LATER + timedelta(minutes=2))
    assert set(ReleaseFolder(project.workspace.release).newest()) == {GOOD, f"posts/{pair[0]}"}


@pytest.mark.parametrize("pair", ALIKE.values(), ids=ALIKE)
def test_a_post_that_came_later_neither_replaces_nor_holds_the_one_of_its_name(project: Project, pair: tuple[str, str]):
    write_post(project, pair[0], WELL)
    gate(project)
    write_post(project, pair[1], OTHER)
    write_post(project, pair[0], WELL.replace(b"chair", b"lamp"))  # the first one goes on to be edited
    decisions = gate(project, LATER)
    assert {name: decision.released for name, decision in decisions.items()} == {
        f"posts/{pair[0]}": True,
        f"posts/{pair[1]}": False,
    }
    folder = ReleaseFolder(project.workspace.release)
    assert folder.target(f"posts/{pair[0]}").read_bytes() == WELL.replace(b"chair", b"lamp")
    assert not folder.target(f"posts/{pair[1]}").exists()
    assert ingest(project, Request(), LATER + timedelta(minutes=1)).batch_id is None


def damage(project: Project, batch_id: str) -> None:
    """Lose the snapshot of the bad post."""
    (post,) = (post for post in BatchFiles.of(project.workspace, batch_id).manifest().posts if post.path.endswith(BAD))
    project.snapshots.path(post.sha256).unlink()


def finished(project: Project, batch_id: str) -> str:
    """Decide and release; return what could not be released."""
    with contextlib.suppress(ReleaseIncomplete):
        finish(project, batch_id, LATER)
        return ""
    with pytest.raises(ReleaseIncomplete) as told:
        release_batch(project, batch_id, LATER)
    return str(told.value)


@pytest.mark.parametrize("stage", ["frozen", "inspected", "compared", "loaded", "validated", "decided"])
@pytest.mark.parametrize("policy", ["folder", "git"])
def test_a_snapshot_that_is_lost_after_any_stage_stops_no_other_post(project: Project, stage: str, policy: str):
    subprocess.run(["git", "-C", str(project.root), "init", "-q"], check=True)
    site = dataclasses.replace(project, settings=dataclasses.replace(project.settings, release=Release(policy=policy)))
    write_post(site, "2026-11-02-good.md", WELL)
    write_post(site, BAD, CLEAN.format(title="Benches"))
    batch_id = freeze(site)
    stages: dict[str, Callable[[], object]] = {
        "frozen": lambda: None,
        "inspected": lambda: inspect_all(site, batch_id),
        "compared": lambda: compare(site, batch_id),
        "loaded": lambda: gate_batch.load_inspections(site, batch_id, NOW),
        "validated": lambda: gate_batch.validate_batch(site, batch_id),
        "decided": lambda: decide_batch.decide_batch(site, batch_id, "run", NOW),
    }
    for name, step in stages.items():
        step()
        if name == stage:
            damage(site, batch_id)
    faults = finished(site, batch_id)
    assert GOOD not in faults
    assert GOOD in ReleaseFolder(site.workspace.release).newest()
    if policy == "git":
        shown = subprocess.run(
            ["git", "-C", str(site.root), "show", "released:_posts/2026-11-02-good.md"], check=True, capture_output=True
        )
        assert shown.stdout == WELL


@pytest.mark.parametrize("policy", ["folder", "git"])
def test_what_was_released_and_is_lost_from_the_snapshots_stops_no_later_batch(project: Project, policy: str):
    subprocess.run(["git", "-C", str(project.root), "init", "-q"], check=True)
    site = dataclasses.replace(project, settings=dataclasses.replace(project.settings, release=Release(policy=policy)))
    write_post(site, BAD, CLEAN.format(title="Benches"))
    batch_id = freeze(site)
    inspect_all(site, batch_id)
    compare(site, batch_id)
    gate_batch.load_inspections(site, batch_id, NOW)
    gate_batch.validate_batch(site, batch_id)
    finish(site, batch_id)
    damage(site, batch_id)
    write_post(site, "2026-11-02-good.md", WELL)
    (site.root / "_posts" / BAD).touch()
    batch_id = freeze(site, LATER)
    inspect_all(site, batch_id, LATER)
    compare(site, batch_id, LATER)
    gate_batch.load_inspections(site, batch_id, LATER)
    gate_batch.validate_batch(site, batch_id)
    assert GOOD not in finished(site, batch_id)
    assert GOOD in ReleaseFolder(site.workspace.release).newest()


def test_files_with_one_name_are_held_and_the_others_stay():
    one = BatchPost("posts/a.md", "_posts/a.md", "posts", "a" * 64, 5)
    other = dataclasses.replace(one, path="_posts/b.md", sha256="b" * 64)
    good = BatchPost("posts/c.md", "_posts/c.md", "posts", "c" * 64, 5)
    held, kept = held_when_named_twice([one, good, other])
    assert (held.post_id, held.sha256) == ("posts/a.md", "")
    assert held.refused
    assert "_posts/a.md and _posts/b.md" in held.refused
    assert kept == good
