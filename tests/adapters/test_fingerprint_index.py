"""The fingerprint index: what it finds, what a retry changes, what removal leaves."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from content_quality.adapters.fingerprints import index as fingerprint_index
from content_quality.adapters.fingerprints.index import HASHES, PER_EXACT, Index, IndexMissing, ranges
from content_quality.core.copies import copied
from content_quality.core.passages import Edition, edition
from content_quality.core.post import Post
from content_quality.core.settings import Settings

SETTINGS = Settings()
WORDS = "harbour lantern orchard velvet thunder gravel meadow copper violin engine pillow saddle window barley candle timber marble feather".split()


def prose(seed: int, words: int = 60) -> str:
    chosen = random.Random(seed)
    return " ".join(chosen.choice(WORDS) for _ in range(words)) + "."


def post(name: str, *paragraphs: str) -> Edition:
    text = f"---\ntitle: {name}\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    return edition(Post.read(text.encode(), f"{name}.md", name), SETTINGS)


def pairs(index: Index, *names: str) -> set[tuple[str, str]]:
    """Return which posts share passages with those named, by any way of looking."""
    known = {post_id: number for (post_id, _), number in index.known().items()}
    mine = [known[name] for name in names]
    found = [(a, b) for a, b, _ in index.candidates(mine, (0, HASHES - 1), 64)] + index.equal(mine)
    placed = index.passages({number for pair in found for number in pair})
    real = [(a, b) for a, b in found if copied(placed[a].passage.text, placed[b].passage.text)]
    by_number = {number: name for name, number in known.items()}
    return {(by_number[placed[a].edition], by_number[placed[b].edition]) for a, b in real}


def test_equal_edited_and_contained_passages_are_found_by_the_batch_alone(tmp_path: Path):
    text = prose(1)
    edited = text.replace("harbour", "haven").replace("engine", "motor")
    with fingerprint_index.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post("old", text, prose(2)), post("other", prose(3))])
        index.add([post("same", prose(4), text), post("edited", edited), post("holds", f"{prose(5, 30)} {text} {prose(6, 30)}"), post("new", prose(7))])
        assert pairs(index, "same", "new") >= {("same", "old")}
        assert not any("new" in pair or "other" in pair for pair in pairs(index, "same", "edited", "holds", "new"))
        assert ("edited", "old") in pairs(index, "edited")
        assert ("holds", "old") in pairs(index, "holds")


def test_adding_twice_changes_nothing_and_removal_leaves_nothing(tmp_path: Path):
    path = tmp_path / "index.duckdb"
    batch = [post("a", prose(1)), post("b", prose(1), prose(2))]
    for _ in range(2):
        with fingerprint_index.writing(path, "") as index:
            index.add(batch)
    with fingerprint_index.reading(path) as index:
        assert len(index.known()) == 2
        assert len(index.passages_of(list(index.known().values()))) == 3
        assert pairs(index, "b") == {("b", "a")}
    with fingerprint_index.writing(path, "") as index:
        index.remove([number for (name, _), number in index.known().items() if name == "a"])
        assert pairs(index, "b") == set()
        assert {name for name, _ in index.known()} == {"b"}


def test_an_index_made_with_other_settings_or_damaged_is_begun_anew(tmp_path: Path):
    path = tmp_path / "index.duckdb"
    with pytest.raises(IndexMissing), fingerprint_index.reading(path):
        pass
    with fingerprint_index.writing(path, "one") as index:
        index.add([post("a", prose(1))])
    with fingerprint_index.writing(path, "other") as index:
        assert index.known() == {}
        index.add([post("a", prose(1))])
    path.write_bytes(b"rotten")
    with fingerprint_index.writing(path, "other") as index:
        assert index.known() == {}


def test_ranges_of_fingerprints_hold_each_of_them_once():
    for count in (1, 3, 7, 64):
        cut = ranges(count)
        assert cut[0][0] == 0
        assert cut[-1][1] == HASHES - 1
        assert all(after[0] == before[1] + 1 for before, after in pairwise(cut))


def test_ranges_find_together_at_least_what_one_finds(tmp_path: Path):
    text = prose(1, 120)
    with fingerprint_index.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post("old", text), post("new", text.replace("harbour", "haven"))])
        numbers = [number for (name, _), number in index.known().items() if name == "new"]
        whole = {(one, other) for one, other, _ in index.candidates(numbers, (0, HASHES - 1), 64)}
        parts = {(one, other) for bounds in ranges(5) for one, other, _ in index.candidates(numbers, bounds, 64)}
        assert whole
        assert whole <= parts


def test_what_a_post_says_many_times_is_kept_once_and_pairs_stay_few(tmp_path: Path):
    said = prose(1)
    with fingerprint_index.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post(f"many-{number}", *[said] * 3_000) for number in range(3)])
        numbers = list(index.known().values())
        assert len(index.passages_of(numbers)) == 3
        assert len(index.equal(numbers)) == 6


def test_places_of_boilerplate_are_bounded_before_they_are_paired(tmp_path: Path):
    notice = prose(1)
    with fingerprint_index.writing(tmp_path / "index.duckdb", "") as index:
        index.add([post(f"post-{number:03d}", notice) for number in range(3 * PER_EXACT)])
        numbers = list(index.known().values())
        assert len(index.equal(numbers)) <= PER_EXACT * len(numbers)


def test_an_index_damaged_in_the_middle_is_thrown_away_and_says_so(tmp_path: Path):
    path = tmp_path / "index.duckdb"
    with fingerprint_index.writing(path, "") as index:
        index.add([post(f"post-{number}", *[prose(number * 100 + part, 200) for part in range(20)]) for number in range(40)])
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 8, len(data), 4_096):  # behind the headers, in every block
        data[at] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(IndexMissing, match="damaged"), fingerprint_index.reading(path) as index:
        index.passages_of(list(index.known().values()))
    assert not path.exists()
    with fingerprint_index.writing(path, "") as index:
        assert index.known() == {}
