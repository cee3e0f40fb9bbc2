"""What lines of the manifest say about files that left with a post, and which lines are not believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from content_quality.adapters.release.attestation import Released, Untrusted, from_line, to_line
from content_quality.adapters.release.bundles import in_release, in_site, newer_files, outdated_files, released_files
from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.release.object_prefix import upload
from content_quality.adapters.state.snapshots import SnapshotDamaged, Snapshots
from content_quality.core.gate.bundle_files import Bundle, BundleFile

FILES = (BundleFile("cover.png", "b" * 64, 9), BundleFile("data/table.csv", "c" * 64, 0))


def entry(files: Bundle | None = FILES, minute: int = 0, name: str = "a/index.md", sha256: str = "a" * 64) -> Released:
    at = f"2026-11-20T09:{minute:02d}:00+00:00"
    return Released(f"posts/{name}", f"content/{name}", sha256, "p", "clear", at, f"b{minute:02d}", "run", at, files)


def line(files: Bundle | None = FILES) -> dict[str, Any]:
    return dict(json.loads(json.dumps(to_line(entry(files), None))))


def test_a_line_names_post_and_files_and_reads_back_as_it_was():
    for files in (FILES, (), None):
        assert from_line(line(files), None) == entry(files)
    assert [one["name"] for one in line()["subject"]] == [
        "content/a/index.md", "content/a/cover.png", "content/a/data/table.csv",
    ]  # fmt: skip


def test_the_line_of_a_post_that_owns_no_folder_has_the_form_of_earlier_versions():
    assert "files" not in line(None)["predicate"]["contentQuality"]


@pytest.mark.parametrize(
    "change",
    [
        lambda row, files: files.pop(),
        lambda row, files: files.append({"name": "more.png", "sha256": "d" * 64, "size": 1}),
        lambda row, files: files[0].update(sha256="d" * 64),
        lambda row, files: row["subject"].pop(),
        lambda row, files: row["subject"][1].update(name="content/a/other.png"),
        lambda row, files: row["subject"][1]["digest"].update(sha256="d" * 64),
        lambda row, files: row["predicate"]["contentQuality"].pop("files"),
    ],
)
def test_a_line_whose_subjects_and_files_differ_is_not_believed(change: Callable[[dict[str, Any], list[Any]], object]):
    row = line()
    change(row, row["predicate"]["contentQuality"]["files"])
    with pytest.raises(Untrusted):
        from_line(row, None)


@pytest.mark.parametrize(
    "file",
    [
        BundleFile("../other.png", "b" * 64, 1), BundleFile("/etc/passwd", "b" * 64, 1), BundleFile("a//b.png", "b" * 64, 1),
        BundleFile("", "b" * 64, 1), BundleFile("a\0b", "b" * 64, 1), BundleFile("./b.png", "b" * 64, 1),
        BundleFile("b.png", "b" * 63, 1), BundleFile("b.png", "B" * 64, 1), BundleFile("b.png", "b" * 64, -1),
        BundleFile("b.png", "b" * 64, True), BundleFile(1, "b" * 64, 1),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_a_file_whose_name_leads_elsewhere_or_that_has_no_digest_is_not_believed(file: BundleFile):
    with pytest.raises(Untrusted):
        from_line(line((file,)), None)


def test_a_file_that_stands_twice_is_not_believed():
    with pytest.raises(Untrusted):
        from_line(line((FILES[0], FILES[0])), None)


def test_the_later_of_two_lines_about_a_shared_file_counts_and_no_file_takes_the_place_of_a_post():
    older = entry((BundleFile("cover.png", "b" * 64, 9), BundleFile("index.md", "e" * 64, 9)), 0)
    newer = entry((BundleFile("cover.png", "d" * 64, 9),), 1, "a/index.fr.md")
    for lines in ([older, newer], [newer, older]):
        assert released_files(lines, in_site) == {"content/a/cover.png": newer.files[0]}  # type: ignore[index]
    assert outdated_files([older, newer], [older, newer], in_release) == {}
    assert outdated_files([older], [entry((), 1)], in_release) == {"posts/a/cover.png": {"b" * 64}}


def test_nothing_of_a_post_is_written_when_the_snapshot_of_a_file_is_missing(tmp_path: Path):
    folder, snapshots = ReleaseFolder(tmp_path / "release"), Snapshots(tmp_path / "snapshots")
    with pytest.raises(SnapshotDamaged):
        folder.release(entry(sha256=snapshots.keep(b"words")), snapshots, None)
    assert not (tmp_path / "release").exists()


def test_a_file_that_a_person_put_in_place_of_an_outdated_one_stays(tmp_path: Path):
    folder, snapshots = ReleaseFolder(tmp_path / "release"), Snapshots(tmp_path / "snapshots")
    post = snapshots.keep(b"words")
    first = entry((BundleFile("cover.png", snapshots.keep(b"picture"), 7),), 0, sha256=post)
    folder.release(first, snapshots, None)
    cover = tmp_path / "release/posts/posts/a/cover.png"
    assert cover.read_bytes() == b"picture"
    folder.release(entry((), 1, sha256=post), snapshots, first)
    cover.write_bytes(b"of a person")
    folder.take_away_outdated()
    assert cover.read_bytes() == b"of a person"
    cover.write_bytes(b"picture")
    folder.take_away_outdated()
    assert not cover.exists()


def test_a_late_release_of_an_older_batch_brings_no_older_file_back(tmp_path: Path):
    folder, snapshots = ReleaseFolder(tmp_path / "release"), Snapshots(tmp_path / "snapshots")
    post = snapshots.keep(b"words")
    newer = entry((BundleFile("cover.png", snapshots.keep(b"of today"), 8),), 5, sha256=post)
    older = entry((BundleFile("cover.png", snapshots.keep(b"of then!"), 8),), 1, "a/index.fr.md", post)
    folder.release(newer, snapshots, None)
    folder.release(older, snapshots, None, newer_files(older, folder.newest().values(), in_release))
    assert (tmp_path / "release/posts/posts/a/cover.png").read_bytes() == b"of today"
    assert set(folder.newest()) == {newer.post_id, older.post_id}


class Store(dict[str, bytes]):
    """An object store in memory."""

    def read(self, key: str) -> bytes:
        try:
            return self[key]
        except KeyError as error:
            raise FileNotFoundError(key) from error

    def write(self, key: str, data: bytes) -> None:
        self[key] = data

    def sizes(self) -> dict[str, int]:
        return {key: len(data) for key, data in self.items()}

    def remove(self, key: str) -> None:
        del self[key]


def test_a_prefix_holds_the_files_beside_the_post_and_loses_those_that_are_removed(tmp_path: Path):
    folder, snapshots, store = ReleaseFolder(tmp_path / "release", copies=False), Snapshots(tmp_path / "s"), Store()
    post, cover = snapshots.keep(b"words"), BundleFile("cover.png", snapshots.keep(b"picture"), 7)
    first = entry((cover,), 0, sha256=post)
    folder.release(first, snapshots, None)
    assert upload(store, folder, snapshots) == 2
    assert store["posts/posts/a/cover.png"] == b"picture"
    assert upload(store, folder, snapshots) == 0
    store["posts/posts/a/cover.png"] = b"cut"
    assert upload(store, folder, snapshots) == 1
    assert hashlib.sha256(store["posts/posts/a/cover.png"]).hexdigest() == cover.sha256
    folder.release(entry((), 1, sha256=post), snapshots, first)
    upload(store, folder, snapshots)
    assert set(store) == {"posts/posts/a/index.md", "manifest.jsonl"}
