"""`content-quality init` recognises a site and writes settings that can be read, commented lines included."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from content_quality.adapters.site.site_kind import recognise
from content_quality.cli import main
from content_quality.core.settings.reader import loads
from content_quality.pipeline.project import project_of

SITES = {
    "jekyll": ({"_config.yml": "title: Tidemark\ntimezone: Asia/Tokyo\nlang: ja-JP\n", "_posts/2026-01-01-a.md": "", "trips/_posts/b.md": ""}, ("_posts", "trips/_posts")),
    "hugo": ({"hugo.toml": "title = 'Quay'\ncontentDir = 'pages'\ntimeZone = 'Europe/Paris'\n", "pages/posts/a.md": "", "README.md": ""}, ("pages",)),
    "hugo, an older one": ({"config.toml": "baseURL = 'https://quay.example'\n", "content/a.md": ""}, ("content",)),
    "zola": ({"config.toml": "base_url = 'https://quay.example'\n", "content/a.md": ""}, ("content",)),
    "astro": ({"astro.config.mjs": "", "src/content/blog/a.mdx": "", "src/pages/about.md": ""}, ("src/content", "src/pages")),
    "docusaurus": ({"docusaurus.config.ts": "", "blog/a.md": "", "docs/b.mdx": ""}, ("blog", "docs")),
    "eleventy": ({"eleventy.config.js": "", "notes/a.md": "", "notes/b/c.md": "", "README.md": ""}, ("notes",)),
    "zenn": ({"package.json": '{"devDependencies": {"zenn-cli": "1"}}', "articles/a.md": ""}, ("articles",)),
    "generic, Hexo": ({"_config.yml": "source_dir: source\npublic_dir: public\n", "source/_posts/a.md": ""}, ("source",)),
    "generic, MkDocs": ({"mkdocs.yml": "site_name: Quay\n", "docs/a.md": ""}, ("docs",)),
    "auto": ({"package.json": "{", "a.md": "", "letters/b.md": ""}, ("letters",)),
    "auto, beside an environment": ({"env/pyvenv.cfg": "", "env/lib/a.md": "", "env/lib/b.md": "", "letters/b.md": ""}, ("letters",)),
    "auto, everything in the root": ({"a.md": ""}, (".",)),
    "auto, nothing yet": ({}, (".",)),
}  # fmt: skip


def build(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.mark.parametrize("name", SITES)
def test_the_generator_and_the_folders_are_recognised(name: str, tmp_path: Path):
    files, folders = SITES[name]
    build(tmp_path, files)
    kind = recognise(tmp_path)
    assert (kind.generator, tuple(folder for folder, _ in kind.folders)) == (name.partition(",")[0], folders)


@pytest.mark.parametrize("name", SITES)
def test_the_settings_can_be_read_with_and_without_their_proposals(name: str, tmp_path: Path, capsys):
    files, folders = SITES[name]
    build(tmp_path, files)
    assert main(["init", str(tmp_path)]) == 0
    path = tmp_path / "content-quality.toml"
    project = project_of(path)
    assert tuple(source.path for source in project.settings.sources) == folders
    text = path.read_text("utf-8")
    taken = re.sub(r"^# (?=\[|[a-z_-]+ = )", "", text, flags=re.MULTILINE)
    assert taken.count("\n#") < text.count("\n#")
    path.write_text(taken)
    assert project_of(path).settings.profiles
    assert f"content-quality baseline --config {path}" in capsys.readouterr().out


def test_what_the_site_says_about_itself_is_taken_over(tmp_path: Path, capsys):
    build(tmp_path, SITES["jekyll"][0])
    assert main(["init", str(tmp_path), "--dry-run"]) == 0
    text = capsys.readouterr().out
    settings = loads(text)
    assert (settings.site.name, settings.site.timezone, settings.site.language) == ("Tidemark", "Asia/Tokyo", "")
    assert '# language = "ja"' in text
    assert not (tmp_path / "content-quality.toml").exists()


HOSTILE = {
    "a name with quotes, control characters and a line end": 'title: "a\\"b\\\\\\n[checks]\\x7f\\e[31m"\n',
    "a name that is a list": "title: [a]\ntimezone: 3\nlang: {a: b}\n",
    "a zone out of the folder": "timezone: ../../etc/passwd\nlang: '!!'\n",
    "no YAML": "title: [\n",
    "no table": "- a\n",
    "keys that are no words": "3: 4\n",
    "bytes that are no text": "title: \udcff\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_configuration_makes_no_other_settings(text: str, tmp_path: Path):
    (tmp_path / "_config.yml").write_bytes(text.encode("utf-8", "surrogateescape"))
    (tmp_path / "_posts").mkdir()
    assert main(["init", str(tmp_path)]) == 0
    settings = loads((tmp_path / "content-quality.toml").read_text("utf-8"))
    assert (settings.site.timezone, settings.checks) == ("UTC", ())


def test_an_existing_file_is_never_overwritten(tmp_path: Path, capsys):
    path = tmp_path / "content-quality.toml"
    path.write_text("mine")
    assert main(["init", str(tmp_path)]) == 1
    assert path.read_text() == "mine"
    assert "exists and was left alone" in capsys.readouterr().err
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.toml")
    assert main(["init", str(tmp_path)]) == 1
    assert not (tmp_path / "elsewhere.toml").exists()
    assert main(["init", str(tmp_path / "nowhere")]) == 2
