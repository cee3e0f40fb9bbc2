"""Settings for a folder count in every place where a post is judged: pipeline, command line, repair, alerts."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from content_quality.cli import main
from content_quality.core.settings import reader
from content_quality.pipeline.project import Project, project_of
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import gate

LINK = CLEAN + "\nThe [opening hours](https://example.org are on the door, and nobody reads them any more.\n"
SITE = """
[site]
name = "Test"
generator = "jekyll"
[[sources]]
name = "posts"
path = "_posts"
"""
QUIET = '[[overrides]]\nmatch = ["_posts/notes/**"]\n[overrides.checks]\nbroken-link = "off"\ncopied-passage = "off"\n'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "_posts" / "notes").mkdir(parents=True)
    return tmp_path


def checked(capsys, *arguments: str) -> dict[str, list[str]]:
    """Return the names of the findings by path."""
    main(["check", "--config", "content-quality.toml", "--format", "json", *arguments])
    posts = json.loads(capsys.readouterr().out)["posts"]
    return {post["path"]: [finding["check"] for finding in post["findings"]] for post in posts}


def with_settings(project: Project, text: str) -> Project:
    return dataclasses.replace(project, settings=reader.loads(SITE + text))


def test_the_pipeline_and_the_command_line_judge_by_the_override(project: Project, monkeypatch, capsys):
    write_post(project, "a.md", LINK.format(title="A"))
    write_post(project, "notes/b.md", LINK.format(title="B"))
    found = gate(with_settings(project, QUIET))
    names = {post: {finding.check for finding in decision.findings} for post, decision in found.items()}
    assert "broken-link" in names["posts/a.md"]
    assert names["posts/notes/b.md"] == {"unclosed-markup"}
    (project.root / "content-quality.toml").write_text(SITE + QUIET)
    monkeypatch.chdir(project.root)
    told = checked(capsys, "_posts", "--against", "_posts")
    assert {path: set(checks) for path, checks in told.items()} == {
        "_posts/a.md": names["posts/a.md"],
        "_posts/notes/b.md": names["posts/notes/b.md"],
    }


def test_another_override_decides_posts_again(project: Project):
    write_post(project, "notes/b.md", LINK.format(title="B"))
    before = gate(with_settings(project, ""))["posts/notes/b.md"]
    after = gate(with_settings(project, QUIET), NOW.replace(hour=10))["posts/notes/b.md"]
    assert "broken-link" in {finding.check for finding in before.findings}
    assert {finding.check for finding in after.findings} == {"unclosed-markup"}


def test_a_folder_may_tolerate_what_a_suite_does_not(project: Project):
    short = "---\ntitle: {title}\ndate: 2026-11-02 09:00:00 +0900\n---\n\nShut today.\n"
    write_post(project, "a.md", short.format(title="A"))
    write_post(project, "notes/b.md", short.format(title="B"))
    quiet = '[[overrides]]\nmatch = ["_posts/notes/**"]\n[overrides.checks]\nvery-short-post = "off"\n'
    found = gate(with_settings(project, quiet))
    names = {post: [finding.check for finding in decision.findings] for post, decision in found.items()}
    assert "very-short-post" in names["posts/a.md"]
    assert "very-short-post" not in names["posts/notes/b.md"]


def test_the_language_of_a_folder_is_that_of_its_posts_that_name_none(site: Path, capsys):
    (site / "content-quality.toml").write_text(SITE + '[[overrides]]\nmatch = ["*.nl.md"]\nlanguage = "nl"\n')
    for name in ("_posts/a.md", "_posts/a.nl.md"):
        Path(name).write_text("---\ntitle: A\ndate: 2026-11-02\n---\n\nEen leeszaal.\n")
    main(["check", "--config", "content-quality.toml", "--format", "json", "_posts"])
    posts = json.loads(capsys.readouterr().out)["posts"]
    assert {post["path"]: post["language"] for post in posts} == {"_posts/a.md": "und", "_posts/a.nl.md": "nl"}


def test_a_schema_may_count_for_one_folder(site: Path, capsys):
    Path("notes.json").write_text('{"type": "object", "required": ["mood"]}')
    override = '[[overrides]]\nmatch = ["_posts/notes/"]\nfront_matter = { schema = "notes.json" }\n'
    (site / "content-quality.toml").write_text(SITE + override)
    for name in ("_posts/a.md", "_posts/notes/b.md"):
        Path(name).write_text(CLEAN.format(title=name))
    found = checked(capsys, "_posts")
    assert "front-matter-keys" in found["_posts/notes/b.md"]
    assert "front-matter-keys" not in found["_posts/a.md"]


def test_select_and_ignore_stand_above_overrides(site: Path, capsys):
    loud = '[[overrides]]\nmatch = ["_posts/**"]\n[overrides.checks]\nbroken-link = "blocker"\n'
    (site / "content-quality.toml").write_text(SITE + loud)
    Path("_posts/a.md").write_text(LINK.format(title="A"))
    assert checked(capsys, "_posts", "--ignore", "broken-link")["_posts/a.md"] == ["unclosed-markup"]
    assert checked(capsys, "_posts", "--select", "no-text")["_posts/a.md"] == []
    assert "broken-link" in checked(capsys, "_posts")["_posts/a.md"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('checks = { no-such-check = "off" }', "overrides[0].checks.no-such-check is not a check"),
        ('repeats = { boilerplate = ["("] }', "overrides[0]: repeats.boilerplate"),
        ('reading_time = { formula = "words /" }', "overrides[0]: "),
        ('front_matter = { schema = "lost.json" }', "cannot be read"),
    ],
)
def test_what_only_the_files_and_registries_show_is_refused_too(site: Path, capsys, table: str, words: str):
    (site / "content-quality.toml").write_text(f'{SITE}[[overrides]]\nmatch = ["a"]\n{table}\n')
    Path("_posts/a.md").write_text(CLEAN.format(title="A"))
    assert main(["check", "--config", "content-quality.toml", "_posts"]) == 2
    assert words in capsys.readouterr().err


def test_config_show_names_the_override_and_its_patterns(site: Path, capsys):
    owner = 'owner = "editors@example.org"\nreading_time = { tolerance_minutes = 9 }\n'
    (site / "content-quality.toml").write_text(SITE + QUIET.replace("[overrides.checks]", owner + "[overrides.checks]"))
    Path("_posts/notes/b.md").write_text(CLEAN.format(title="B"))
    assert main(["config", "show", "--config", "content-quality.toml", "_posts/notes/b.md"]) == 0
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in capsys.readouterr().out.splitlines() if line}
    origin = "file: overrides[0] match _posts/notes/**"
    assert rows["reading_time.tolerance_minutes"] == f"9 {origin}"
    assert rows["broken-link"] == f"off {origin}"
    assert rows["owner"] == f"editors@example.org {origin}"


def test_a_source_reads_what_it_includes_and_not_what_it_excludes(site: Path, capsys):
    more = 'include = ["/notes/", "a*.md"]\nexclude = ["*.draft.md"]\n'
    (site / "content-quality.toml").write_text(SITE + more)
    for name in ("a.md", "b.md", "notes/c.md", "notes/d.draft.md"):
        Path("_posts", name).write_text(CLEAN.format(title=name))
    assert set(checked(capsys, "_posts")) == {"_posts/a.md", "_posts/notes/c.md"}
    assert set(checked(capsys, "_posts/notes/d.draft.md")) == {"_posts/notes/d.draft.md"}  # named by hand
    project = project_of(Path("content-quality.toml"))
    assert set(gate(project, NOW.replace(year=2040))) == {"posts/a.md", "posts/notes/c.md"}


def test_the_doctor_names_an_override_that_matches_no_post(site: Path, capsys):
    (site / "content-quality.toml").write_text(SITE + QUIET.replace("notes", "nots"))
    Path("_posts/notes/b.md").write_text(CLEAN.format(title="B"))
    main(["doctor", "--config", "content-quality.toml"])
    assert "overrides[0] names no post: _posts/nots/**" in " ".join(capsys.readouterr().out.split())
