"""How fast the dashboard answers, and what publishing costs, at 100,000 posts and 1,000,000 findings.

    python -m benchmarks.dashboard [--posts 100000] [--markdown]

Everything is made up here: the rows are written straight into a store, which is then published as after every batch.
Requests go over HTTP to the real application; each is asked once cold and fifteen times warm. Processor time is that
of the
whole process, the asking included: on a busy machine it says more than the clock.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from urllib.parse import quote

import httpx
import uvicorn

from content_quality.adapters.state.snapshots import Snapshots
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.store import store_copies, writer
from content_quality.dashboard.app import create_app
from content_quality.dashboard.context import DashboardContext

FINDINGS_PER_POST = 10
POSTS_PER_BATCH = 250
WARM = 15
SOURCE = (
    "---\ntitle: Made up\n---\n\n"
    + "A paragraph of some length about nothing in particular, told once more for good measure.\n\n" * 80
).encode()

# Two years of batches, every post once; a tenth held, a sixth to review; nine checks; every fiftieth finding accepted.
ROWS = """
INSERT INTO batches SELECT 'b' || b, moment, 'changed', 'p', 'run' || b, $size, moment, moment + INTERVAL 1 MINUTE, 0, 0, 0, []
FROM (SELECT b, now()::TIMESTAMP - to_days(((($posts / $size) - b) * 730 / ($posts / $size))::INTEGER) AS moment FROM range(($posts / $size)::BIGINT) t(b));
CREATE TEMP TABLE made AS
SELECT i, 'b' || (i // $size) AS batch_id, 'posts/' || i || '.md' AS post_id, 'i' || i AS inspection_id, $sha256 AS sha256,
       CASE WHEN i % 10 = 3 THEN 'hold' WHEN i % 6 = 1 THEN 'review' ELSE 'clear' END AS verdict, b.created_at AS moment
FROM range($posts) t(i) JOIN batches b ON b.batch_id = 'b' || (i // $size);
INSERT INTO batch_posts SELECT batch_id, post_id, i || '.md', 'posts', sha256, 4000, inspection_id FROM made;
INSERT INTO posts SELECT post_id, i || '.md', 'posts', sha256, inspection_id, batch_id, moment, moment FROM made;
INSERT INTO post_facts (inspection_id, post_id, sha256, inspected_at, readable, characters, words, language, repeated_share, title, author, section, date)
SELECT inspection_id, post_id, sha256, moment, true, 4000 + i % 9000, 700, ['en', 'ja', 'de', 'fr'][1 + i % 4], (i % 100) / 400, '記事 number ' || i, 'Author ' || i % 300, 'Section ' || i % 40, moment::VARCHAR FROM made;
INSERT INTO decisions SELECT batch_id, post_id, i || '.md', sha256, inspection_id, 'p', verdict, verdict <> 'hold', ['repeated-passage'], 'live', moment FROM made;
INSERT INTO findings
SELECT inspection_id, NULL, post_id, k, 'check-' || ((i + k) % 9), 'duplicates',
       CASE WHEN verdict = 'hold' AND k < 2 THEN 'blocker' WHEN verdict = 'clear' OR k > 4 THEN 'info' ELSE 'warning' END,
       5 + 2 * k, 1, 5 + 2 * k, 40, '{"template": "Lines {a} repeat lines {b}.", "values": {"a": 9, "b": 5}}', NULL, 'A paragraph of some length',
       'f' || i || '-' || k, '[{"line": 5, "column": 1, "end_line": 5, "end_column": 40, "role": "kept", "path": null}]', NULL
FROM made, range($each) f(k);
INSERT INTO set_aside SELECT batch_id, inspection_id, post_id, 'check-' || ((i + 9) % 9), 'f' || i || '-9', 'on purpose', 'desk', '2030-01-01' FROM made WHERE i % 5 = 0;
UPDATE batches SET clear = c.clear, review = c.review, hold = c.hold FROM (
    SELECT batch_id, count(*) FILTER (verdict = 'clear') AS clear, count(*) FILTER (verdict = 'review') AS review, count(*) FILTER (verdict = 'hold') AS hold
    FROM decisions GROUP BY batch_id) c WHERE c.batch_id = batches.batch_id;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    posts = parser.parse_args().posts
    with tempfile.TemporaryDirectory(prefix="dashboard-benchmark-") as folder:
        workspace = Workspace(Path(folder))
        fill(workspace, posts)
        print(f"{posts:,} posts, {posts * FINDINGS_PER_POST:,} findings; store {size(workspace.store)}\n")
        alone = took(lambda: store_copies.publish(workspace))
        print(
            f"Publishing: {alone[0]:.1f} s, of which {alone[1]:.1f} s of processor time; published {size(workspace.published)}\n"
        )
        with serve(workspace) as address:
            table(address, posts)
            while_read = read_meanwhile(address, lambda: took(lambda: store_copies.publish(workspace)))
        print(
            f"\nPublishing while four readers ask without a pause: {while_read[0]:.1f} s, {while_read[1]:.1f} s of processor time (theirs included)"
        )


def fill(workspace: Workspace, posts: int) -> None:
    """Write the made-up rows into a store."""
    import duckdb

    sha256 = Snapshots(workspace.snapshots).keep(SOURCE)
    workspace.store.parent.mkdir(parents=True)
    with duckdb.connect(str(workspace.store)) as connection:
        connection.execute(resources.files("content_quality.adapters.store").joinpath("schema.sql").read_text("utf-8"))
        connection.execute("INSERT INTO schema_version VALUES (?)", [writer.SCHEMA_VERSION])
        for statement in ROWS.split(";\n"):
            if statement.strip():
                filled = (
                    statement.replace("$posts", str(posts))
                    .replace("$size", str(POSTS_PER_BATCH))
                    .replace("$each", str(FINDINGS_PER_POST))
                )
                connection.execute(filled.replace("$sha256", f"'{sha256}'"))


def table(address: str, posts: int) -> None:
    """Print how long each page takes."""
    pages = {
        "overview": "/",
        "overview, everything in the charts": "/?days=all",
        "posts": "/posts",
        "posts, last page": f"/posts?page={posts // 50}",
        "posts, held, by repeated text": "/posts?verdict=hold&sort=repeated",
        "posts, search": "/posts?q=number+9999",
        "posts, check, author and language": "/posts?check=check-3&author=Author+7&language=ja",
        "posts, waived, by title, page 100": "/posts?waived=yes&sort=title&page=100",
        "a post": f"/posts/{quote(f'posts/{posts - 7}.md')}",
        "batches": "/batches",
        "a batch": f"/batches/b{posts // POSTS_PER_BATCH - 1}",
        "checks": "/checks",
        "a check": "/checks/check-3",
        "API: overview": "/api/v1/overview",
        "API: trends": "/api/v1/trends",
        "API: 1,000 posts": "/api/v1/posts?limit=1000",
        "export of all posts, CSV": "/posts.csv",
    }
    print(
        "| page | first, ms | median, ms | best, ms | processor, ms | KiB |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    )
    with httpx.Client(base_url=address, timeout=120) as client:
        for name, path in pages.items():
            times, processor, length = [], [], 0
            for _ in range(3 if "export" in name else WARM + 1):
                began, busy = time.perf_counter(), time.process_time()
                answer = client.get(path)
                times.append((time.perf_counter() - began) * 1000)
                processor.append((time.process_time() - busy) * 1000)
                assert answer.status_code == 200, f"{path}: {answer.text[:300]}"
                length = len(answer.content)
            figures = (times[0], statistics.median(times[1:]), min(times), statistics.median(processor), length / 1024)
            print(f"| {name} | {' | '.join(f'{figure:,.0f}' for figure in figures)} |", flush=True)


def read_meanwhile(address: str, work: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    """Return what `work` returns while four readers ask."""
    done = threading.Event()

    def read() -> None:
        with httpx.Client(base_url=address, timeout=120) as client:
            while not done.is_set():
                assert client.get("/posts?q=number+9").status_code == 200

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        return work()
    finally:
        done.set()
        for reader in readers:
            reader.join()


def took(work: Callable[[], None]) -> tuple[float, float]:
    """Return wall and processor seconds of `work`."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def size(path: Path) -> str:
    return f"{path.stat().st_size / 1024**2:,.0f} MiB"


@contextmanager
def serve(workspace: Workspace) -> Iterator[str]:
    """Serve the dashboard without a login on a free port."""
    dashboard = DashboardContext(workspace, "Made up", clock=lambda: datetime.now(UTC))
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


if __name__ == "__main__":
    main()
