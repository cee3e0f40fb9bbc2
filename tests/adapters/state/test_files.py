"""Files are whole or absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_quality.adapters.state.files import append_line, dump, read_lines, write_atomically
from content_quality.adapters.state.snapshots import SnapshotDamaged, Snapshots


def test_a_failed_write_leaves_the_old_bytes_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a"
    write_atomically(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_appended_lines_come_back_in_order(tmp_path: Path):
    for number in range(3):
        append_line(tmp_path / "deep" / "log", {"n": number})
    assert [row["n"] for row in read_lines(tmp_path / "deep" / "log")] == [0, 1, 2]


def test_nan_is_refused_and_lone_surrogates_are_replaced():
    with pytest.raises(ValueError, match="not JSON compliant"):
        dump(float("nan"))
    assert dump("a\ud800b") == b'"a?b"'


def test_a_snapshot_is_its_hash(tmp_path: Path):
    snapshots = Snapshots(tmp_path)
    sha256 = snapshots.keep("日本".encode())
    assert snapshots.read(sha256) == "日本".encode()
    snapshots.path(sha256).write_bytes(b"other!")
    with pytest.raises(SnapshotDamaged, match="other bytes"):
        snapshots.read(sha256)
    with pytest.raises(SnapshotDamaged, match="missing"):
        snapshots.read("0" * 64)
    with pytest.raises(ValueError, match="not a sha256"):
        snapshots.read("../../etc/passwd")
