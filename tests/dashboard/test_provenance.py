"""A post's page names who wrote it, in which commit, and the files that leave with it."""

from __future__ import annotations

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.batches import Batch, BatchPost
from content_quality.core.gate.bundle_files import BundleFile
from tests.dashboard.conftest import NOW

FILES = (BundleFile("quay.png", "a" * 64, 20_480), BundleFile("<b>plan</b>.pdf", "b" * 64, 3))
COMMIT = "0123456789abcdef" * 2


def page_of(shelf, client, verdict: str, *, is_kept: bool = True, **kept: object) -> str:
    shelf.batch("b1")
    shelf.post("quay/index.md", verdict, title="The quay")
    if is_kept:
        post = BatchPost("posts/quay/index.md", "quay/index.md", "posts", "f" * 64, 10, **kept)  # type: ignore[arg-type]
        BatchFiles.of(shelf.workspace, "b1").write_manifest(Batch("b1", NOW, "changed", "p", (post,)))
    shelf.publish()
    return str(client().get("/posts/posts/quay/index.md").text)


def test_the_files_of_a_held_post_are_held_with_it(shelf, client):
    shown = page_of(shelf, client, "hold", files=FILES)
    assert "Files of this post" in shown
    assert "These files are held with the post." in shown
    assert "quay.png" in shown
    assert "20,480" in shown
    assert "&lt;b&gt;plan&lt;/b&gt;.pdf" in shown


def test_author_and_commit_are_shown_where_the_source_knows_them(shelf, client):
    shown = page_of(shelf, client, "hold", author="Mira <b>Okafor", commit=COMMIT)
    assert "Mira &lt;b&gt;Okafor" in shown
    assert COMMIT[:12] in shown
    assert "Files of this post" not in shown


def test_a_batch_that_was_cleared_away_leaves_the_page_as_it_is(shelf, client):
    shown = page_of(shelf, client, "hold", is_kept=False)
    assert "The quay" in shown
    assert "Files of this post" not in shown
