"""The release folder holds what was decided, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_quality.adapters.release.folder import Released, ReleaseFolder, ReleaseRefused
from content_quality.adapters.state.snapshots import SnapshotDamaged, Snapshots


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "snapshots")


@pytest.fixture
def folder(tmp_path: Path) -> ReleaseFolder:
    return ReleaseFolder(tmp_path / "release")


def entry(sha256: str, decided_at: str = "2026-11-20T09:00:00+00:00", post_id: str = "posts/a.md") -> Released:
    return Released(
        post_id, "_posts/a.md", sha256, "policy", "clear", decided_at, "b1", "run", "2026-11-20T09:00:01+00:00"
    )


def test_released_bytes_are_the_snapshots_and_the_manifest_says_why(folder: ReleaseFolder, snapshots: Snapshots):
    sha256 = snapshots.keep(b"words")
    assert folder.release(entry(sha256), snapshots, None)
    assert folder.target("posts/a.md").read_bytes() == b"words"
    assert folder.newest() == {"posts/a.md": entry(sha256)}
    assert not folder.release(entry(sha256), snapshots, folder.newest()["posts/a.md"])


def test_an_older_decision_never_replaces_a_newer_one(folder: ReleaseFolder, snapshots: Snapshots):
    old, new = snapshots.keep(b"old"), snapshots.keep(b"new")
    folder.release(entry(new, "2026-11-20T10:00:00+00:00"), snapshots, None)
    assert not folder.release(entry(old), snapshots, folder.newest()["posts/a.md"])
    assert folder.target("posts/a.md").read_bytes() == b"new"


def test_a_file_changed_in_the_release_folder_is_put_right(folder: ReleaseFolder, snapshots: Snapshots):
    sha256 = snapshots.keep(b"words")
    folder.release(entry(sha256), snapshots, None)
    folder.target("posts/a.md").write_bytes(b"tampered")
    assert folder.release(entry(sha256), snapshots, folder.newest()["posts/a.md"])
    assert folder.target("posts/a.md").read_bytes() == b"words"


def test_damaged_snapshots_are_not_released(folder: ReleaseFolder, snapshots: Snapshots):
    sha256 = snapshots.keep(b"words")
    snapshots.path(sha256).write_bytes(b"w0rds")
    with pytest.raises(SnapshotDamaged):
        folder.release(entry(sha256), snapshots, None)
    assert not folder.target("posts/a.md").exists()
    assert folder.newest() == {}


@pytest.mark.parametrize("post_id", ["../x.md", "/etc/x.md", "posts/../../x.md", "", "posts/a\0.md"])
def test_no_name_leads_out_of_the_folder(folder: ReleaseFolder, post_id: str):
    with pytest.raises(ReleaseRefused):
        folder.target(post_id)


def test_no_link_leads_out_of_the_folder(folder: ReleaseFolder, snapshots: Snapshots, tmp_path: Path):
    (folder.root / "posts").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (folder.root / "posts" / "posts").symlink_to(tmp_path / "outside")
    with pytest.raises(ReleaseRefused, match="symbolic link"):
        folder.release(entry(snapshots.keep(b"x")), snapshots, None)
