"""`content-quality config show` names each setting that applies to a post, and where it comes from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content_quality.cli import main
from tests.conftest import CLEAN

SETTINGS = """
[site]
generator = "jekyll"
[[sources]]
name = "posts"
path = "_posts"
[waivers]
inline = true
[reading_time]
tolerance_minutes = 2
[checks]
repeated-heading = "info"
no-text = "off"
[profiles.release]
no-text = "blocker"
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content-quality.toml").write_text(SETTINGS)
    (tmp_path / "_posts").mkdir()
    return tmp_path


def shown(capsys, *arguments: str) -> dict[str, list[str]]:
    """Return the words of each row by its first."""
    assert main(["config", "show", "_posts/a.md", "--config", "content-quality.toml", *arguments]) == 0
    return {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines() if line.strip()}


def test_what_the_file_sets_is_told_from_defaults(site: Path, capsys):
    (site / "_posts" / "a.md").write_text(CLEAN.format(title="A"))
    rows = shown(capsys)
    assert rows["post"] == ["posts/a.md"]
    assert rows["site.generator"] == ["jekyll", "file"]
    assert rows["reading_time.tolerance_minutes"] == ["2", "file"]  # although it is the default's value
    assert rows["repeated-heading"] == ["info", "file:", "[checks]"]
    assert "repeats.passage_characters" not in rows
    rows = shown(capsys, "--all")
    assert rows["repeats.passage_characters"] == ["150", "default"]
    assert rows["repeated-passage"] == ["blocker", "at", "worst", "default"]


def test_a_profile_stands_above_the_checks_of_the_file(site: Path, capsys):
    (site / "_posts" / "a.md").write_text(CLEAN.format(title="A"))
    assert shown(capsys)["no-text"] == ["off", "file:", "[checks]"]
    assert shown(capsys, "--profile", "release")["no-text"] == ["blocker", "file:", "[profiles.release]"]


def test_comments_waivers_and_the_baseline_are_listed(site: Path, capsys):
    until = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    text = CLEAN.format(title="A")
    paragraph = text.rpartition("---\n\n")[2]
    post = site / "_posts" / "a.md"
    comments = (
        f"<!-- content-quality: allow tag-names -- a game until {until} -->\n\n"
        "<!-- content-quality: allow tag-names -- no end -->\n"
    )
    post.write_text(f"{text}\n{paragraph}\n{comments}")
    waive = ["waive", str(post), "--check", "repeated-passage", "--reason", "a refrain", "--by", "Mira"]
    assert main([*waive, "--config", "content-quality.toml"]) == 0
    capsys.readouterr()
    assert main(["config", "show", str(post), "--config", "content-quality.toml"]) == 0
    lines = capsys.readouterr().out.splitlines()
    accepted = [line.strip() for line in lines[lines.index("accepted in this post") + 1 :]]
    assert accepted[0].startswith("waiver: repeated-passage ")
    assert accepted[0].endswith("a refrain (Mira)")
    assert accepted[1] == f"comment in line 12: tag-names until {until}: a game"
    assert accepted[2].startswith("comment in line 14 that does not count: The comment that allows tag-names needs")


def test_without_a_settings_file_only_defaults_apply(site: Path, capsys):
    (site / "_posts" / "a.md").write_text(CLEAN.format(title="A"))
    assert main(["config", "show", "_posts/a.md"]) == 0
    assert "none; add --config content-quality.toml" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.md"], "nowhere.md: The file cannot be opened"),
        (["bad.md"], "bad.md: The file is not saved as UTF-8"),
        (["good.md", "--config", "no.toml"], "The settings cannot be read"),
        (["good.md", "--profile", "night"], "'night' is not a profile"),
    ],
)
def test_what_cannot_be_shown_is_said_in_a_sentence(site: Path, arguments: list[str], words: str, capsys):
    (site / "bad.md").write_bytes(b"\xff")
    (site / "good.md").write_text(CLEAN.format(title="A"))
    assert main(["config", "show", *arguments]) == 2
    assert words in capsys.readouterr().err
