"""An export file of WordPress: posts of both editors as Markdown, named by their id."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from content_quality.adapters.site import wordpress_export, wordpress_items
from content_quality.adapters.site.edit_pages import page_to_edit
from content_quality.adapters.site.html_posts import HtmlPost, written
from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.site.wordpress_export import WordPressExport
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.gate.decide import Verdict
from content_quality.core.settings import Limits, Settings, Source
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project, project_of
from tests.conftest import NOW
from tests.pipeline.steps import gate

pytest.importorskip("defusedxml", reason="defusedxml is not installed")
pytest.importorskip("markdownify", reason="markdownify is not installed")

HEAD = """<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/">
<channel><title>Tidemark</title><wp:wxr_version>1.2</wp:wxr_version>"""
BLOCKS = """<!-- wp:paragraph -->
<p>The tide turns at <strong>noon</strong>.</p>
<!-- /wp:paragraph -->

<!-- wp:heading -->
<h2 class="wp-block-heading">Why</h2>
<!-- /wp:heading -->

<!-- wp:list --><ul><li>moon</li><li>sun</li></ul><!-- /wp:list -->"""


def item(
    number: int, html: str, status: str = "publish", kind: str = "post", title: str = "Tides", slug: str = "tides"
) -> str:
    return f"""<item><title>{title}</title><link>https://t.example/{slug}</link><dc:creator><![CDATA[mira]]></dc:creator>
<content:encoded><![CDATA[{html}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date><![CDATA[2026-11-02 09:00:00]]></wp:post_date><wp:post_name><![CDATA[{slug}]]></wp:post_name><wp:status><![CDATA[{status}]]></wp:status>
<wp:post_type><![CDATA[{kind}]]></wp:post_type><category domain="category" nicename="sea"><![CDATA[Sea]]></category>
<category domain="post_tag" nicename="moon"><![CDATA[Moon]]></category></item>"""


@pytest.fixture
def export(tmp_path: Path) -> WordPressExport:
    return WordPressExport(SourcePlace(Source("wp", "export.xml", kind="wordpress-export"), tmp_path))


def write(export: WordPressExport, *items: str, end: str = "</channel></rss>") -> None:
    export.place.folder.write_text(HEAD + "".join(items) + end)


def listed(export: WordPressExport) -> list[str]:
    return [file.path for file in export.files((".md",))]


def test_a_post_of_the_block_editor_is_read(export: WordPressExport):
    write(export, item(123, BLOCKS))
    assert listed(export) == ["post/123-tides.md"]
    text = export.read("post/123-tides.md", 10_000).decode()
    head, _, body = text.partition("---\n\n")
    assert head == (
        "---\ntitle: Tides\ndate: 2026-11-02 09:00:00\nauthor: mira\nslug: tides\ncategories:\n- Sea\ntags:\n- Moon\nwordpress_id: 123\n"
    )
    assert body == "The tide turns at **noon**.\n\n## Why\n\n- moon\n- sun\n"


def test_a_post_of_the_classic_editor_has_its_paragraphs(export: WordPressExport):
    write(export, item(7, 'First line\nof one.\n\nSecond [b] one.\n\n<h2>Why</h2>\n\n[gallery ids="1,2"]Third.'))
    listed(export)
    body = export.read("post/7-tides.md", 10_000).decode().partition("---\n\n")[2]
    assert body == "First line\\\nof one.\n\nSecond \\[b\\] one.\n\n## Why\n\nThird.\n"


def test_drafts_are_marked_and_the_trash_is_named(export: WordPressExport):
    write(
        export,
        item(1, "a", "draft"),
        item(2, "b", "trash"),
        item(3, "c", "pending"),
        item(4, "d", kind="page"),
        item(5, "e", kind="attachment"),
    )
    assert listed(export) == ["page/4-tides.md", "post/1-tides.md", "post/3-tides.md"]
    assert b"draft: true" in export.read("post/1-tides.md", 10_000)
    assert b"draft" not in export.read("page/4-tides.md", 10_000)
    assert export.notices == ["1 posts in the trash, never saved or without a post id are not read."]


def test_a_slug_is_no_path(export: WordPressExport):
    write(export, item(9, "x", slug="../../etc/passwd"), item(10, "x", slug="", title="朝の 記事"))
    assert listed(export) == ["post/10-朝の-記事.md", "post/9-etc-passwd.md"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD + item(1, "x"), "not well-formed"),  # cut
        (
            '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>',
            "entities",
        ),
        (
            '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel>&f;</channel></rss>',
            "entities",
        ),
        ("<html></html>", "not an export"),
        ("", "not well-formed"),
    ],
)
def test_a_file_that_is_no_export_is_named(export: WordPressExport, text: str, words: str):
    export.place.folder.write_text(text)
    with pytest.raises(SourceUnusable, match=words):
        listed(export)


def test_scripts_and_deep_nesting_reach_no_post(export: WordPressExport):
    write(export, item(1, "<p>a</p><script>alert(1)</script><style>p{}</style><p>b</p>"), item(2, "<div>" * 20_000))
    listed(export)
    assert export.read("post/1-tides.md", 10_000).decode().endswith("\n\na\n\nb\n")
    with pytest.raises(Refused, match="nested too deeply"):
        export.read("post/2-tides.md", 1_000_000)
    with pytest.raises(Refused, match="limit is 10 bytes"):
        export.read("post/1-tides.md", 10)


HOSTILE = {
    "deep quotations of many lines": "<blockquote>" * 300 + "<br>a" * 20_000,
    "markup that the parser rejects": "<![x[" * 10,
    "paragraphs in paragraphs": "<p>a" * 20_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_a_post_whose_html_cannot_be_read_is_held_and_stops_no_other(tmp_path: Path, html: str):
    path = tmp_path / "content-quality.toml"
    path.write_text(
        '[site]\nname = "Tidemark"\n[limits]\nseconds_per_post = 1\n[[sources]]\nname = "wp"\n'
        'kind = "wordpress-export"\npath = "export.xml"\n'
    )
    (tmp_path / "export.xml").write_text(HEAD + item(1, html) + item(2, BLOCKS) + "</channel></rss>")
    os.utime(tmp_path / "export.xml", (1, 1))
    project = project_of(path)
    batch_id = ingest(project, Request(), NOW).batch_id
    assert batch_id
    bad, good = BatchFiles.of(project.workspace, batch_id).manifest().posts
    assert bad.refused
    assert good.sha256
    assert not good.refused


def test_two_posts_with_one_id_are_not_read(export: WordPressExport):
    write(export, item(1, BLOCKS), item(1, "other"), item(2, BLOCKS))
    assert listed(export) == ["post/1-tides.md", "post/2-tides.md"]
    with pytest.raises(Refused, match="two posts"):
        export.read("post/1-tides.md", 10_000)
    assert export.read("post/2-tides.md", 10_000)


def test_an_id_that_is_no_number_of_wordpress_is_left_out(export: WordPressExport):
    write(export, item(int("9" * 300), BLOCKS), item(2, BLOCKS))
    assert listed(export) == ["post/2-tides.md"]
    assert "without a post id" in export.notices[0]


@pytest.mark.parametrize("encoding", ["foo-8", "utf-7", "idna"])
def test_an_encoding_that_cannot_be_read_is_named(export: WordPressExport, encoding: str):
    export.place.folder.write_text(HEAD.replace("UTF-8", encoding) + item(1, "a") + "</channel></rss>")
    with pytest.raises(SourceUnusable, match="well-formed"):
        listed(export)


def test_a_pipe_in_place_of_the_export_keeps_no_one_waiting(export: WordPressExport):
    os.mkfifo(export.place.folder)
    with pytest.raises(SourceUnusable, match="not a file"):
        listed(export)


def test_an_export_is_ingested_like_any_source(tmp_path: Path, export: WordPressExport):
    write(export, item(1, BLOCKS), item(2, BLOCKS, slug="again"))
    (tmp_path / "content-quality.toml").write_text(
        '[[sources]]\nname = "wp"\npath = "export.xml"\nkind = "wordpress-export"\n'
    )
    found = ingest(project_of(tmp_path / "content-quality.toml"), Request(), NOW.replace(year=2040))
    assert (found.fresh, found.faults) == (2, ())


def test_an_export_that_is_too_large_is_a_fault_that_says_what_to_do(export: WordPressExport, monkeypatch):
    write(export, item(1, "x"))
    monkeypatch.setattr(wordpress_items, "LONGEST_EXPORT", 100)
    with pytest.raises(SourceUnusable, match="the limit is 100") as raised:
        listed(export)
    assert "several files" in raised.value.instead


def site(tmp_path: Path, more: str = "") -> Project:
    path = tmp_path / "content-quality.toml"
    path.write_text(f'{more}[[sources]]\nname = "wp"\nkind = "wordpress-export"\npath = "export.xml"\n')
    return project_of(path)


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the posts that are converted, one entry for each child."""
    counts: list[int] = []

    def count(posts: Sequence[HtmlPost], limits: Limits) -> Iterator[bytes | Refused]:
        counts.append(len(posts))
        return written(posts, limits)

    monkeypatch.setattr(wordpress_export, "written", count)
    return counts


def test_an_export_that_did_not_change_is_not_parsed_again(export: WordPressExport, tmp_path: Path, monkeypatch):
    write(export, item(1, BLOCKS), item(2, "x", "trash"))
    project = site(tmp_path)
    assert ingest(project, Request(), NOW).fresh == 1
    monkeypatch.setattr(wordpress_export, "items", None)
    again = ingest(project, Request(), NOW)
    assert (again.batch_id, again.listed, again.faults) == (None, 1, ())
    assert again.notices == ("wp: 1 posts in the trash, never saved or without a post id are not read.",)


def test_only_posts_that_changed_in_the_export_are_converted(export: WordPressExport, tmp_path: Path, converted):
    write(export, *(item(number, f"text {number}") for number in range(1, 9)))
    project = site(tmp_path)
    assert ingest(project, Request(), NOW).fresh == 8
    assert sum(converted) == 8
    converted.clear()
    write(export, *(item(number, f"text {number}" if number != 5 else "other") for number in range(1, 9)))
    assert ingest(project, Request(), NOW).fresh == 1
    assert converted == [1]


def test_a_post_that_cannot_be_converted_is_tried_once(export: WordPressExport, tmp_path: Path, converted):
    write(export, item(1, HOSTILE["markup that the parser rejects"]), item(2, BLOCKS))
    project = site(tmp_path)
    assert {name: decision.verdict for name, decision in gate(project).items()}["wp/post/1-tides.md"] == Verdict.HOLD
    converted.clear()
    assert ingest(project, Request(), NOW).batch_id is None
    assert converted == []
    assert ingest(project, Request(force=True), NOW).fresh == 2
    assert converted == [1]
    converted.clear()
    assert ingest(site(tmp_path, "[limits]\nseconds_per_post = 20\n"), Request(), NOW).listed == 2
    assert converted == [1]


def test_a_damaged_memory_of_the_export_is_made_anew(export: WordPressExport, tmp_path: Path):
    write(export, item(1, HOSTILE["markup that the parser rejects"]), item(2, BLOCKS))
    project = site(tmp_path)
    ingest(project, Request(), NOW)
    for name in ("export.json", "refused.json"):
        (project.workspace.root / "sources" / "wp" / name).write_text("{")
    assert ingest(project, Request(force=True), NOW).fresh == 2


def test_an_export_that_changes_between_look_and_reading_gives_no_mixture(export: WordPressExport):
    write(export, item(1, "first"))
    listed(export)
    export._items.clear()  # as after a look whose listing was remembered
    write(export, item(1, "second"))
    with pytest.raises(Refused, match="changed while it was read"):
        export.read("post/1-tides.md", 10_000)


def test_the_texts_of_an_export_are_not_all_in_memory(export: WordPressExport):
    write(export, *(item(number, f"{number} " + "word " * 40_000) for number in range(1, 41)))
    tracemalloc.start()
    assert len(listed(export)) == 40
    assert export.read("post/1-tides.md", 1_000_000)
    assert tracemalloc.get_traced_memory()[1] < export.place.folder.stat().st_size / 2
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("url", "page"),
    [("https://t.example/", "https://t.example/wp-admin/post.php?post=12&action=edit"), ("", ""), ("javascript:1", "")],
)
def test_a_post_of_an_export_is_edited_in_the_wordpress_that_the_settings_name(url: str, page: str):
    source = Source("wp", "export.xml", kind="wordpress-export", url=url)
    assert page_to_edit(Settings(sources=(source,)), "wp/post/12-tides.md", "export.xml/post/12-tides.md") == page
