"""An index with many free blocks is written anew: smaller, with the same in it, and never lost on the way."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from content_quality.adapters.fingerprints import compaction, index_file
from content_quality.adapters.fingerprints.index_file import IndexDamaged, evidence
from tests.adapters.fingerprints.test_fingerprint_index import edited, near, post, prose


def fill(path: Path, posts: int = 40) -> None:
    """Load posts one after the other, as a site brings them."""
    for number in range(posts):
        with index_file.writing(path, "") as index:
            index.add([post(f"post-{number}", *[prose(number * 100 + part, 200) for part in range(20)])])


def thin_out(path: Path) -> None:
    with index_file.writing(path, "") as index:
        index.remove([number for (name, _), number in index.known().items() if name != "post-7"])


def is_loose(path: Path) -> bool:
    with index_file.reading(path) as index:
        return compaction.is_loose(index._connection)


@pytest.fixture
def loose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of one post, in a file that once held forty, and is written anew whenever somebody writes to it."""
    fill(path := tmp_path / "index.duckdb")
    thin_out(path)
    monkeypatch.setattr(compaction, "is_loose", lambda _: True)
    return path


def use(path: Path) -> list[tuple[int, int]]:
    """Write to the index, and return what it finds."""
    with index_file.writing(path, "") as index:
        index.add([post("copy", edited(prose(700, 200), 1))])
        number = next(number for (name, _), number in index.known().items() if name == "copy")
        return near(index, [number])


def test_many_free_blocks_make_an_index_loose_and_writing_it_anew_takes_them_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    fill(path := tmp_path / "index.duckdb")
    thin_out(path)
    size = path.stat().st_size
    assert not is_loose(path)  # a small file is not worth it
    monkeypatch.setattr(compaction, "FREE_BLOCKS", 1)
    assert is_loose(path)
    compaction.write_anew(path, index_file.LOCKED_DOWN)
    assert not is_loose(path)
    assert path.stat().st_size < size * 2 / 3


def test_an_index_that_was_written_anew_finds_the_same(loose: Path):
    before, found = loose.stat().st_ino, use(loose)
    assert loose.stat().st_ino != before
    assert found != []
    again = use(loose)  # the copy is added once more, as another version
    assert [other for _, other in again] == [other for _, other in found]
    assert [path.name for path in loose.parent.iterdir() if "tmp" in path.name or path.suffix == ".wal"] == []


def test_fingerprints_are_in_order_also_when_they_are_sorted_in_slices(loose: Path, monkeypatch: pytest.MonkeyPatch):
    with index_file.reading(loose) as index:
        before = index._rows("SELECT hash, passage FROM prints ORDER BY ALL")
    monkeypatch.setattr(compaction, "SLICE", len(before) // 3)
    compaction.write_anew(loose, index_file.LOCKED_DOWN)
    with index_file.reading(loose) as index:
        assert index._rows("SELECT hash, passage FROM prints") == before


def test_an_index_without_many_free_blocks_stays_the_same_file(tmp_path: Path):
    fill(path := tmp_path / "index.duckdb", 3)
    before = path.stat().st_ino
    thin_out(path)
    assert path.stat().st_ino == before


def test_what_a_crash_left_of_an_earlier_attempt_is_dropped(loose: Path):
    for name in (f".{loose.name}.tmp", f".{loose.name}.tmp.wal"):
        (loose.parent / name).write_bytes(b"half of an index")
    assert use(loose)
    assert not any("tmp" in path.name for path in loose.parent.iterdir())


@pytest.mark.parametrize("step", ["sync", "replace"])
def test_a_full_disk_leaves_the_index_as_it_was(loose: Path, monkeypatch: pytest.MonkeyPatch, step: str):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((compaction, "sync") if step == "sync" else (Path, "replace")), full)
    before = loose.stat().st_ino
    assert use(loose)
    assert loose.stat().st_ino == before
    assert not any("tmp" in path.name for path in loose.parent.iterdir())


def test_an_index_that_still_has_something_to_be_written_to_it_is_left_alone(loose: Path):
    log = loose.with_name(f"{loose.name}.wal")
    log.write_bytes(b"not yet in the file")
    before = loose.read_bytes()
    compaction.write_anew(loose, index_file.LOCKED_DOWN)
    assert loose.read_bytes() == before
    assert log.exists()


def test_damage_that_is_met_while_it_is_written_anew_is_damage(loose: Path, monkeypatch: pytest.MonkeyPatch):
    whole = compaction.write_anew

    def rotten(path: Path, config: dict[str, str]) -> None:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        whole(path, config)

    monkeypatch.setattr(compaction, "write_anew", rotten)
    with pytest.raises(IndexDamaged):
        use(loose)
    assert evidence(loose).exists()
    assert not loose.exists()
