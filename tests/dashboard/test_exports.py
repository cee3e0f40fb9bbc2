"""Everything leaves in CSV and JSON; an address that makes no sense is refused in words, not ignored."""

from __future__ import annotations

import csv
import io

import pytest

from content_quality.adapters.store.every_finding import every_finding
from content_quality.adapters.store.listing import Filter
from content_quality.adapters.store.reader import Reader
from content_quality.core.document.file_names import called
from content_quality.dashboard.export import FINDING_COLUMNS
from tests.dashboard.conftest import NOW


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_finding_is_exported_with_its_post(filled, client):
    found = rows(client().get("/findings.csv").text)
    assert list(found[0]) == list(FINDING_COLUMNS)
    assert [(row["check"], row["severity"], row["line"]) for row in found] == [
        ("repeated-passage", "blocker", "9"),
        ("reading-time", "warning", "2"),
    ]
    assert found[0]["message"] == "Lines 9–9 repeat lines 5–5."
    assert client().get("/findings.json").json()[0]["title"] == "朝の通信"


def test_the_filter_of_the_list_is_that_of_the_export(filled, client):
    assert [row["check"] for row in client().get("/findings.json?verdict=review").json()] == ["reading-time"]
    assert [row["check"] for row in client().get("/findings.json?check=repeated-passage").json()] == [
        "repeated-passage"
    ]
    assert client().get("/findings.json?q=nothing").json() == []


def test_a_spreadsheet_runs_no_finding(shelf, client):
    shelf.batch()
    place = {"template": "=HYPERLINK({x})", "values": {"x": 1}}
    shelf.finding(shelf.post("a.md", "hold"), "a.md", message=place, excerpt="@SUM(A1)\n+1")
    shelf.publish()
    (row,) = rows(client().get("/findings.csv").text)
    assert row["message"].startswith("'=")
    assert row["excerpt"] == "'@SUM(A1)\n'+1"


def test_findings_are_read_piece_by_piece_and_none_is_lost_or_read_twice(shelf):
    shelf.batch()
    for number in range(5):
        inspection = shelf.post(f"{number}.md", "hold")
        for ordinal in range(number):
            shelf.finding(inspection, f"{number}.md", ordinal=ordinal, fingerprint=f"{ordinal:016}")
    shelf.publish()
    with Reader(shelf.workspace.published).session() as session:
        whole = [(one.post_id, one.finding.fingerprint) for one in every_finding(session, Filter())]
        pieces = [(one.post_id, one.finding.fingerprint) for one in every_finding(session, Filter(), step=3)]
    assert len(whole) == len(set(whole)) == 10
    assert pieces == whole


@pytest.mark.parametrize(
    "path", ["/posts", "/posts.csv", "/posts.json", "/findings.csv", "/findings.json", "/api/v1/posts"]
)
@pytest.mark.parametrize(
    "query",
    ["verdict=held", "days=0", "days=soon", "days=9999999", "waived=maybe", "sort=best", "verdict=hold&days=-1"],
)
def test_a_filter_that_makes_no_sense_is_refused(filled, client, path, query):
    answer = client().get(f"{path}?{query}")
    assert answer.status_code == 400
    if path != "/posts" and not path.endswith(".csv"):
        assert answer.json()["parameters"] == [query.rpartition("&")[2].partition("=")[0]]
    else:
        assert "Not understood" in answer.text


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/v1"])
def test_the_api_points_to_its_description(filled, client, path):
    answer = client().get(path).json()
    assert client().get(answer["description"]).json()["openapi"].startswith("3.")


def test_a_chart_shows_how_many_posts_were_held_at_each_moment(shelf, client):
    for day, verdicts in enumerate([{"a": "hold", "b": "hold"}, {"a": "clear"}, {"b": "hold", "c": "hold"}]):
        at = NOW.replace(day=10 + day)
        shelf.batch(f"b{day}", created_at=at, decided_at=at, posts=len(verdicts), hold=1)
        for name, verdict in verdicts.items():
            newest = (day, name) in ((1, "a"), (2, "b"), (2, "c"))
            shelf.post(f"{name}.md", verdict, batch_id=f"b{day}", newest=newest, text=f"{name} {day}\n")
            shelf.rows[-1][1]["decided_at"] = at
    shelf.publish()
    trend = client().get("/api/v1/trends?days=30").json()
    held = {period["start"]: number for period, number in zip(trend["periods"], trend["held"], strict=True)}
    assert [held[f"2026-11-{day}"] for day in (10, 11, 12, 13, 20)] == [2, 1, 2, 2, 2]
    assert client().get("/api/v1/trends?days=9").json()["held"][0] == 2, "what came before the period counts, too"
    text = client().get("/").text
    assert "Posts held at that time" in text
    assert 'data-unit="Posts"' in text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("posts/2026-11-02-a.md", "2026-11-02-a.md"),
        ("content/posts/quiet-inbox/index.md", "quiet-inbox"),
        ("content/posts/quiet-inbox/index.ja.md", "quiet-inbox"),
        ("content/posts/_index.md", "posts"),
        ("quiet-inbox/INDEX.markdown", "quiet-inbox"),
        ("index.md", "index.md"),
        ("posts/reindex.md", "reindex.md"),
    ],
)
def test_the_file_of_a_bundle_is_called_by_its_folder(path, name):
    assert called(path) == name


def test_a_bundle_without_a_title_is_named_by_its_folder_on_the_dashboard(shelf, client):
    shelf.batch()
    shelf.post("quiet-inbox/index.md", "hold", title=None)
    shelf.publish()
    assert "<bdi>quiet-inbox</bdi>" in client().get("/posts").text
    assert "<title>quiet-inbox" in client().get("/posts/posts/quiet-inbox/index.md").text
