"""Hugo as the judge: one full build of a small site for each case."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.generators.grammar import Case

CONFIG = 'baseURL = "https://example.org/"\ntitle = "Rooms"\ndisableKinds = ["RSS", "sitemap", "robotsTXT", "404"]\ntimeZone = "UTC"\n'
HOME = """{{ range .Site.RegularPages }}
{{ dict "title" .Title "date" (.Date.Format "2006-01-02") "params" .Params "slug" .Slug "url" .RelPermalink "draft" .Draft
   "description" .Description "weight" .Weight "body" (string .Content) | jsonify }}
{{ end }}"""
SINGLE = '<title>{{ .Title }}</title><p>{{ .Description }}</p>{{ .Summary }}{{ .Content }}{{ range .GetTerms "tags" }}{{ .Title }}{{ end }}'


def judge(binary: str, cases: Sequence[Case]) -> Iterator[dict[str, Any]]:
    """Yield what Hugo made of each case: `stops` with the reason, or the pages that it read."""
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(lambda case: _build(binary, case), cases)


def _build(binary: str, case: Case) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        site = Path(name)
        (site / "config.toml").write_text(CONFIG)
        (site / "layouts" / "_default").mkdir(parents=True)
        (site / "layouts" / "index.html").write_text(HOME)
        (site / "layouts" / "_default" / "single.html").write_text(SINGLE)
        (site / "layouts" / "_default" / "list.html").write_text("{{ .Title }}")
        (site / "content" / "posts").mkdir(parents=True)
        (site / "content" / "posts" / case.file_name).write_bytes(case.text.encode())
        done = subprocess.run(
            [binary, "-D", "-F", "-E", "--cacheDir", f"{name}/cache"], cwd=site, capture_output=True, text=True, timeout=120, check=False
        )  # fmt: skip
        if done.returncode:
            said = [
                line for line in (done.stderr + done.stdout).splitlines() if line.startswith("ERROR") or "rror:" in line
            ]
            return {"stops": " ".join(said).replace(name, "")[:300] or "exit status"}
        home = (site / "public" / "index.html").read_text()
        return {"pages": [json.loads(line) for line in home.split("\n") if line.strip()]}
