"""`content-quality repair` as an editor runs it."""

from __future__ import annotations

import pytest

from content_quality.cli import main

HEAD = "---\r\ntitle: A shelf for tools\r\ndate: 2026-03-02\r\n---\r\n\r\n"
FIRST = (
    "The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for "
    "apples, and members pay twelve euros a year. Most tools come back cleaner than they left."
)
LAST = "On Saturdays a mechanic repairs what was broken during the week. Many people leave some coins in the jar."
SOUND = f"\ufeff{HEAD}{FIRST}\r\n\r\n{LAST}\r\n".encode()
DAMAGED = f"\ufeff{HEAD}{FIRST}\r\n\r\n{FIRST}\r\n\r\n{LAST}\r\n".encode()


@pytest.fixture
def post(tmp_path):
    path = tmp_path / "tools.md"
    path.write_bytes(DAMAGED)
    return path


def test_a_repair_is_printed_as_a_diff_and_nothing_is_written(post, capsys):
    assert main(["repair", str(post)]) == 1
    out = capsys.readouterr().out
    assert f"-{FIRST}" in out
    assert "findings gone; confidence high" in out
    assert post.read_bytes() == DAMAGED


def test_a_written_repair_keeps_line_ends_byte_order_mark_and_mode(post, capsys):
    post.chmod(0o640)
    assert main(["repair", str(post), "--write"]) == 0
    assert post.read_bytes() == SOUND
    assert post.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in post.parent.iterdir()] == ["tools.md"]
    assert main(["repair", str(post)]) == 0
    assert "Nothing to repair." in capsys.readouterr().out


def test_a_folder_is_shown_as_a_table_by_confidence(post, capsys):
    (post.parent / "sound.md").write_bytes(SOUND)
    assert main(["repair", "--all", "--dry-run", str(post.parent)]) == 1
    out = capsys.readouterr().out
    assert "high" in out
    assert "1 posts need no repair" in out
    assert post.read_bytes() == DAMAGED


def test_a_folder_is_never_written(post, capsys):
    assert main(["repair", "--all", "--write", str(post.parent)]) == 2
    assert post.read_bytes() == DAMAGED


def test_what_cannot_be_read_is_undecided(tmp_path, capsys):
    assert main(["repair", str(tmp_path / "none.md")]) == 2
    assert main(["repair", str(tmp_path)]) == 2
    (tmp_path / "latin.md").write_bytes(b"caf\xe9\n")
    assert main(["repair", str(tmp_path / "latin.md")]) == 2


def test_a_passage_with_a_waiver_stays(post, tmp_path, capsys):
    config = tmp_path / "content-quality.toml"
    config.write_text(f'[[sources]]\nname = "posts"\npath = "{post.parent.as_posix()}"\n', "utf-8")
    arguments = ["waive", str(post), "--check", "repeated-passage", "--reason", "a refrain", "--by", "Mira"]
    assert main(["repair", str(post), "--config", str(config)]) == 1
    assert main([*arguments, "--config", str(config)]) == 0
    assert main(["repair", str(post), "--config", str(config)]) == 0
    assert "Nothing to repair." in capsys.readouterr().out


def test_the_other_copy_is_kept_or_the_edit_left_out_by_its_number(tmp_path, capsys):
    head, first, last = HEAD.replace("\r\n", "\n"), FIRST, LAST
    post = tmp_path / "tools.md"
    post.write_text(f"{head}{first}\n\n{last}\n\n{first}\n", "utf-8")
    assert main(["repair", str(post)]) == 1
    assert "  1. line 10: copy; the other copy: line 6 [" in capsys.readouterr().out
    assert main(["repair", str(post), "--keep", "1"]) == 1
    assert f"-{first}" in capsys.readouterr().out
    assert main(["repair", str(post), "--keep", "1", "--write"]) == 0
    assert post.read_text("utf-8") == f"{head}{last}\n\n{first}\n"
    post.write_text(f"{head}{first}\n\n{last}\n\n{first}\n", "utf-8")
    assert main(["repair", str(post), "--leave", "1", "--write"]) == 0
    assert post.read_text("utf-8") == f"{head}{first}\n\n{last}\n\n{first}\n"


@pytest.mark.parametrize("choice", [["--keep", "7"], ["--keep", "0"], ["--delete", "1"], ["--all", "--keep", "1"]])
def test_what_cannot_be_chosen_is_refused(post, capsys, choice):
    before = post.read_bytes()
    where = str(post.parent if "--all" in choice else post)
    assert main(["repair", where, *choice]) == 2
    assert "edit" in capsys.readouterr().err
    assert post.read_bytes() == before
