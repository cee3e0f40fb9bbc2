"""zenn-cli has no build: its preview page, opened in a browser, is what comes nearest to the published page."""

from __future__ import annotations

import re
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.dashboard.browser import Browser, browser
from tests.generators.grammar import Case
from tests.generators.judges.full_builds import STEM
from tests.patience import until

READ = """(() => {
  const text = document.body.innerText, one = (name) => document.querySelector(name);
  if (text.includes("原因不明のエラーが発生しました") || text.includes("is not valid JSON") || text.includes("取得できませんでした")) return { stops: text };
  if (!one(".znc") && !one(".article-header__title")) return null;
  const errors = [...document.querySelectorAll(".validation-error-row--critical")].map((row) => row.innerText);
  if (errors.length) return { stops: errors.join("; ") };
  const rows = Object.fromEntries([...document.querySelectorAll(".property-row")].map((row) => [...row.children].map((part) => part.innerText.trim())));
  const topics = [...document.querySelectorAll(".topic-list__item")].map((item) => item.innerText.trim());
  return { rows, topics, title: one(".article-header__title").textContent, emoji: one(".article-header__emoji")?.textContent ?? null, body: one(".znc")?.innerHTML ?? "" };
})()"""


def judge(place: Path, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return what the preview page of each case shows."""
    with tempfile.TemporaryDirectory() as name, _preview(place, Path(name), cases) as address, browser() as tab:
        return [_page(tab, f"{address}/articles/{STEM.format(number)}") for number in range(len(cases))]


@contextmanager
def _preview(place: Path, site: Path, cases: Sequence[Case]) -> Iterator[str]:
    (site / "articles").mkdir()
    for number, case in enumerate(cases):
        (site / "articles" / f"{STEM.format(number)}.md").write_bytes(case.text.encode())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [place / "node_modules" / ".bin" / "node", place / "node_modules" / "zenn-cli" / "dist" / "server" / "zenn.js"]  # fmt: skip
    process = subprocess.Popen(
        [*map(str, command), "preview", "--no-watch", "--port", str(port)], cwd=site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip

    def listens() -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("localhost", port)) == 0

    try:
        until(listens)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait()


def _page(tab: Browser, address: str) -> dict[str, Any]:
    tab.command("Page.navigate", url=address)
    shown = tab.wait(READ)
    if "stops" in shown:
        return {"stops": shown["stops"][-300:]}
    rows = shown.pop("rows")
    params = {"publication_name": rows["publication_name"]} if "publication_name" in rows else {}
    shown |= {
        "date": rows.get("published_at", "")[:10].replace("/", "-"),
        "type": re.split("（", rows["type"])[0],
        "published": re.split("（", rows["published"])[0],
        "topics": shown["topics"] or None,
        "params": params,
    }
    return {"pages": [shown]}
