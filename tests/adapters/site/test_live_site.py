"""The live site as readers see it: a real server on this machine, and what may not be asked of it."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from content_quality.adapters.site import live_site, web_pages
from content_quality.adapters.site.live_site import LiveSite
from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, Unreachable
from content_quality.cli import main
from content_quality.core.settings import Limits, Source
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post

pytest.importorskip("feedparser", reason="feedparser is not installed")
pytest.importorskip("markdownify", reason="markdownify is not installed")

ENDS, MANY = (".md",), 1_000_000
PAGE = """<!doctype html><html lang="en"><head><title>Site: Tides</title><script>track()</script></head><body>
<nav><a href="/">Home</a></nav><header>The site</header>
<article><header>By Mira</header><h1>Tides</h1><p>The tide turns at <em>noon</em>.</p><h2>Why</h2>
<pre><code class="language-python">x = 1</code></pre><ul><li>moon</li><li>sun</li></ul></article><footer>©</footer></body></html>"""


class Server:
    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str | bytes, dict[str, str]]] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                status, body, headers = outer.pages.get(self.path, (404, "", {}))
                data = body if isinstance(body, bytes) else body.encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"

    def put(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        self.pages[path] = (status, body, headers)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(web_pages, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(web_pages, "FIRST_WAIT", 0.001)
    running = Server()
    thread = threading.Thread(target=running.http.serve_forever)
    thread.start()
    yield running
    running.http.shutdown()
    thread.join()
    running.http.server_close()


@pytest.fixture
def site(server: Server, tmp_path: Path) -> Callable[[str], LiveSite]:
    return lambda path: LiveSite(SourcePlace(Source("live", "", kind="live-site", url=server.address + path), tmp_path))


def listed(site: LiveSite) -> list[str]:
    return [file.path for file in site.files(ENDS)]


def sitemap(*addresses: str) -> str:
    urls = "".join(f"<url><loc>{one}</loc><lastmod>2026-11-02</lastmod></url>" for one in addresses)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


def test_the_pages_of_a_sitemap_are_read_as_readers_see_them(server: Server, site):
    server.put(
        "/sitemap.xml", sitemap(f"{server.address}/2026/tides/", f"{server.address}/", "https://elsewhere.example/x")
    )
    server.put("/2026/tides/", PAGE)
    live = site("/sitemap.xml")
    assert listed(live) == ["2026/tides.md", "index.md"]
    text = live.read("2026/tides.md", MANY).decode()
    assert text.startswith("---\ntitle: Tides\nlang: en\npermalink: /2026/tides/\n---\n")
    assert "The tide turns at *noon*." in text
    assert "## Why" in text
    assert "```python\nx = 1\n```" in text
    assert "- moon\n- sun" in text
    assert not [word for word in ("track", "Home", "By Mira", "©") if word in text]
    assert live.notices == ["1 addresses lie on another site or name no page; they are not read."]


def test_an_index_of_sitemaps_leads_to_its_sitemaps(server: Server, site):
    index = f"<sitemapindex><sitemap><loc>{server.address}/a.xml</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap></sitemapindex>"
    server.put("/index.xml", index)
    server.put("/a.xml", sitemap(f"{server.address}/a"))
    server.put("/b.xml", sitemap(f"{server.address}/b.html"))
    assert listed(site("/index.xml")) == ["a.md", "b.md"]


def test_an_index_of_sitemaps_leads_to_no_other_site(server: Server, site):
    server.put("/index.xml", "<sitemapindex><sitemap><loc>http://169.254.169.254/latest</loc></sitemap></sitemapindex>")
    with pytest.raises(SourceUnusable, match="another site"):
        listed(site("/index.xml"))


def test_posts_of_a_feed_that_holds_their_text_need_no_other_request(server: Server, site):
    feed = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>S</title><id>s</id>
    <entry><title>Tides: a note</title><id>1</id><link href="{server.address}/tides"/><published>2026-11-02T09:00:00Z</published>
    <author><name>Mira</name></author><content type="html">&lt;p&gt;The tide turns.&lt;/p&gt;</content></entry></feed>"""
    server.put("/feed.xml", feed)
    live = site("/feed.xml")
    assert listed(live) == ["tides.md"]
    text = live.read("tides.md", MANY).decode()
    assert "title: 'Tides: a note'" in text
    assert "author: Mira" in text
    assert text.endswith("---\n\nThe tide turns.\n")
    assert server.asked == ["/feed.xml"]


def test_a_feed_of_summaries_leads_to_the_pages(server: Server, site):
    item = f"<item><title>T</title><link>{server.address}/tides</link><description>Short</description></item>"
    server.put("/rss.xml", f'<?xml version="1.0"?><rss version="2.0"><channel><title>S</title>{item}</channel></rss>')
    server.put("/tides", PAGE)
    live = site("/rss.xml")
    assert listed(live) == ["tides.md"]
    assert b"The tide turns at" in live.read("tides.md", MANY)


def test_a_redirect_is_not_followed(server: Server, site):
    server.put("/sitemap.xml", sitemap(f"{server.address}/a"))
    server.put("/a", "", 302, Location="/secret")
    live = site("/sitemap.xml")
    listed(live)
    with pytest.raises(Refused, match="leads to another address"):
        live.read("a.md", MANY)
    assert "/secret" not in server.asked
    server.put("/moved.xml", "", 301, Location="/sitemap.xml")
    with pytest.raises(SourceUnusable, match="leads to another address"):
        listed(site("/moved.xml"))


def test_a_long_page_is_given_up(server: Server, site):
    server.put("/sitemap.xml", sitemap(f"{server.address}/a"))
    server.put("/a", "x" * 10_000)
    live = site("/sitemap.xml")
    listed(live)
    with pytest.raises(Refused, match="more than 1,000 bytes"):
        live.read("a.md", 1_000)


def test_a_server_that_drips_is_given_up(server: Server, site, monkeypatch):
    server.put("/sitemap.xml", sitemap(f"{server.address}/a"))
    server.put("/a", "x" * 100_000)
    live = site("/sitemap.xml")
    listed(live)
    monkeypatch.setattr(web_pages, "WHOLE_SECONDS", -1.0)
    with pytest.raises(Unreachable, match="takes longer than"):
        live.read("a.md", MANY)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_a_few_times(server: Server, site, status: int):
    server.put("/sitemap.xml", "", status)
    with pytest.raises(SourceUnusable, match=f"the server answers {status}"):
        listed(site("/sitemap.xml"))
    assert len(server.asked) == web_pages.ATTEMPTS


def test_a_page_that_is_gone_stops_no_other(server: Server, site):
    server.put("/sitemap.xml", sitemap(f"{server.address}/a", f"{server.address}/b"))
    server.put("/b", PAGE)
    live = site("/sitemap.xml")
    listed(live)
    with pytest.raises(Unreachable, match="answers 404"):
        live.read("a.md", MANY)
    assert live.read("b.md", MANY)


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'
FILES = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&f;</title></channel></rss>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (BOMB, "declares entities"),
        (FILES, "declares entities"),
        ("<urlset><url>", "not well-formed"),
        ("<html><body>Not found</body></html>", "neither a feed nor a sitemap"),
        ("", "neither a feed nor a sitemap"),
        (b"\xff\xfe\x00", "neither a feed nor a sitemap"),
    ],
)
def test_what_is_no_list_of_pages_is_named(server: Server, site, body, words: str):
    server.put("/list.xml", body)
    with pytest.raises(SourceUnusable, match=words):
        listed(site("/list.xml"))


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "ftp://h/x", "https://mira:secret@h/x", "https:///x"])
def test_an_address_that_is_no_page_is_refused(tmp_path: Path, url: str):
    with pytest.raises(SourceUnusable, match="not the address of a page") as raised:
        listed(LiveSite(SourcePlace(Source("live", "", kind="live-site", url=url), tmp_path)))
    assert "secret" not in str(raised.value)


def test_addresses_become_paths_below_the_source_and_nothing_else(server: Server, site):
    addresses = ["/a/%2e%2e/%2e%2e/etc/passwd", "/a%0Ab", "/a%5Cb", "/ok?p=1", "/ok?p=2", "/%E6%9C%9D/"]
    server.put("/sitemap.xml", sitemap(*(server.address + one for one in addresses)))
    found = listed(site("/sitemap.xml"))
    assert len(found) == 3
    assert found[2] == "朝.md"
    assert all(name.startswith("ok-") for name in found[:2])


def test_only_so_many_pages_are_looked_at(server: Server, site, monkeypatch):
    monkeypatch.setattr(live_site, "MOST_PAGES", 2)
    server.put("/sitemap.xml", sitemap(*(f"{server.address}/{number}" for number in range(5))))
    live = site("/sitemap.xml")
    assert listed(live) == ["0.md", "1.md"]
    assert live.notices == ["Only the first 2 pages are read; 3 are left out."]


def test_deeply_nested_html_is_refused_and_not_a_crash(server: Server, site):
    server.put("/sitemap.xml", sitemap(f"{server.address}/a"))
    server.put("/a", "<div>" * 20_000 + "x")
    live = site("/sitemap.xml")
    listed(live)
    with pytest.raises(Refused, match="nested too deeply"):
        live.read("a.md", MANY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_entities_are_refused_in_every_encoding(server: Server, site, encoding: str):
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aa">]><urlset><url><loc>&a;</loc></url></urlset>'
    server.put("/sitemap.xml", text.encode(encoding))
    with pytest.raises(SourceUnusable, match=r"entities|neither"):
        listed(site("/sitemap.xml"))


def test_a_sitemap_in_an_encoding_that_does_not_exist_is_named(server: Server, site):
    server.put("/sitemap.xml", sitemap("/x").replace('"1.0"', '"1.0" encoding="foo-8"'))
    with pytest.raises(SourceUnusable, match="well-formed"):
        listed(site("/sitemap.xml"))


def test_a_page_that_costs_too_much_is_refused(server: Server, tmp_path: Path):
    place = SourcePlace(
        Source("live", "", kind="live-site", url=f"{server.address}/sitemap.xml"),
        tmp_path,
        limits=Limits(seconds_per_post=1),
    )
    server.put("/sitemap.xml", sitemap(f"{server.address}/deep/", f"{server.address}/tides/"))
    server.put("/deep/", "<article>" + "<blockquote>" * 300 + "<br>a" * 20_000)
    server.put("/tides/", PAGE)
    live = LiveSite(place)
    assert listed(live) == ["deep.md", "tides.md"]
    with pytest.raises(Refused, match="more time or memory"):
        live.read("deep.md", MANY)
    assert live.read("tides.md", MANY)


def test_a_live_site_is_looked_at_and_never_gated(server: Server, project: Project):
    server.put("/sitemap.xml", sitemap(f"{server.address}/a"))
    write_post(project, "a.md", CLEAN.format(title="A"))
    sources = (Source("posts", "_posts"), Source("live", "", kind="live-site", url=f"{server.address}/sitemap.xml"))
    both = dataclasses.replace(project, settings=dataclasses.replace(project.settings, sources=sources))
    assert ingest(both, Request(), NOW).fresh == 1
    assert server.asked == []


def test_fetch_copies_what_readers_see_to_be_checked(server: Server, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    server.put("/sitemap.xml", sitemap(f"{server.address}/a/b", f"{server.address}/gone"))
    server.put("/a/b", PAGE)
    Path("content-quality.toml").write_text(
        f'[[sources]]\nname = "live"\nkind = "live-site"\nurl = "{server.address}/sitemap.xml"\n'
    )
    assert main(["fetch", "live", "--into", "seen"]) == 1
    said = capsys.readouterr()
    assert "1 posts copied into seen; 1 not copied." in said.out
    assert "gone.md The page cannot be read: the server answers 404." in said.err
    assert "The tide turns" in Path("seen/a/b.md").read_text()
    assert main(["check", "seen"]) in (0, 1)
    assert main(["fetch", "live", "--into", "seen"]) == 2
    assert "not empty" in capsys.readouterr().err
    assert main(["fetch", "nope", "--into", "other"]) == 2
    assert "'nope' is not a source. The settings have these sources: live." in capsys.readouterr().err
