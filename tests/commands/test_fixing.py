"""`content-quality check --diff` and `--fix` as an editor, a hook and a program use them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest

from content_quality.cli import main
from content_quality.pipeline.local import fix_files
from tests.test_report import SCHEMA

TEXT = (
    "The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for "
    "apples, and members pay twelve euros a year."
)
LAST = "On Saturdays a mechanic repairs what was broken during the week. Many people leave some coins in the jar."
SOUND = f"---\r\ntitle: 'He said \"stop\" and left'\r\ndate: 2026-03-02\r\n---\r\n\r\n{TEXT}\r\n\r\n## Repairs\r\n\r\n{LAST}".encode()
DAMAGED = b"\xef\xbb\xbf" + SOUND.replace(b"'He said \"stop\" and left'", b'"He said "stop" and left"').replace(
    b"## ", b"##"
)


@pytest.fixture
def post(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "_posts" / "a.md"
    path.parent.mkdir()
    path.write_bytes(DAMAGED)
    return path


def test_a_diff_is_printed_and_nothing_is_written(post, capsys):
    assert main(["check", "--diff", "_posts"]) == 1
    told = capsys.readouterr()
    assert '-title: "He said "stop" and left"\n' in told.out
    assert "+title: 'He said \"stop\" and left'\n" in told.out
    assert "-##Repairs\n+## Repairs\n" in told.out
    assert "1 post can be fixed; nothing was written: flattened-markup 1, front-matter-syntax 2." in told.err
    assert post.read_bytes() == DAMAGED


def test_a_fix_keeps_every_other_byte_and_the_mode_of_the_file(post, capsys):
    post.chmod(0o640)
    assert main(["check", "--fix", "_posts"]) == 0
    assert post.read_bytes() == SOUND
    assert post.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in post.parent.iterdir()] == ["a.md"]
    told = capsys.readouterr()
    assert "1 post: 0 hold" in told.out
    assert "_posts/a.md:8: fixed [flattened-markup]" in told.err
    assert main(["check", "--diff", "_posts"]) == 0
    assert "There is nothing to fix." in capsys.readouterr().err


def test_a_sound_post_is_not_written(post):
    post.write_bytes(SOUND)
    before = post.stat()
    assert main(["check", "--fix", str(post)]) == 0
    assert (post.stat().st_ino, post.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_is_left_decides_the_exit_status(post):
    post.write_bytes(DAMAGED + b"\r\n\r\n<<<<<<< HEAD\r\n\r\n>>>>>>> draft")
    assert main(["check", "--fix", "_posts"]) == 1
    assert main(["check", "--fix", "--exit-zero", "_posts"]) == 0


def test_the_report_for_programs_is_that_of_the_fixed_posts(post, capsys):
    assert main(["check", "--fix", "--format", "json", "_posts"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [post["verdict"] for post in report["posts"]] == ["clear"]


def test_the_report_names_the_edits_of_a_fix(post, capsys):
    main(["check", "--format", "json", "_posts"])
    report = json.loads(capsys.readouterr().out)
    jsonschema.validate(report, SCHEMA)
    findings = report["posts"][0]["findings"]
    fixes = {one["line"]: one["fix"] for one in findings if "fix" in one}
    text = DAMAGED.decode("utf-8-sig")
    assert fixes[1] == {"edits": [], "drops_byte_order_mark": True}
    (edit,) = fixes[8]["edits"]
    assert (text[edit["start"] - 2 : edit["start"]], edit["end"], edit["replacement"]) == ("##", edit["start"], " ")
    for edit in reversed([edit for fix in fixes.values() for edit in fix["edits"]]):
        text = text[: edit["start"]] + edit["replacement"] + text[edit["end"] :]
    assert text.encode() == SOUND


def test_only_chosen_checks_are_fixed(post):
    assert main(["check", "--fix", "--select", "flattened-markup", "_posts"]) == 0
    assert post.read_bytes() == DAMAGED.replace(b"##R", b"## R")


def test_what_a_comment_waives_stays(post):
    until = datetime.now(UTC).date() + timedelta(days=30)
    comment = f"<!-- content-quality: allow flattened-markup -- the name of a channel until {until} -->"
    waived = SOUND.replace(b"## Repairs", f"{comment}\r\n\r\n##Repairs".encode())
    post.write_bytes(waived)
    (post.parents[1] / "content-quality.toml").write_text("[waivers]\ninline = true\n")
    assert main(["check", "--fix", "--config", "content-quality.toml", "_posts"]) == 0
    assert post.read_bytes() == waived
    assert main(["check", "--fix", "_posts"]) == 0
    assert b"## Repairs" in post.read_bytes()


def test_a_post_that_changes_meanwhile_is_not_written(post, monkeypatch, capsys):
    propose = fix_files.proposed_fixes

    def slowly(*arguments):
        for one in propose(*arguments):
            post.write_bytes(DAMAGED + b" more")
            yield one

    monkeypatch.setattr(fix_files, "proposed_fixes", slowly)
    assert main(["check", "--fix", "_posts"]) == 2
    assert post.read_bytes() == DAMAGED + b" more"
    assert "The file changed meanwhile. Nothing was written." in capsys.readouterr().err


def test_no_link_is_written_through(post, tmp_path, monkeypatch):
    outside = tmp_path / "outside.md"
    outside.write_bytes(DAMAGED)
    (post.parent / "link.md").symlink_to(outside)
    assert main(["check", "--fix", "_posts/link.md"]) == 1  # a link is not read, which holds the post
    main(["check", "--fix", "_posts"])
    assert outside.read_bytes() == DAMAGED
    post.write_bytes(DAMAGED)
    propose = fix_files.proposed_fixes

    def slowly(*arguments):
        for one in propose(*arguments):
            folder = post.parent.rename(tmp_path / "elsewhere")
            post.parent.symlink_to(folder)
            yield one

    monkeypatch.setattr(fix_files, "proposed_fixes", slowly)
    assert main(["check", "--fix", "."]) == 2
    assert (tmp_path / "elsewhere" / "a.md").read_bytes() == DAMAGED


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_only_files_are_fixed(post, option, capsys):
    assert main(["check", option, "--staged"]) == 2
    assert main(["check", option, "-", "--stdin-filename", "a.md"]) == 2
    assert "leave out --staged" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["check", "--fix", "--diff", "_posts"])


def test_a_post_that_cannot_be_read_is_undecided(post):
    (post.parent / "b.md").write_bytes(b"\xff")
    assert main(["check", "--fix", "_posts", "nowhere.md"]) == 2
    assert post.read_bytes() == SOUND


def test_the_list_of_checks_says_which_have_a_fix(capsys):
    assert main(["checks"]) == 0
    lines = {line.split()[0]: line.split()[1:3] for line in capsys.readouterr().out.splitlines()}
    assert lines["front-matter-syntax"] == ["blocker", "fix"]
    assert lines["no-text"][1] != "fix"
    assert main(["explain", "unclosed-fence"]) == 0
    assert "Certain fix: The last block is closed" in capsys.readouterr().out


def test_a_finding_that_is_known_from_the_last_run_keeps_its_fix(post, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("CONTENT_QUALITY_CACHE", str(tmp_path / "cache"))
    for _ in range(2):
        assert main(["check", "--diff", "_posts"]) == 1
    assert any((tmp_path / "cache").rglob("*"))
    assert main(["check", "--fix", "_posts"]) == 0
    assert post.read_bytes() == SOUND
