"""What holds for every page, file and answer of the dashboard: who may see it, and what it may not contain."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from fastapi import HTTPException

HELD = "/posts/posts/" + quote("2026/朝 の#通信?.md")
PAGES = (
    "/",
    "/posts",
    "/posts?verdict=hold",
    HELD,
    f"{HELD}?compare=1-0",
    f"{HELD}?batch=b0",
    "/batches",
    "/batches/b1",
    "/checks",
    "/checks/repeated-passage",
)
OTHERS = (
    "/static/charts.js",
    "/static/uplot.js",
    "/static/uplot.css",
    "/static/uplot.LICENSE.txt",
    "/posts.csv",
    "/posts.json",
    "/openapi.json",
    "/static/dashboard.css",
    "/static/dashboard.js",
    "/runs?run_id=none",
)
PAIR = "post=" + quote("posts/2026/朝 の#通信?.md")
API = (
    "/api/v1/overview",
    "/api/v1/trends",
    "/api/v1/trends?days=30&check=reading-time",
    "/api/v1/posts",
    f"/api/v1{HELD}",
    f"/api/v1/compare?{PAIR}&finding=1&place=0",
    f"/api/v1/changes?{PAIR}&since=b0",
    "/api/v1/batches",
    "/api/v1/batches/b1",
    "/api/v1/checks",
    "/api/v1/checks/repeated-passage",
)


def refuse() -> None:
    raise HTTPException(401, "Not authenticated")


def paths_of(app) -> set[str]:
    """Every path the application routes, with its parameters filled in."""
    found, waiting = set(), list(app.routes)
    while waiting:
        route = waiting.pop()
        nested = getattr(getattr(route, "original_router", None), "routes", None) or getattr(route, "routes", None)
        if nested:
            waiting += nested
        if path := getattr(route, "path", None):
            found.add(re.sub(r"\{[^}]*\}", "x", path))
    return found


def test_an_anonymous_caller_is_refused_on_every_route(filled, client):
    anonymous = client(login=refuse)
    paths = paths_of(anonymous.app)
    assert {"/", "/posts", "/posts/x", "/batches/x", "/static/x", "/openapi.json", "/api/v1/posts"} <= paths
    for path in sorted(
        paths
        | {
            *PAGES,
            *OTHERS,
            *API,
            "/docs",
            "/redoc",
            "/nowhere",
            "/a%0Ab",
            "/posts/a%0Ab",
            "/static/../app.py",
            "/docs/oauth2-redirect",
        }
    ):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = anonymous.request(method, path, follow_redirects=False)
            assert answer.status_code == 401, f"{method} {path} answered {answer.status_code}"
            assert "朝の通信" not in answer.text


@pytest.mark.parametrize("path", [*PAGES, *OTHERS, *API])
def test_every_answer_forbids_scripts_from_elsewhere(filled, client, path):
    answer = client().get(path)
    assert answer.status_code == 200, answer.text[:300]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_pages_need_no_inline_script_or_style(filled, client, path):
    text = client().get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert "<style" not in text
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", text)
    assert not re.search(r'(src|href)="(https?:)?//', text), "nothing comes from another host"


class Ids(HTMLParser):
    """Collects ids and the targets of links within the page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: set[str] = set()

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            elif name == "href" and value.startswith("#"):
                self.targets.add(value[1:])


@pytest.mark.parametrize("path", PAGES)
def test_links_within_a_page_lead_somewhere_and_ids_are_unique(filled, client, path):
    page = Ids()
    page.feed(client().get(path).text)
    assert len(page.ids) == len(set(page.ids))
    assert page.targets <= set(page.ids)
