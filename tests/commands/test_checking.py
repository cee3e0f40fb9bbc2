"""`content-quality check` as a writer, a git hook and an editor run it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from content_quality.cli import main
from tests.conftest import CLEAN

SOUND = CLEAN.format(title="The reading room")
PARAGRAPH = (
    "The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for "
    "apples, and members pay twelve euros a year. Most tools come back cleaner than they left.\n"
)
DAMAGED = f"---\ntitle: Tools\ndate: 2026-11-02\n---\n\n{PARAGRAPH}\n{PARAGRAPH}"


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Mira", "-c", "user.email=mira@example.org", "-c", "core.autocrlf=false")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    git(folder, "init", "-q")
    monkeypatch.chdir(folder)
    return folder


def report(capfd: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return the verdict of each post."""
    return {post["path"]: post["verdict"] for post in json.loads(capfd.readouterr().out)["posts"]}


def test_staged_reads_the_index_and_not_the_working_tree(repository: Path, capfd):
    (repository / "a.md").write_text(DAMAGED)
    git(repository, "add", "a.md")
    (repository / "a.md").write_text(SOUND)
    assert main(["check", "--staged", "--format", "json"]) == 1
    assert report(capfd) == {"a.md": "hold"}
    git(repository, "add", "a.md")
    (repository / "a.md").write_text(DAMAGED)
    assert main(["check", "--staged", "--format", "json"]) == 0
    assert report(capfd) == {"a.md": "clear"}


def test_staged_shows_the_lines_of_the_index(repository: Path, capfd):
    (repository / "a.md").write_text(DAMAGED)
    git(repository, "add", "a.md")
    (repository / "a.md").unlink()
    assert main(["check", "--staged"]) == 1
    assert "      The library of things opened" in capfd.readouterr().out


def test_staged_looks_only_at_what_the_next_commit_changes(repository: Path, capfd):
    for name in ("old.md", "gone.md", "both.md"):
        (repository / name).write_text(DAMAGED)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "first")
    git(repository, "rm", "-q", "--cached", "gone.md")
    (repository / "both.md").write_text(SOUND)
    (repository / "new.md").write_text(SOUND)
    (repository / "notes.txt").write_text("nothing\n")
    git(repository, "add", "both.md", "new.md", "notes.txt")
    (repository / "unknown.md").write_text(DAMAGED)
    assert main(["check", "--staged", "--format", "json"]) == 0
    assert report(capfd) == {"both.md": "clear", "new.md": "clear"}


def test_nothing_staged_is_well(repository: Path, capfd):
    (repository / "a.md").write_text(DAMAGED)
    assert main(["check", "--staged"]) == 0
    assert "0 posts" in capfd.readouterr().out


def test_staged_posts_are_named_as_the_user_types_their_folder(repository: Path, capfd, monkeypatch):
    for name in ("blog/posts/a.md", "blog/.drafts/b.md", "blog/node_modules/c.md", "pages/d.md"):
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text(SOUND)
    git(repository, "add", "-f", ".")
    assert main(["check", "--staged", "--format", "json", "blog/"]) == 0
    assert report(capfd) == {"blog/posts/a.md": "clear"}
    monkeypatch.chdir(repository / "blog")
    assert main(["check", "--staged", "--format", "json"]) == 0
    assert report(capfd) == {"posts/a.md": "clear"}
    assert main(["check", "--staged", "--format", "json", "posts/a.md", "../pages"]) == 0
    assert report(capfd) == {"posts/a.md": "clear", "../pages/d.md": "clear"}


def test_a_staged_link_a_long_post_and_an_open_merge_are_held(repository: Path, tmp_path: Path, capfd):
    (repository / "content-quality.toml").write_text("[limits]\nmax_bytes = 600\n")
    (repository / "link.md").symlink_to("elsewhere.md")
    (repository / "long.md").write_text(SOUND * 3)
    (repository / "a.md").write_text(SOUND)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "first")
    git(repository, "branch", "other")
    (repository / "a.md").write_text(SOUND + "\nHere.\n")
    (repository / "long.md").write_text(SOUND * 4)
    (repository / "link.md").unlink()
    (repository / "link.md").symlink_to("nowhere.md")
    git(repository, "add", ".")
    assert main(["check", "--staged", "--format", "json", "--config", "content-quality.toml"]) == 1
    assert report(capfd) == {"a.md": "clear", "link.md": "hold", "long.md": "hold"}
    git(repository, "commit", "-q", "-m", "second")
    git(repository, "checkout", "-q", "other")
    (repository / "a.md").write_text(SOUND + "\nThere.\n")
    git(repository, "commit", "-q", "-a", "-m", "third")
    subprocess.run(["git", "merge", "-q", "-"], cwd=repository, capture_output=True, check=False)
    assert main(["check", "--staged", "a.md"]) == 1
    assert "merge conflict" in capfd.readouterr().out


def test_a_staged_name_may_hold_any_character(repository: Path, capfd):
    names = ["Ein Satz, mit Komma.md", "記事.md", "line\nend.md", "-rf.md", 'quo"te.md']
    for name in names:
        (repository / name).write_text(SOUND)
    git(repository, "add", ".")
    assert main(["check", "--staged", "--format", "json"]) == 0
    assert sorted(report(capfd)) == sorted(names)


def test_a_staged_post_that_the_repository_has_lost_is_said_in_a_sentence(repository: Path, capfd):
    (repository / "a.md").write_text(SOUND)
    git(repository, "add", "a.md")
    for blob in (repository / ".git" / "objects").glob("??/*"):
        blob.unlink()
    assert main(["check", "--staged"]) == 2
    assert "content-quality: --staged: " in capfd.readouterr().err


def given(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


def test_a_post_from_the_standard_input_is_judged_under_its_path(tmp_path: Path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(SOUND)
    given(monkeypatch, DAMAGED.encode())
    assert main(["check", "-", "--stdin-filename", "a.md", "--format", "json"]) == 1
    assert report(capfd) == {"a.md": "hold"}
    given(monkeypatch, DAMAGED.encode())
    assert main(["check", "-", "--stdin-filename", "posts/new.md"]) == 1
    out = capfd.readouterr().out
    assert out.startswith("posts/new.md: hold")
    assert "      The library of things opened" in out


def test_the_settings_know_a_post_from_the_standard_input_by_its_path(tmp_path: Path, monkeypatch, capfd):
    config = tmp_path / "content-quality.toml"
    config.write_text('[[sources]]\nname = "posts"\npath = "posts"\n')
    (tmp_path / "posts").mkdir()
    post = tmp_path / "posts" / "a.md"
    post.write_text(DAMAGED)
    waiver = ["waive", str(post), "--check", "repeated-passage", "--reason", "a refrain", "--by", "Mira"]
    assert main([*waiver, "--config", str(config)]) == 0
    post.unlink()
    given(monkeypatch, DAMAGED.encode())
    assert main(["check", "-", "--stdin-filename", str(post), "--config", str(config)]) == 0
    assert "accepted: a refrain" in capfd.readouterr().out


def test_a_text_beyond_the_limit_is_held_without_being_read_whole(tmp_path: Path, monkeypatch, capfd):
    config = tmp_path / "content-quality.toml"
    config.write_text("[limits]\nmax_bytes = 100\n")
    given(monkeypatch, b"x" * 1000)
    assert main(["check", "-", "--stdin-filename", "a.md", "--config", str(config)]) == 1
    assert "The text has more than 100 bytes." in capfd.readouterr().out


def test_statistics_count_by_check_and_severity(tmp_path: Path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(DAMAGED)
    (tmp_path / "b.md").write_text(DAMAGED.replace("Tools", "Ladders"))
    assert main(["check", "--statistics", "a.md", "b.md"]) == 1
    lines = capfd.readouterr().out.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("check "))
    assert lines[start].split() == ["check", "blocker", "warning", "info"]
    assert ["repeated-passage", "2", "0", "0"] in [line.split() for line in lines[start:]]
    assert lines[-1].split()[:3] == ["all", "checks", "2"]
    assert main(["check", "--statistics", "--format", "json", "a.md"]) == 1
    said = capfd.readouterr()
    assert json.loads(said.out)["summary"]["hold"] == 1
    assert "all checks" in said.err


def test_exit_zero_forgives_findings_and_not_what_is_undecided(tmp_path: Path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(DAMAGED)
    assert main(["check", "--exit-zero", "a.md"]) == 0
    assert main(["check", "--exit-zero", "nowhere.md"]) == 2


PROFILES = """
[checks]
repeated-passage = "info"

[profiles.writing]

[profiles.release]
repeated-passage = "blocker"
"""


def test_a_profile_sets_the_severities_of_one_use(tmp_path: Path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(DAMAGED)
    (tmp_path / "content-quality.toml").write_text(PROFILES)
    command = ["check", "a.md", "--config", "content-quality.toml"]
    assert main(command) == 0
    assert main([*command, "--profile", "writing"]) == 0
    assert main([*command, "--profile", "release"]) == 1


MISTAKES = {
    "no path": ([], "name a post or a folder"),
    "no path but an archive": (["--against", "archive", "a.md"], "put it before --against"),
    "an unknown profile": (
        ["--config", "content-quality.toml", "--profile", "night", "."],
        "'night' is not a profile. The settings have these profiles: writing, release.",
    ),
    "a profile without settings": (["--profile", "ci", "."], "Add --config"),
    "an unknown check": (["--select", "loose-end", "."], "there is no check loose-end"),
    "a missing settings file": (["--config", "no.toml", "."], "no.toml: The settings cannot be read"),
    "a folder for settings": (["--config", ".", "."], "The settings cannot be read"),
    "settings that are no TOML": (["--config", "bad.toml", "."], "not valid TOML"),
    "the standard input without a path": (["-"], "needs --stdin-filename"),
    "an empty path for the standard input": (["-", "--stdin-filename", ""], "needs --stdin-filename"),
    "a path without the standard input": (["--stdin-filename", "a.md", "."], "needs the path -"),
    "the standard input and a file": (["-", "a.md", "--stdin-filename", "a.md"], "stands alone"),
    "the standard input and the index": (["-", "--staged", "--stdin-filename", "a.md"], "cannot be combined"),
    "no repository": (["--staged"], "--staged: fatal: not a git repository"),
    "an unknown revision": (["--since", "HEAD", "."], "--since HEAD: "),
    "a report in no folder": (["--output", "json=nowhere/report.json", "a.md"], "nowhere/report.json: No such file"),
    "a report that is a folder": (["--output", "json=.", "a.md"], "Is a directory"),
    "a missing archive": (["--against", "nowhere", "--", "a.md"], "nowhere: no such file or folder"),
}


@pytest.mark.parametrize(("arguments", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_what_is_wrong_with_a_request_is_said_in_a_sentence(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch, capfd
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.md").write_text(SOUND)
    (tmp_path / "bad.toml").write_text("[site\n")
    (tmp_path / "content-quality.toml").write_text(PROFILES)
    assert main(["check", *arguments]) == 2
    assert words in capfd.readouterr().err


OPTIONS = {
    "an unknown format": ["--format", "pdf", "."],
    "an output without a file": ["--output", "json", "."],
    "no process": ["--jobs", "0", "."],
    "both kinds of choice": ["--select", "no-text", "--ignore", "no-text", "."],
    "both kinds of status": ["--exit-zero", "--fail-on", "warning", "."],
    "both kinds of change": ["--staged", "--since", "HEAD", "."],
    "an unknown option": ["--fast", "."],
}


@pytest.mark.parametrize("arguments", OPTIONS.values(), ids=OPTIONS.keys())
def test_a_wrong_option_ends_with_the_usage(arguments: list[str], capfd):
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    assert ended.value.code == 2
    assert ": error: " in capfd.readouterr().err


def test_settings_that_were_not_named_are_mentioned(tmp_path: Path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(SOUND)
    (tmp_path / "content-quality.toml").write_text("")
    assert main(["check", "a.md"]) == 0
    assert "add --config content-quality.toml" in capfd.readouterr().err
    assert main(["check", "a.md", "--config", "content-quality.toml"]) == 0
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("folder", "paths", "named"),
    [
        (".", ["."], "content-quality.toml"),
        (".", ["_posts/a.md"], "content-quality.toml"),
        ("_posts", ["."], "../content-quality.toml"),
        ("..", ["site/_posts"], "site/content-quality.toml"),
    ],
)
@pytest.mark.parametrize("form", ["text", "github"])
def test_settings_that_do_not_count_are_named(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capfd, folder, paths, named, form
):
    (repository / "_posts").mkdir()
    (repository / "_posts" / "a.md").write_text(SOUND)
    (repository / "content-quality.toml").write_text('[checks]\nno-text = "off"\n')
    monkeypatch.chdir(folder)
    assert main(["check", "--format", form, *paths]) == 0
    assert f"the settings in {named} are not used; to use them, add --config {named}\n" in capfd.readouterr().err
    assert main(["check", "--config", named, *paths]) == 0
    assert "not used" not in capfd.readouterr().err


def test_an_editor_that_sends_a_text_hears_nothing_about_settings(repository: Path, monkeypatch, capfd):
    (repository / "content-quality.toml").write_text("")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SOUND.encode())))
    assert main(["check", "-", "--stdin-filename", "a.md"]) == 0
    assert capfd.readouterr().err == ""


def test_without_a_command_the_commands_are_listed(capfd):
    assert main([]) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert "check posts, and print what is wrong" in told.err
