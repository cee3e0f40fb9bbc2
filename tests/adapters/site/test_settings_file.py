"""The settings file and the schema it points to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content_quality.adapters import suites
from content_quality.adapters.site import settings_file
from content_quality.checks.front_matter_keys import front_matter_keys
from content_quality.checks.machine_text import machine_text
from content_quality.cli import main
from content_quality.core.document.post import Post
from content_quality.core.findings import Severity
from content_quality.core.settings import Settings, SettingsError
from content_quality.pipeline.project import project_of

CONFIG = '[front_matter]\nschema = "schema.json"\n'
SCHEMA = '{"required": ["section"], "properties": {"section": {"enum": ["news", "essays"]}}}'


def written(folder: Path, config: str, schema: str | None = None) -> Path:
    path = folder / "content-quality.toml"
    path.write_text(config, encoding="utf-8")
    if schema is not None:
        (folder / "schema.json").write_text(schema, encoding="utf-8")
    return path


def test_the_sites_schema_is_read_in_and_gives_located_findings(tmp_path: Path) -> None:
    settings = settings_file.load(written(tmp_path, CONFIG, SCHEMA))
    post = Post.read(b"---\ntitle: The ferry\nsection: gossip\n---\n", "ferry.md")
    (finding,) = front_matter_keys(post, settings)
    assert finding.span.line == 3
    assert "news, essays" in str(finding.suggestion)


def test_another_schema_is_another_policy(tmp_path: Path) -> None:
    first = settings_file.load(written(tmp_path, CONFIG, SCHEMA)).digest()
    assert settings_file.load(written(tmp_path, CONFIG, "{}")).digest() != first


@pytest.mark.parametrize(
    ("config", "schema", "reason"),
    [
        (CONFIG, None, "cannot be read"),
        (CONFIG, "{", "schema.json"),
        (CONFIG, '{"type": "sentence"}', "not valid"),
        ('[reading_time]\nformula = "pages / 2"\n', None, "formula"),
        ('[front_matter]\ntitle_leftovers = ["("]\n', None, "regular expression"),
    ],
)
def test_what_would_crash_every_check_is_refused_with_the_reason(
    tmp_path: Path, config: str, schema: str | None, reason: str
) -> None:
    with pytest.raises(SettingsError, match=reason):
        settings_file.load(written(tmp_path, config, schema))


def test_a_site_is_judged_by_its_own_suites_and_without_any_by_those_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTENT_QUALITY_EXPECTATIONS", raising=False)
    (tmp_path / "content-quality.toml").write_text("")
    project = project_of(tmp_path / "content-quality.toml")
    assert suites.read_suites(project.expectations)
    (tmp_path / "expectations").mkdir()
    own = project_of(tmp_path / "content-quality.toml")
    assert own.expectations == tmp_path / "expectations"  # empty, and so the gate holds everything
    assert own.policy != project.policy


def test_letters_lead_to_where_the_desk_is_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content-quality.toml").write_text('[alerts]\ndashboard_url = "https://desk.example.org"\n')
    monkeypatch.setenv("CONTENT_QUALITY_DASHBOARD_URL", "http://localhost:9090/content-quality")
    assert (
        project_of(tmp_path / "content-quality.toml").settings.alerts.dashboard_url
        == "http://localhost:9090/content-quality"
    )


def test_schema_infer_prints_a_schema_and_what_it_rests_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(30):
        (tmp_path / f"{number}.md").write_text(f"---\ntitle: Post {number}\nsection: news\n---\n", encoding="utf-8")
    (tmp_path / "broken.md").write_text('---\ntitle: "a "b"\n---\n', encoding="utf-8")
    assert main(["schema", "infer", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert '"required": [\n    "section",\n    "title"\n  ]' in printed.out
    assert "30 of 31 files" in printed.err
    assert "section: 30 posts (100.0%); string 30; the rule fits 100.0%; required; one of 1" in printed.err


SIGNS = """
[[sign]]
kind = "reply"
weight = 2
needs = [["translated", "fairy"]]
patterns = ['''translated by the text fairy''']
"""


def written_with_signs(folder: Path, signs: str) -> Path:
    (folder / "signs.toml").write_text(signs, encoding="utf-8")
    file = folder / "content-quality.toml"
    file.write_text('[residue]\nsigns = "signs.toml"\n', encoding="utf-8")
    return file


def test_a_site_adds_signs_of_machine_talk_without_python(tmp_path: Path) -> None:
    settings = settings_file.load(written_with_signs(tmp_path, SIGNS))
    post = Post.read(b"The ferry leaves at nine.\n\nTranslated by the text fairy.\n\nThe pier is old.\n", "a.md")
    found = list(machine_text(post, settings))
    assert [(finding.severity, finding.span.line) for finding in found] == [(Severity.BLOCKER, 3)]
    assert settings.digest() != Settings().digest()


@pytest.mark.parametrize(
    ("signs", "reason"),
    [
        ("[[sign", "not TOML"),
        ('[[sign]]\nkind = "smell"\npatterns = ["a"]\n', "needs a kind"),
        ('[[sign]]\nkind = "reply"\npatterns = ["("]\n', "cannot be read"),
        ('[[sign]]\nkind = "reply"\npatterns = ["%missing%"]\n', "cannot be used"),
        ('[[sign]]\nkind = "reply"\npatterns = ["a"]\nsmell = 1\n', "unknown key smell"),
    ],
)
def test_signs_that_cannot_be_used_are_refused_with_the_reason(tmp_path: Path, signs: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        settings_file.load(written_with_signs(tmp_path, signs))


def test_a_missing_file_of_signs_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "content-quality.toml"
    file.write_text('[residue]\nsigns = "none.toml"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"residue\.signs"):
        settings_file.load(file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[release]\npolicy = "ftp"\n',
            "release.policy must be one of folder, git, object-store, manifest, wordpress, not 'ftp'.",
        ),
        (
            '[[sources]]\nname = "posts"\npath = "posts"\nkind = "ftp"\n',
            "sources.kind must be one of folder, drop, git, object-store, live-site, wordpress, wordpress-export, not 'ftp'.",
        ),
    ],
)
def test_a_place_without_an_entry_in_its_registry_is_refused(text: str, words: str, tmp_path: Path):
    path = tmp_path / "content-quality.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=re.escape(words)):
        settings_file.load(path)
