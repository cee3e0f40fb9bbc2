"""The documentation as a site: whole, without warnings, and without a request to anybody else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scripts.dev.draw_data_flow import data_flow
from tests.conftest import ROOT
from tests.patience import PATIENCE

# What a browser fetches by itself, and where its address stands.
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "object": "data"}
POLICY = "default-src 'self'"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; MkDocs ends with 1 at the first warning."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class Page(HTMLParser):
    """What one page fetches, and its text outside of code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.policy = ""
        self.text: list[str] = []
        self.code = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if address := given.get(FETCHED.get(tag, "")):
            self.fetched.append(address)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""
        self.code += tag in ("pre", "code", "script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.code -= tag in ("pre", "code", "script", "style")

    def handle_data(self, data: str) -> None:
        if not self.code:
            self.text.append(data)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {path.relative_to(site).as_posix(): Page(path.read_text("utf-8")) for path in site.rglob("*.html")}


def test_every_page_of_the_documentation_is_in_the_site(pages: dict[str, Page]):
    for path in (ROOT / "docs").rglob("*.md"):
        name = path.relative_to(ROOT / "docs").as_posix().replace("README.md", "index.md")
        assert name.removesuffix(".md") + ".html" in pages


def test_no_page_asks_another_server_for_anything(site: Path, pages: dict[str, Page]):
    assert len(pages) > 90
    outside = {
        name: address for name, page in pages.items() for address in page.fetched if re.match(r"(https?:)?//", address)
    }
    assert outside == {}
    assert [name for name, page in pages.items() if not page.policy.startswith(POLICY)] == []
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//[^)]*\)|@import[^;]*//", styles) == []


def test_markdown_of_the_repository_is_understood_by_the_site_as_well(pages: dict[str, Page]):
    """A fence or a table that stays text, or a list that is a line of its paragraph, needs a blank line or another indent."""
    left = re.compile(r"```|^\| ?---|^\s*(?:[-*]|\d\.) \S", re.MULTILINE)
    assert [
        (name, found[0]) for name, page in pages.items() for text in page.text if (found := left.search(text))
    ] == []


def test_a_page_names_its_language(site: Path):
    for name, language in (("reading-an-alert.html", "en"), ("reading-an-alert.ja.html", "ja")):
        assert f'<html lang="{language}"' in (site / name).read_text("utf-8")


def test_the_picture_of_the_data_flow_is_what_its_script_draws():
    assert (ROOT / "docs" / "images" / "data-flow.svg").read_text("utf-8") == data_flow()


def test_a_message_in_the_troubleshooting_is_one_that_the_program_has():
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "include").rglob("*.py"))
    rows = re.findall(
        r"^\| `([^`]+)`(?: [^|]*)?\|", (ROOT / "docs" / "troubleshooting.md").read_text("utf-8"), re.MULTILINE
    )
    assert len(rows) >= 4
    for row in rows:
        parts = [part.strip() for part in re.split(r"…|\bduckdb\b|site\.nmae|content-quality\.toml", row)]
        assert all(part in sources for part in parts), row
