"""Files lie packed on the disk and are read as if they did not; a packed file that was damaged is told, never believed."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_quality.adapters.state import files
from content_quality.adapters.state.packing import MAGIC, packed, unpacked
from content_quality.adapters.state.sealed_lines import FileDamaged
from content_quality.adapters.state.snapshots import SnapshotDamaged, Snapshots

POST = "窓辺の椅子は十時には埋まっている。\n".encode() * 40


@given(st.binary() | st.binary(min_size=1, max_size=9).map(lambda data: data * 200))
def test_what_was_packed_comes_out_the_same(data: bytes):
    if not data.startswith(MAGIC):
        assert unpacked(packed(data)) == data
    assert len(packed(data)) <= len(data)


ODD = {"a post": POST, "nothing": b"", "too short to shrink": b"short", "packed already": gzip.compress(POST, mtime=0), "two bytes": MAGIC, "like packed": MAGIC + POST}  # fmt: skip


@pytest.mark.parametrize("data", ODD.values(), ids=ODD.keys())
def test_a_snapshot_is_the_bytes_that_were_kept_whatever_they_look_like(tmp_path: Path, data: bytes):
    snapshots = Snapshots(tmp_path)
    assert snapshots.read(snapshots.keep(data)) == data
    assert snapshots.path(snapshots.keep(data)).stat().st_size <= len(data)


def test_a_snapshot_of_an_earlier_version_that_was_not_packed_is_read(tmp_path: Path):
    snapshots = Snapshots(tmp_path)
    path = snapshots.path(hashlib.sha256(POST).hexdigest())
    path.parent.mkdir()
    path.write_bytes(POST)
    assert snapshots.read(path.name) == POST


def test_a_snapshot_with_any_byte_changed_is_damaged_or_holds_what_was_kept(tmp_path: Path):
    snapshots = Snapshots(tmp_path)
    sha256 = snapshots.keep(POST)
    path = snapshots.path(sha256)
    whole = path.read_bytes()
    assert len(whole) < len(POST) / 4
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            assert snapshots.read(sha256) == POST
        except SnapshotDamaged:
            continue
    path.write_bytes(whole[:-9])
    with pytest.raises(SnapshotDamaged, match="unpacked"):
        snapshots.read(sha256)
    assert snapshots.keep(POST) == sha256
    assert snapshots.read(sha256) == POST


def test_lines_are_read_from_a_packed_file_up_to_where_it_is_damaged(tmp_path: Path):
    path = tmp_path / "lines.jsonl"
    rows = [{"number": number} for number in range(500)]
    files.write_lines(path, rows)
    assert files.pack(path)
    assert not files.pack(path)
    assert list(files.read_lines(path)) == rows
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FileDamaged, match=r"lines\.jsonl: it cannot be unpacked"):
        list(files.read_lines(path))


def test_an_object_is_read_from_a_packed_file(tmp_path: Path):
    path = tmp_path / "object.json"
    files.write_json(path, {"words": ["tables"] * 50})
    assert files.pack(path)
    assert files.read_json(path) == {"words": ["tables"] * 50}
