"""Make the pictures of the README from the samples: python -m scripts.dev.screenshots.

The posts come in as they would have: a few batches over three months, each through the pipeline's own use cases.
Debian's
Chromium looks at the dashboard, which is served without Airflow.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import uvicorn

from content_quality.adapters.site import settings_file
from content_quality.adapters.state.workspace import Workspace
from content_quality.dashboard.app import create_app
from content_quality.dashboard.context import DashboardContext
from content_quality.dashboard.site import open_dashboard
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project
from tests.dashboard.browser import Browser, browser
from tests.pipeline.gate import compare, finish, inspect_all

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
LARGEST = 300 * 1024  # bytes of one picture, so that the README opens quickly
HOUR = 21  # UTC: six in the morning in the samples' time zone
DAYS = (
    date(2026, 8, 20),
    date(2026, 9, 5),
    date(2026, 9, 17),
    date(2026, 9, 29),
    date(2026, 10, 6),
    date(2026, 10, 22),
    date(2026, 11, 6),
    date(2026, 11, 14),
)
LOOKED_AT = timedelta(minutes=20)  # after the last batch


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the page, the window, the colours, what stands at its top or middle, a ribbon pointed at."""

    name: str
    path: str
    width: int = 1360
    height: int = 850
    dark: bool = False
    lit: bool = False
    middle: str = ""  # id of an element in the middle of the window; empty: the top of the page
    top: str = ""  # id of an element at its top


PICTURES = (
    Picture("post", "posts/posts/2026-08-07-a-quieter-inbox.md", height=1000, lit=True, middle="L33"),
    Picture("overview", ""),
    Picture("overview-dark", "", dark=True),
    Picture("charts", "", height=640, top="over-time"),
    Picture("narrow", "", width=390, height=844),
    Picture("ja-post", "posts/posts/2026-10-09-speech-synthesis-for-announcements.md?lang=ja", lit=True),
)


def main() -> int:
    """Write every picture; return 1 when one is too large."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder:
        dashboard = check_samples(Path(folder))
        with serve(dashboard) as address, browser() as tab:
            for picture in PICTURES:
                take(tab, address, picture)
    too_large = [path.name for path in IMAGES.glob("*.png") if path.stat().st_size > LARGEST]
    print(
        "\n".join(
            f"{path.stat().st_size / 1024:6.0f} KiB  {path.relative_to(ROOT)}" for path in sorted(IMAGES.glob("*.png"))
        )
    )
    if too_large:
        print(f"Larger than {LARGEST // 1024} KiB: {', '.join(too_large)}")
    return bool(too_large)


def check_samples(folder: Path) -> DashboardContext:
    """Take the sample posts in, batch by batch, and return the dashboard that shows what came of them."""
    samples = ROOT / "samples" / "site" / "_posts"
    settings_text = (ROOT / "content-quality.toml").read_text("utf-8").replace("samples/site/_posts", "_posts")
    config = folder / "content-quality.toml"
    config.write_text(settings_text, "utf-8")
    posts = folder / "_posts"
    posts.mkdir()
    workspace = Workspace(folder / "var")
    moment = datetime.now(UTC)
    for day in DAYS:
        for post in sorted(samples.glob("*.md")):
            if post.name[:10] <= day.isoformat():
                shutil.copy(post, posts)
        moment = datetime(day.year, day.month, day.day, HOUR, tzinfo=UTC)
        decide(Project(folder, settings_file.load(config), workspace, ROOT / "expectations", day), moment)
    for path in (workspace.published, workspace.listing):
        os.utime(path, (moment.timestamp(), moment.timestamp()))
    os.environ["CONTENT_QUALITY_CONFIG"], os.environ["CONTENT_QUALITY_STATE"] = str(config), str(workspace.root)
    opened = open_dashboard(config)
    return DashboardContext(
        opened.workspace, opened.site, opened.zone, opened.documentation, clock=lambda: moment + LOOKED_AT
    )


def decide(project: Project, moment: datetime) -> None:
    """Take one batch from its sources to the dashboard, as the daily run does."""
    batch_id = ingest(project, Request(reason="scheduled"), moment).batch_id
    assert batch_id
    inspect_all(project, batch_id, moment)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, moment)
    gate_batch.validate_batch(project, batch_id)
    finish(project, batch_id, moment)


@contextmanager
def serve(dashboard: DashboardContext) -> Iterator[str]:
    """Serve the dashboard to this machine, without a login, on a free port."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(dashboard, login=[]), host="127.0.0.1", port=0, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def take(tab: Browser, address: str, picture: Picture) -> None:
    """Write one picture."""
    tab.look(width=picture.width, height=picture.height, dark=picture.dark)
    tab.open(f"{address}/{picture.path}")
    if picture.middle:
        tab.evaluate(f"document.getElementById({picture.middle!r}).scrollIntoView({{block: 'center'}})")
    if picture.top:
        tab.evaluate(f"document.getElementById({picture.top!r}).scrollIntoView()")
    if picture.lit:
        tab.evaluate(
            "document.querySelector('.ribbon').dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))"
        )
    tab.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame)).then(() => true)")
    tab.screenshot(IMAGES / f"{picture.name}.png")


if __name__ == "__main__":
    sys.exit(main())
