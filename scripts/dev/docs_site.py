"""What MkDocs does not know about this project: pages beside docs/, links out of it, and lists of pages in the menu."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pymdownx.slugs import slugify

ROOT = Path(__file__).resolve().parents[2]
# Pages that stand elsewhere because people look for them there.
BESIDE = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "expectations/README.md",
    "benchmarks/damage/README.md",
    "benchmarks/cuts.md",
    "benchmarks/cross_posts.md",
    "benchmarks/dashboard.md",
    "benchmarks/repeats.md",
)
LANGUAGES = ("ja",)  # of pages that are not in English
LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<target>[^()#:\s]+)(?P<anchor>#[^()\s]*)?\)")
FENCE = re.compile(r"^(?P<fence>`{3,})(?P<language>\w+) (?P<what>\w+)(?:=(?P<name>\S+))?$", re.MULTILINE)
TITLES = {
    "add": "New file: {}",
    "insert": "In {}, behind the first line",
    "finding": "With the finding {}",
    "fixed": "Fixed",
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Name anchors as a source-code host does, and write out the lists of pages in the menu."""
    config.mdx_configs.setdefault("toc", {})["slugify"] = slugify(case="lower")
    config.nav = list(_written_out(config.nav or []))
    return config


def _written_out(entries: list[Any]) -> Iterator[Any]:
    """Yield the entries of a menu; a page that stands in it by its name is not listed again."""
    named = {entry for entry in entries if isinstance(entry, str)}
    for entry in entries:
        if isinstance(entry, dict):
            yield {
                title: list(_written_out(inner)) if isinstance(inner, list) else inner for title, inner in entry.items()
            }
        elif "*" in entry:
            yield from (
                page for page in _pages() if fnmatch(page, entry) and page.count("/") == 1 and page not in named
            )
        else:
            yield entry


def _pages() -> list[str]:
    own = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    return sorted([*own, *BESIDE])


def _heading(page: str) -> str:
    path = ROOT / (page if page in BESIDE else f"docs/{page}")
    return next(line.removeprefix("# ") for line in path.read_text("utf-8").splitlines() if line.startswith("# "))


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages beside docs/ under their own names."""
    for name in BESIDE:
        files.append(File.generated(config, name, content=(ROOT / name).read_text("utf-8")))
    return files


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:  # noqa: ARG001 - MkDocs names them
    """Name the language of a page such as `name.ja.md` where browsers and screen readers look for it."""
    language = Path(page.file.src_uri).stem.rpartition(".")[2]
    return output.replace('<html lang="en"', f'<html lang="{language}"', 1) if language in LANGUAGES else output


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 - MkDocs names them
    """Turn links out of docs/ to where the site has the page, or to the file's name; give examples their titles."""
    own = page.file.src_uri
    folder = (ROOT / (own if own in BESIDE else f"docs/{own}")).parent

    def linked(found: re.Match[str]) -> str:
        target = Path(os.path.normpath(folder / found["target"]))
        name = target.relative_to(ROOT).as_posix() if target.is_relative_to(ROOT) else found["target"]
        inside = name.removeprefix("docs/") if name.startswith("docs/") else name if name in BESIDE else None
        if inside is None or target.is_dir():
            return f"{found['text']} (`{name}`)" if name not in found["text"] else f"`{name}`"
        return f"[{found['text']}]({os.path.relpath(inside, Path(own).parent)}{found['anchor'] or ''})"

    def titled(found: re.Match[str]) -> str:
        title = TITLES[found["what"]].format(found["name"])
        return f'{found["fence"]}{found["language"]} title="{title}"'

    return FENCE.sub(titled, LINK.sub(linked, markdown))
