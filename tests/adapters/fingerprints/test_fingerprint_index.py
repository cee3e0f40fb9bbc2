"""The fingerprint index: what it finds, what a retry changes, what removal leaves."""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from content_quality.adapters.fingerprints import index_file
from content_quality.adapters.fingerprints.index import HASHES, PER_EXACT, Index, ranges
from content_quality.adapters.fingerprints.index_file import IndexDamaged, IndexLocked, IndexMissing, evidence
from content_quality.core.cross_post.passages import PostVersion, post_version
from content_quality.core.cross_post.verification import copied
from content_quality.core.document.post import Post
from content_quality.core.settings import Settings

SETTINGS = Settings()
WORDS = "harbour lantern orchard velvet thunder gravel meadow copper violin engine pillow saddle window barley candle timber marble feather".split()


def prose(seed: int, words: int = 60) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(words)) + "."


def post(name: str, *paragraphs: str) -> PostVersion:
    text = f"---\ntitle: {name}\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    return post_version(Post.read(text.encode(), f"{name}.md", name), SETTINGS)


def pairs(index: Index, *names: str) -> set[tuple[str, str]]:
    """Return which posts share passages with those named, by any way of looking."""
    known = {post_id: number for (post_id, _), number in index.known().items()}
    mine = [known[name] for name in names]
    found = [(a, b) for a, b, _ in index.candidates(mine, (0, HASHES - 1), 64)] + index.equal(mine)
    placed = index.passages({number for pair in found for number in pair})
    real = [(a, b) for a, b in found if copied(placed[a].passage.text, placed[b].passage.text)]
    by_number = {number: name for name, number in known.items()}
    return {(by_number[placed[a].post_version], by_number[placed[b].post_version]) for a, b in real}


def test_equal_edited_and_contained_passages_are_found_by_the_batch_alone(tmp_path: Path):
    text = prose(1)
    edited = text.replace("harbour", "haven").replace("engine", "motor")
    with index_file.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post("old", text, prose(2)), post("other", prose(3))])
        index.add(
            [
                post("same", prose(4), text),
                post("edited", edited),
                post("holds", f"{prose(5, 30)} {text} {prose(6, 30)}"),
                post("new", prose(7)),
            ]
        )
        assert pairs(index, "same", "new") >= {("same", "old")}
        assert not any("new" in pair or "other" in pair for pair in pairs(index, "same", "edited", "holds", "new"))
        assert ("edited", "old") in pairs(index, "edited")
        assert ("holds", "old") in pairs(index, "holds")


def test_adding_twice_changes_nothing_and_removal_leaves_nothing(tmp_path: Path):
    path = tmp_path / "index.duckdb"
    batch = [post("a", prose(1)), post("b", prose(1), prose(2))]
    for _ in range(2):
        with index_file.writing(path, "") as index:
            index.add(batch)
    with index_file.reading(path) as index:
        assert len(index.known()) == 2
        assert len(index.passages_of(list(index.known().values()))) == 3
        assert pairs(index, "b") == {("b", "a")}
    with index_file.writing(path, "") as index:
        index.remove([number for (name, _), number in index.known().items() if name == "a"])
        assert pairs(index, "b") == set()
        assert {name for name, _ in index.known()} == {"b"}


def test_an_index_made_with_other_settings_or_by_another_program_is_begun_anew(tmp_path: Path):
    path = tmp_path / "index.duckdb"
    with pytest.raises(IndexMissing), index_file.reading(path):
        pass
    with index_file.writing(path, "one") as index:
        index.add([post("a", prose(1))])
    with index_file.writing(path, "other") as index:
        assert index.known() == {}
    path.unlink()
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE about (words VARCHAR)")
    with index_file.writing(path, "other") as index:
        assert index.known() == {}
    assert not evidence(path).exists()


def test_ranges_of_fingerprints_hold_each_of_them_once():
    for count in (1, 3, 7, 64):
        cut = ranges(count)
        assert cut[0][0] == 0
        assert cut[-1][1] == HASHES - 1
        assert all(after[0] == before[1] + 1 for before, after in pairwise(cut))


def test_ranges_find_together_at_least_what_one_finds(tmp_path: Path):
    text = prose(1, 120)
    with index_file.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post("old", text), post("new", text.replace("harbour", "haven"))])
        numbers = [number for (name, _), number in index.known().items() if name == "new"]
        whole = {(one, other) for one, other, _ in index.candidates(numbers, (0, HASHES - 1), 64)}
        parts = {(one, other) for bounds in ranges(5) for one, other, _ in index.candidates(numbers, bounds, 64)}
        assert whole
        assert whole <= parts


def test_what_a_post_says_many_times_is_kept_once_and_pairs_stay_few(tmp_path: Path):
    said = prose(1)
    with index_file.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post(f"many-{number}", *[said] * 3_000) for number in range(3)])
        numbers = list(index.known().values())
        assert len(index.passages_of(numbers)) == 3
        assert len(index.equal(numbers)) == 6


def test_places_of_boilerplate_are_bounded_before_they_are_paired(tmp_path: Path):
    notice = prose(1)
    with index_file.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post(f"post-{number:03d}", notice) for number in range(3 * PER_EXACT)])
        numbers = list(index.known().values())
        assert len(index.equal(numbers)) <= PER_EXACT * len(numbers)


def damage(path: Path) -> bytes:
    """Flip the bits of a byte in the middle, where passages lie; return what the file holds then."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    return bytes(data)


def big(path: Path) -> None:
    with index_file.writing(path, "") as index:
        index.add(
            [post(f"post-{number}", *[prose(number * 100 + part, 200) for part in range(20)]) for number in range(40)]
        )


def read_all(path: Path) -> None:
    with index_file.reading(path) as index:
        index.passages_of(list(index.known().values()))


def test_an_index_damaged_in_the_middle_is_put_aside_as_evidence_and_begun_anew(tmp_path: Path):
    big(path := tmp_path / "index.duckdb")
    rotten = damage(path)
    with pytest.raises(IndexDamaged, match=r"index\.duckdb\.damaged"):
        read_all(path)
    assert not path.exists()
    assert evidence(path).read_bytes() == rotten
    with index_file.writing(path, "") as index:
        assert index.known() == {}


@pytest.mark.parametrize("rotten", [b"rotten", b"", bytes(100_000), "half"])
def test_a_file_that_is_no_index_is_damaged_for_readers_and_writers(tmp_path: Path, rotten: bytes | str):
    big(path := tmp_path / "index.duckdb")
    data = path.read_bytes()
    for opened in (index_file.reading(path), index_file.writing(path, "")):
        path.write_bytes(rotten if isinstance(rotten, bytes) else data[: len(data) // 2])
        with pytest.raises(IndexDamaged), opened as index:
            index.passages_of(list(index.known().values()))
        assert not path.exists()
    with index_file.writing(path, "") as index:
        assert index.known() == {}


def test_a_locked_index_is_not_damaged_and_stays(tmp_path: Path):
    big(path := tmp_path / "index.duckdb")
    data = path.read_bytes()
    hold = f"import duckdb, sys; held = duckdb.connect({str(path)!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        for opened in (index_file.reading(path), index_file.writing(path, "")):
            with pytest.raises(IndexLocked), opened:
                pass
        other.kill()
    assert path.read_bytes() == data
    read_all(path)


def test_a_disk_that_takes_no_more_is_not_damage(tmp_path: Path):
    big(path := tmp_path / "index.duckdb")
    held = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    more = [
        post(f"more-{number}", *[prose(number * 100 + part, 200) for part in range(20)]) for number in range(100, 140)
    ]
    with pytest.raises(duckdb.Error, match="File too large"):  # noqa: PT012 - the limit has to end with the writing
        try:
            with index_file.writing(path, "") as index:
                resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
                index.add(more)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, held)
    assert not evidence(path).exists()
    read_all(path)


def test_a_reader_of_a_damaged_index_leaves_the_one_that_was_built_meanwhile(tmp_path: Path):
    big(path := tmp_path / "index.duckdb")
    damage(path)
    with pytest.raises(IndexDamaged), index_file.reading(path) as index:  # noqa: PT012 - meanwhile is between opening and reading
        path.rename(tmp_path / "elsewhere")  # as another reader does, and then a writer
        path.write_bytes(b"built anew")
        index.passages_of(list(index.known().values()))
    assert path.read_bytes() == b"built anew"
    assert not evidence(path).exists()
