"""Rows that stay in their files: decoded when they are wanted, and only while they are what was verified."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_quality.adapters.state.files import Json, pack, verified_lines, write_lines
from content_quality.adapters.state.sealed_lines import FileDamaged
from content_quality.adapters.state.stored_rows import StoredRows


def row(name: str, said: str = "x") -> Json:
    return {"post_id": name, "said": said}


def stored(*paths: Path) -> StoredRows[Json]:
    found = StoredRows[Json](dict)
    for path in paths:
        found.add(path, verified_lines(path))
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    write_lines(path, [row("posts/a.md", "one"), row("posts/b.md", "two\nlines"), row("posts/c.md", "三")])
    return path


def test_rows_come_in_the_order_of_their_files(path: Path, tmp_path: Path):
    other = tmp_path / "more.jsonl"
    write_lines(other, [row("posts/0.md")])
    assert [one["post_id"] for one in stored(path, other)] == ["posts/a.md", "posts/b.md", "posts/c.md", "posts/0.md"]


def test_one_row_is_found_by_its_post(path: Path):
    rows = stored(path)
    assert rows.get("posts/b.md") == row("posts/b.md", "two\nlines")
    assert rows.get("posts/x.md") is None
    assert "posts/c.md" in rows
    assert len(rows) == 3


def test_some_rows_are_found_by_their_posts(path: Path):
    assert stored(path).among(["posts/c.md", "posts/a.md", "posts/x.md"]) == {
        "posts/a.md": row("posts/a.md", "one"),
        "posts/c.md": row("posts/c.md", "三"),
    }


def test_the_first_row_of_a_post_counts(path: Path, tmp_path: Path):
    other = tmp_path / "more.jsonl"
    write_lines(other, [row("posts/a.md", "later")])
    rows = stored(path)
    assert rows.add(other, verified_lines(other)) == 1
    assert rows.get("posts/a.md") == row("posts/a.md", "one")


def test_packed_files_are_read_alike(tmp_path: Path):
    path = tmp_path / "rows.jsonl"
    write_lines(path, [row(f"posts/{number}.md", "words " * 50) for number in range(50)])
    plain = list(stored(path))
    assert pack(path)
    rows = stored(path)
    assert list(rows) == plain
    assert rows.get("posts/7.md") == plain[7]


def test_a_row_that_changed_after_it_was_verified_is_refused(path: Path):
    rows = stored(path)
    path.write_bytes(path.read_bytes().replace(b"one", b"two"))
    with pytest.raises(FileDamaged, match="has changed"):
        rows.get("posts/a.md")


def test_a_row_that_cannot_be_decoded_is_damage(path: Path):
    rows = StoredRows[str](lambda one: str(one["missing"]))
    rows.add(path, verified_lines(path))
    with pytest.raises(FileDamaged, match=r"rows\.jsonl: a row cannot be read"):
        rows.get("posts/a.md")


def test_a_row_of_another_order_is_found_as_well(tmp_path: Path):
    path = tmp_path / "rows.jsonl"
    write_lines(path, [{"said": "x", "post_id": "posts/a.md"}])
    assert [*stored(path).post_ids] == ["posts/a.md"]


@given(st.lists(st.text(min_size=1, max_size=9).filter(lambda name: name.isprintable()), unique=True, max_size=9))
def test_every_name_is_found_whatever_it_is(tmp_path_factory: pytest.TempPathFactory, names: list[str]):
    path = tmp_path_factory.mktemp("rows") / "rows.jsonl"
    write_lines(path, map(row, names))
    rows = stored(path)
    assert [rows.get(name) for name in names] == [row(name) for name in names]
