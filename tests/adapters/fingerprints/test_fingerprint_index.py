"""The fingerprint index: what it finds, what a retry changes, what removal leaves."""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from content_quality.adapters.fingerprints import index_file, lookup
from content_quality.adapters.fingerprints.index import Index
from content_quality.adapters.fingerprints.index_file import IndexDamaged, IndexLocked, IndexMissing, evidence
from content_quality.adapters.fingerprints.version_files import VersionsDamaged, write_versions
from content_quality.core.cross_post.passages import PostVersion, post_version
from content_quality.core.cross_post.verification import copied
from content_quality.core.document.post import Post
from content_quality.core.settings import Settings

SETTINGS = Settings()
WORDS = "harbour lantern orchard velvet thunder gravel meadow copper violin engine pillow saddle window barley candle timber marble feather".split()


def prose(seed: int, words: int = 60) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(words)) + "."


def made(seed: int, words: int) -> str:
    """Return words that no other seed has."""
    chosen = random.Random(seed)
    return " ".join(
        "".join(chosen.choice("bcdfghjklmnprstvwz") + chosen.choice("aeiou") for _ in range(3)) for _ in range(words)
    )


def edited(text: str, seed: int) -> str:
    """Return `text` with a tenth of its words replaced."""
    chosen = random.Random(seed)
    return " ".join(made(chosen.randrange(1_000_000), 1) if chosen.random() < 0.1 else word for word in text.split())


def post(name: str, *paragraphs: str) -> PostVersion:
    text = f"---\ntitle: {name}\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    return post_version(Post.read(text.encode(), f"{name}.md", name), SETTINGS)


def near(index: Index, numbers: list[int], common: int = 64) -> list[tuple[int, int]]:
    """Return the passages that share rare fingerprints with those of `numbers`."""
    index.learn(numbers, common)
    index.follow(numbers)
    return [(passage, other) for passage, other, _ in index.near(numbers, 8, common)]


def pairs(index: Index, *names: str) -> set[tuple[str, str]]:
    """Return which posts share passages with those named, by any way of looking."""
    known = {post_id: number for (post_id, _), number in index.known().items()}
    mine = [known[name] for name in names]
    found = near(index, mine) + index.equal(mine)
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
    with index_file.writing(path, "") as index:
        assert pairs(index, "b") == {("b", "a")}
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


def test_counting_in_slices_finds_what_counting_at_once_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = prose(1, 120)
    with index_file.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post("old", text), post("new", text.replace("harbour", "haven"))])
        numbers = [number for (name, _), number in index.known().items() if name == "new"]
        whole = near(index, numbers)
        monkeypatch.setattr(lookup, "SLICE", 20)
        assert near(index, numbers) == whole != []


def test_a_phrase_that_a_site_repeats_makes_no_candidates(tmp_path: Path):
    phrase = "to book a place write to the office before noon on friday and bring a coat"
    with index_file.writing(tmp_path / "index.duckdb", "") as index:
        index.add(
            [
                post(f"post-{number:02d}", f"{made(number, 40)} {phrase}. {made(100 + number, 40)}")
                for number in range(80)
            ]
        )
        numbers = list(index.known().values())
        index.learn(numbers, 64)
        index.follow(numbers)
        assert not [pair for pair in index.near(numbers, 8, 64) if pair[2]]


def test_one_edited_article_in_fifty_posts_stays_found(tmp_path: Path):
    article = [made(number, 60) for number in range(4)]
    with index_file.writing(tmp_path / "index.duckdb", "") as index:
        index.add(
            post(
                f"post-{number:03d}",
                made(1_000 + number, 60),
                *(edited(text, number) for text in article),
                made(2_000 + number, 60),
            )
            for number in range(50)
        )
        last = max(index.known().values())
        placed = index.passages({number for pair in near(index, [last]) for number in pair})
        found = {
            own for own, other in near(index, [last]) if copied(placed[own].passage.text, placed[other].passage.text)
        }
        assert len(found) == len(article)


def test_candidates_of_one_post_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lookup, "PER_POST", 5)
    article = [made(number, 60) for number in range(10)]
    with index_file.writing(tmp_path / "index.duckdb", "") as index:
        index.add(post(f"post-{number}", *(edited(text, number) for text in article)) for number in range(4))
        assert len(near(index, [max(index.known().values())])) == 5


def test_versions_kept_in_files_are_loaded_as_they_were_made(tmp_path: Path):
    versions = [post("a", prose(1), prose(2)), post("b", prose(2), prose(3)), post("empty")]
    write_versions(tmp_path / "kept" / "001", versions)
    wanted = {(one.post_id, one.sha256): "2026-11-01" for one in versions}
    with (
        index_file.writing(tmp_path / "added.duckdb", "") as added,
        index_file.writing(tmp_path / "loaded.duckdb", "", tmp_path / "kept") as loaded,
    ):
        added.add(versions)
        for _ in range(2):
            assert set(loaded.load(tmp_path / "kept" / "001", wanted)) == set(wanted)
        assert len(loaded.known()) == 3
        assert pairs(loaded, "b") == pairs(added, "b") == {("b", "a")}
        one, other = (
            [placed.passage for placed in index.passages_of(list(index.known().values()))] for index in (added, loaded)
        )
        assert one == other
        assert set(loaded.first_seen(["a", "b"]).values()) == {"2026-11-01"}


def test_only_wanted_versions_are_loaded_and_damaged_files_are_not_believed(tmp_path: Path):
    folder = tmp_path / "kept" / "001"
    a, b = post("a", prose(1)), post("b", prose(2))
    write_versions(folder, [a, b])
    with index_file.writing(tmp_path / "index.duckdb", "", tmp_path / "kept") as index:
        assert index.load(folder, {("b", b.sha256): "", ("c", "other"): ""}) == [("b", b.sha256)]
        damaged = folder / "passages.parquet"
        damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
        with pytest.raises(VersionsDamaged):
            index.load(folder, {("a", a.sha256): ""})
        assert [name for name, _ in index.known()] == ["b"]
    assert not evidence(tmp_path / "index.duckdb").exists()


def test_an_index_opens_no_file_outside_its_folder_of_versions(tmp_path: Path):
    write_versions(tmp_path / "elsewhere", [post("a", prose(1))])
    with (
        index_file.writing(tmp_path / "index.duckdb", "", tmp_path / "kept") as index,
        pytest.raises(VersionsDamaged, match="cannot be read"),
    ):
        index.load(tmp_path / "elsewhere", {})


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
        index.add([post(f"post-{number:03d}", notice) for number in range(3 * lookup.PER_EXACT)])
        numbers = list(index.known().values())
        assert len(index.equal(numbers)) <= lookup.PER_EXACT * len(numbers)


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


def test_a_copy_in_part_is_looked_for_where_passages_in_a_row_speak_for_one_older_post(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first, second = made(1, 60), made(2, 60)  # each has some forty fingerprints that nobody else has
    monkeypatch.setattr(lookup, "TOGETHER", 60)
    apart = [made(100 + number, 60) for number in range(5)]
    with index_file.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post("old", first, second)])
        index.add([post("row", f"{first} and more", f"{second} and more")])
        index.add([post("apart", f"{first} or less", *apart, f"{second} or less")])
        index.add([post("much", f"{first} {' '.join(apart)}")])
        known = {post_id: number for (post_id, _), number in index.known().items()}
        index.learn(list(known.values()), 64)

        def flags(name: str) -> set[bool]:
            index.follow([known[name]])
            return {sure for _, other, sure in index.near([known[name]], 8, 64) if other >> 12 == known["old"]}

        assert flags("row") == {True}
        assert flags("apart") == {False}
        assert flags("much") == set()  # one is several times as long: they cannot be copies as a whole
