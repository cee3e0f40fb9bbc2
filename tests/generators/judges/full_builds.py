"""Full builds by the generators' own commands: sites of many posts where all can be built, a site each where one fails."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.generators.grammar import Case

SITES = Path(__file__).resolve().parents[1] / "sites"
STEM = "2026-03-02-reading-room-{:03}"
NAMED = re.compile(r"2026-03-02-reading-room-(\d{3})")
SECONDS = 600  # for one build on a busy machine

Page = dict[str, Any]


@dataclass(frozen=True)
class Tool:
    """A generator's command and where its sites keep posts; `read` yields the number of each post and its page."""

    command: tuple[str, ...]
    posts: str
    read: Callable[[Path], Iterable[tuple[int, Page]]]


def _all_json(path: str) -> Callable[[Path], Iterable[tuple[int, Page]]]:
    def read(site: Path) -> Iterable[tuple[int, Page]]:
        for page in json.loads((site / path).read_text("utf-8")):
            yield _number(page["file"]), page

    return read


def _docusaurus(site: Path) -> Iterable[tuple[int, Page]]:
    """Read what Docusaurus keeps of each post, and the page that it built of it."""
    for file in sorted((site / ".docusaurus" / "docusaurus-plugin-content-blog" / "default").glob("site-blog-*.json")):
        told = json.loads(file.read_text("utf-8"))
        if not NAMED.search(told["source"]):
            continue  # the site's own first post
        html = site / "build" / told["permalink"].strip("/")
        page = (html / "index.html" if html.is_dir() else html.with_name(html.name + ".html")).read_text("utf-8")
        found = re.search(r'<div id="__blog-post-container"[^>]*>(.*?)</div>(?:<footer|</article>)', page, re.DOTALL)
        body = re.sub(r'<a [^>]*class="hash-link"[^>]*>.*?</a>', "", found[1] if found else page, flags=re.DOTALL)
        params = {**told["frontMatter"], "description": told["frontMatter"].get("description", "")}
        yield (
            _number(told["source"]),
            {"title": told["title"], "date": told["date"][:10], "params": params, "body": body},
        )


TOOLS: Mapping[str, Tool] = {
    "eleventy": Tool(("@11ty/eleventy/cmd.cjs",), "posts", _all_json("out/all.json")),
    "astro": Tool(("astro/bin/astro.mjs", "build"), "src/content/blog", _all_json("dist/all.json")),
    "docusaurus": Tool(("@docusaurus/core/bin/docusaurus.mjs", "build"), "blog", _docusaurus),
}


def _number(text: str) -> int:
    found = NAMED.search(text)
    assert found, text
    return int(found[1])


def built(place: Path, name: str, cases: Mapping[int, Case]) -> dict[int, Page] | str:
    """Return the page of each case that has one, or what the command said when it failed."""
    tool, site = TOOLS[name], place / "sites" / name
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(SITES / name, site)
    (site / tool.posts).mkdir(parents=True, exist_ok=True)
    for number, case in cases.items():
        (site / tool.posts / f"{STEM.format(number)}.md").write_bytes(case.text.encode())
    script, *words = tool.command
    silent = {"ASTRO_TELEMETRY_DISABLED": "1", "DOCUSAURUS_NO_TELEMETRY": "1", "NO_UPDATE_NOTIFIER": "1", "TZ": "UTC", "CI": "1", "NO_COLOR": "1"}  # fmt: skip
    done = subprocess.run(
        ["nice", str(place / "node_modules" / ".bin" / "node"), str(place / "node_modules" / script), *words],
        cwd=site, env={**os.environ, **silent}, capture_output=True, text=True, timeout=SECONDS, check=False,
    )  # fmt: skip
    return dict(tool.read(site)) if done.returncode == 0 else done.stdout + done.stderr


def judge(place: Path, name: str, cases: Sequence[Case], alone: Sequence[bool]) -> tuple[list[dict[str, Any]], int]:
    """Return what came of each case, and the number of builds; a case that is `alone` has a site of its own."""
    made: dict[int, dict[str, Any]] = {}
    numbered = dict(enumerate(cases))
    groups = [[number] for number, single in enumerate(alone) if single]
    groups.append([number for number, single in enumerate(alone) if not single])
    builds = 0
    while groups:
        group = groups.pop()
        if not group:
            continue
        builds += 1
        result = built(place, name, {number: numbered[number] for number in group})
        if not isinstance(result, str):
            made.update({number: {"pages": [result[number]] if number in result else []} for number in group})
        elif len(group) == 1:
            made[group[0]] = {"stops": result[-300:]}
        else:
            groups += _apart(group, result)
    return [made[number] for number in range(len(cases))], builds


def _apart(group: Sequence[int], said: str) -> list[list[int]]:
    """Return the posts that the failed build names, each for a site of its own, and the others; or two halves."""
    named = {int(number) for number in NAMED.findall(said)} & set(group)
    if named and len(named) < len(group):
        return [*([number] for number in sorted(named)), [number for number in group if number not in named]]
    return [list(group[: len(group) // 2]), list(group[len(group) // 2 :])]
