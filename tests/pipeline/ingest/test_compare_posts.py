"""What posts take from each other, from the gate's side and from the command line's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_quality.adapters.fingerprints import index_file
from content_quality.adapters.fingerprints.index import Index
from content_quality.adapters.state.batch_files import BatchFiles, ResultsIncomplete
from content_quality.adapters.state.comparisons import ComparisonFiles
from content_quality.adapters.store.writer import writing
from content_quality.core.cross_post.passages import MOST_PASSAGES, MOVED_KEYS, SERIES_KEYS, PostVersion, post_version
from content_quality.core.document.post import Post
from content_quality.core.findings import Severity
from content_quality.core.gate.decide import Verdict
from content_quality.core.settings import Settings
from content_quality.pipeline.archive.rebuild_store import rebuild_store
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.ingest import compare_batch
from content_quality.pipeline.ingest.post_versions import made_with
from content_quality.pipeline.project import Project
from tests.conftest import NOW, write_post
from tests.pipeline.steps import compare, finish, freeze, gate, inspect_all
from tests.test_report import check

LATER = NOW + timedelta(hours=1)
HARBOUR = (
    "The harbour office keeps its tide tables in a drawer that sticks, and whoever wants to read them has to lift the whole dashboard. "
    "Nobody has repaired it in eleven years, because the clerk who knows the trick is always there before anyone else arrives."
)
ORCHARD = (
    "Behind the school lies an orchard of forty trees that was planted for a lesson on grafting and then left to itself. "
    "In a good autumn the kitchen makes juice of it for two weeks, and the smell of apples reaches the second floor."
)
LIBRARY = (
    "A reading room needs three things that no architect will draw: a clock that is slightly wrong, a chair with a history, "
    "and a door that closes by itself. The new one has none of them, and so people read at home."
)
WINDMILL = (
    "The miller counted sacks by tying knots into a rope, one for ten, and untied them again when the carts had left the yard. "
    "His rope hangs in the museum now with seven knots in it, and nobody can say what became of those seventy sacks."
)


def text(title: str, *paragraphs: str, extra: str = "", date: str = "2026-11-02") -> str:
    return f'---\ntitle: "{title}"\ndate: {date} 09:00:00 +0900\n{extra}---\n\n' + "\n\n".join(paragraphs) + "\n"


def across(project: Project, name: str, now=LATER):
    decision = gate(project, now)[f"posts/{name}"]
    return [finding for finding in decision.findings if finding.category == "cross-post"]


def test_a_passage_of_an_older_post_is_found_in_the_newer_one(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR, ORCHARD))
    gate(project)
    write_post(
        project, "2026-11-03-mills.md", text("Mills", WINDMILL, HARBOUR.replace("eleven", "twelve"), WINDMILL[::-1])
    )
    (finding,) = across(project, "2026-11-03-mills.md")
    assert (finding.check, finding.severity, finding.span.line) == ("copied-passage", Severity.WARNING, 8)
    assert "2026-11-02-tides.md, lines 8–8" in str(finding.message)
    assert "% of this post" in str(finding.message)
    assert [(related.path, related.span.line) for related in finding.related] == [("_posts/2026-11-02-tides.md", 8)]


def test_a_whole_post_again_is_one_finding_that_holds(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides and tables", LIBRARY, HARBOUR, ORCHARD))
    gate(project)
    write_post(project, "2026-11-03-desk.md", text("Tides and tables", LIBRARY, HARBOUR, ORCHARD))
    (finding,) = across(project, "2026-11-03-desk.md")
    assert (finding.check, finding.severity) == ("copied-post", Severity.BLOCKER)


def test_moved_translated_and_quoting_posts_are_no_copies(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    gate(project)
    moved = {
        "2026-11-09-tides.md": text("Tides", LIBRARY, HARBOUR),
        "2026-11-03-moved.md": text("Tides at sea", LIBRARY, HARBOUR, extra="redirect_from: /2026/11/02/tides/\n"),
        "2026-11-03-canonical.md": text(
            "Tides at home", LIBRARY, HARBOUR, extra="canonical_url: https://example.org/tides\n"
        ),
        "2026-11-03-quotes.md": text("Mills", WINDMILL, "> " + HARBOUR, f"“{LIBRARY}”"),
    }
    for name, words in moved.items():
        write_post(project, name, words)
    decisions = gate(project, LATER)
    for name in moved:
        found = [finding for finding in decisions[f"posts/{name}"].findings if finding.category == "cross-post"]
        if name in ("2026-11-09-tides.md", "2026-11-03-quotes.md"):
            assert not found, name
        assert not any("2026-11-02-tides" in str(finding.message) for finding in found), name


def test_an_address_that_all_posts_have_makes_them_no_publication_of_one(project: Project):
    home = "canonical_url: https://example.org/blog/\n"
    for number, words in enumerate((LIBRARY, ORCHARD, WINDMILL)):
        write_post(
            project, f"2026-11-02-{'abc'[number]}.md", text(f"Of {'abc'[number]}", words, words[::-1], extra=home)
        )
    write_post(project, "2026-11-02-tides.md", text("Tides", HARBOUR, HARBOUR[::-1], extra=home))
    gate(project)
    write_post(project, "2026-11-03-mills.md", text("Mills", HARBOUR, LIBRARY[::-1], extra=home))
    (finding,) = [finding for finding in across(project, "2026-11-03-mills.md") if "tides" in str(finding.message)]
    assert finding.check == "copied-passage"


def test_a_post_in_many_folders_of_languages_is_one_publication_also_before_it_is_translated(project: Project):
    for language in ("de", "en", "fr", "it", "ja", "ko"):
        write_post(
            project,
            f"{language}/tides.md",
            text("Tides", LIBRARY, HARBOUR, ORCHARD, extra="canonical_url: https://example.org/tides/\n"),
        )
    assert not any(
        finding.category == "cross-post" for decision in gate(project).values() for finding in decision.findings
    )


def test_only_the_posts_concerned_are_read_from_the_index(project: Project, monkeypatch: pytest.MonkeyPatch):
    for number in range(12):
        write_post(
            project,
            f"2026-11-02-old-{number}.md",
            text(f"Old {'abcdefghijkl'[number] * 4}", f"{ORCHARD[number * 3 :]} {number}"),
        )
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    gate(project)
    read = set()
    post_versions = Index.post_versions

    def reading(index: Index, numbers: Iterable[int]) -> dict[int, PostVersion]:
        found = post_versions(index, numbers)
        read.update(post_version.post_id for post_version in found.values())
        return found

    monkeypatch.setattr(Index, "post_versions", reading)
    write_post(
        project,
        "2026-11-03-mills.md",
        text("Mills", WINDMILL, HARBOUR, extra="related: [tides, old-1, old-2, odl-3]\n"),
    )
    batch_id = freeze(project, LATER)
    inspect_all(project, batch_id, LATER)
    compare(project, batch_id, LATER)
    assert read == {"posts/2026-11-02-tides.md", "posts/2026-11-03-mills.md"}
    comparison = ComparisonFiles(BatchFiles.of(project.workspace, batch_id)).read(project.checks_digest)
    assert comparison
    assert [(finding.check, finding.span.line) for finding in comparison.findings["posts/2026-11-03-mills.md"]] == [
        ("copied-passage", 9),
        ("missing-post", 4),
    ]


def test_what_three_posts_share_is_boilerplate(project: Project):
    for number, own in enumerate((LIBRARY, WINDMILL, ORCHARD)):
        write_post(project, f"2026-11-0{number + 2}-post-{'abc'[number]}.md", text(f"Of {'abc'[number]}", own, HARBOUR))
    assert not any(
        finding.category == "cross-post" for decision in gate(project).values() for finding in decision.findings
    )


def test_one_article_in_many_posts_is_no_boilerplate(project: Project):
    article = [f"{words} {words[::-1]} {words.upper()[5:90]}" for words in (LIBRARY, WINDMILL, ORCHARD, HARBOUR)]
    for number in range(12):
        letter = "abcdefghijkl"[number]
        own = [f"{letter * 3} {word} {letter * 5}" for word in HARBOUR.split(",")]
        write_post(project, f"2026-11-02-of-{letter}.md", text(f"Of {letter * 4}", *own, *article, *own[:1]))
    found = {
        post_id: [finding for finding in decision.findings if finding.category == "cross-post"]
        for post_id, decision in gate(project).items()
    }
    assert [post_id for post_id, findings in found.items() if not findings] == ["posts/2026-11-02-of-a.md"]


def test_an_edit_of_the_older_post_does_not_accuse_it(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    gate(project)
    write_post(project, "2026-11-03-mills.md", text("Mills", WINDMILL, HARBOUR))
    assert across(project, "2026-11-03-mills.md")
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR, ORCHARD))
    assert not across(project, "2026-11-02-tides.md", LATER + timedelta(hours=1))


def test_an_edit_elsewhere_leaves_what_was_taken_as_it_was_found(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    gate(project)
    near = HARBOUR.replace("eleven", "twelve")
    write_post(project, "2026-11-03-mills.md", text("Mills", WINDMILL, near))
    assert across(project, "2026-11-03-mills.md")
    write_post(project, "2026-11-03-mills.md", text("Mills", WINDMILL + " So it goes.", near))
    assert across(project, "2026-11-03-mills.md", LATER + timedelta(hours=1))


def test_an_edited_post_stays_the_older_one_when_the_index_was_lost(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    gate(project)
    write_post(project, "2026-11-03-mills.md", text("Mills", WINDMILL, HARBOUR))
    gate(project, LATER)
    project.workspace.fingerprints.unlink()
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR, ORCHARD))
    assert not across(project, "2026-11-02-tides.md", LATER + timedelta(hours=1))


def test_a_finding_shows_the_words_as_the_post_has_them(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", WINDMILL[::-1], HARBOUR))
    gate(project)
    write_post(project, "2026-11-03-mills.md", text("Mills", WINDMILL, f"{ORCHARD} {HARBOUR} {LIBRARY[:90]}"))
    (finding,) = across(project, "2026-11-03-mills.md")
    assert finding.excerpt.startswith("The harbour office keeps")
    assert finding.span.column == len(ORCHARD) + 2


def test_months_releases_and_lists_of_versions_are_no_copies(project: Project):
    affected = "\n".join(
        f"- All releases of the {name} series up to and including {name}.7"
        for name in ("one", "two", "three", "four", "five")
    )
    for number, (title, own) in enumerate((("March", WINDMILL), ("April", LIBRARY), ("May", ORCHARD))[:2]):
        report = [HARBOUR, f"In {title} the club met twice.", own, affected]
        write_post(
            project, f"2026-11-0{number + 2}-report-{number}.md", text(f"What the rowing club did in {title}", *report)
        )
    write_post(project, "2026-11-05-advisory.md", text("A hole in the fence", ORCHARD, affected))
    decisions = gate(project)
    assert not [
        finding for decision in decisions.values() for finding in decision.findings if finding.category == "cross-post"
    ]


def test_equal_prose_around_different_tables_is_no_copy_of_the_post(project: Project):
    rows = [
        "\n".join(
            [
                "| day | boats |",
                "| --- | --- |",
                *(f"| {day} {word} | {word} {day} came in and went out again |" for day in range(60)),
            ]
        )
        for word in ("ebb", "flood")
    ]
    write_post(project, "2026-11-02-ebb.md", text("Boats that left", HARBOUR, rows[0]))
    gate(project)
    write_post(project, "2026-11-03-flood.md", text("Those who came by night", HARBOUR, rows[1]))
    (finding,) = across(project, "2026-11-03-flood.md")
    assert finding.check == "copied-passage"
    assert "again" not in str(finding.message)


def test_a_post_of_endless_paragraphs_says_that_it_was_compared_in_part(project: Project):
    numbered = [f"Line {number} of the ledger says who paid for it." for number in range(MOST_PASSAGES + 5)]
    write_post(project, "2026-11-02-ledger.md", text("The ledger", *numbered))
    assert [(finding.check, finding.severity) for finding in across(project, "2026-11-02-ledger.md", NOW)] == [
        ("partly-compared", Severity.WARNING)
    ]


WORDS = st.text("ab1/:[]{}?#%@&. -漢\u0301\n", max_size=12)


@given(
    st.dictionaries(
        st.sampled_from([*MOVED_KEYS, *SERIES_KEYS, "slug", "title", "date", "lang"]),
        WORDS | st.lists(WORDS, max_size=3) | st.integers(),
    )
)
def test_no_front_matter_stops_the_comparison(values: dict[str, object]):
    data = f"---\n{json.dumps(values, ensure_ascii=False)}\n---\n\n{HARBOUR}\n".encode("utf-8", "replace")
    found = post_version(Post.read(data, "2026-11-02-tides.md"), Settings())
    assert found.passages
    assert "address " not in found.names


def test_brackets_that_are_no_address_stop_no_comparison():
    data = f'---\ntitle: T\ncanonical_url: "http://[tides"\n---\n\n{HARBOUR}\n'.encode()
    assert post_version(Post.read(data, "tides.md"), Settings()).names == ("slug tides",)


def test_without_a_comparison_nothing_is_released(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    (decision,) = finish(project, batch_id).values()
    assert decision.verdict is Verdict.HOLD
    assert "missing-check" in decision.reasons
    # Held for lack of evidence only: the next ingestion tries again.
    assert gate(project, LATER)["posts/2026-11-02-tides.md"].verdict is Verdict.CLEAR


def test_a_post_is_parsed_once_for_its_inspection_and_never_for_the_comparison(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    write_post(project, "2026-11-03-mills.md", text("Mills", WINDMILL, f"{ORCHARD} {HARBOUR} {LIBRARY[:90]}"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)

    def parsed(*_: object) -> None:
        raise AssertionError("the comparison parsed a post")

    monkeypatch.setattr("content_quality.core.document.markdown.parse", parsed)
    compare(project, batch_id)
    comparison = ComparisonFiles(BatchFiles.of(project.workspace, batch_id)).read(project.checks_digest)
    assert comparison
    (finding,) = comparison.findings["posts/2026-11-03-mills.md"]
    assert (finding.span.column, finding.excerpt[:12]) == (len(ORCHARD) + 2, "The harbour ")


def test_versions_that_were_not_kept_or_are_damaged_are_made_from_the_bytes(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    write_post(project, "2026-11-03-mills.md", text("Mills", WINDMILL, HARBOUR))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    (damaged,) = (project.workspace.batch(batch_id) / "versions").rglob("prints.parquet")
    damaged.write_bytes(b"rotten")
    compare(project, batch_id)
    comparison = ComparisonFiles(BatchFiles.of(project.workspace, batch_id)).read(project.checks_digest)
    assert comparison
    assert [finding.check for finding in comparison.findings["posts/2026-11-03-mills.md"]] == ["copied-passage"]


def test_a_missing_part_stops_the_comparison(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    assert compare_batch.plan_parts(project, batch_id, NOW) == ["001-of-001"]
    with pytest.raises(ResultsIncomplete):
        compare_batch.collect_copies(project, batch_id, NOW)


def test_the_index_may_be_lost_and_retries_change_nothing(project: Project):
    write_post(project, "2026-11-02-tides.md", text("Tides", LIBRARY, HARBOUR))
    gate(project)
    project.workspace.fingerprints.unlink()
    write_post(project, "2026-11-03-mills.md", text("Mills", WINDMILL, HARBOUR))
    assert across(project, "2026-11-03-mills.md")
    with index_file.writing(project.workspace.fingerprints, made_with(project.settings)) as index:
        assert {name for name, _ in index.known()} == {"posts/2026-11-02-tides.md", "posts/2026-11-03-mills.md"}


def test_patterns_of_the_site_are_kept_with_the_batch_and_soften_what_they_explain(project: Project):
    for number in range(24):
        body = [f"{HARBOUR} {number}", *[f"{LIBRARY[shift:]} {number}" for shift in range(3)]]
        write_post(
            project,
            f"2026-11-02-post-{number}.md",
            text(f"Number {'abcdefghijklmnopqrstuvwxyz'[number] * 5}", *body, extra="reading_time: 20\n"),
        )
    decisions = gate(project)
    batch = max(BatchFiles(folder).folder.name for folder in project.workspace.batches.iterdir())
    with writing(project.workspace) as store:
        rows = store.query('SELECT "check", count FROM site_findings WHERE batch_id = ? ORDER BY 1', [batch])
    times = [
        finding for decision in decisions.values() for finding in decision.findings if finding.check == "reading-time"
    ]
    assert len(times) == 24
    if ("constant-reading-time", 24) in rows:
        assert {finding.severity for finding in times} == {Severity.INFO}
    rebuild_store(project)
    with writing(project.workspace) as store:
        assert store.query('SELECT "check", count FROM site_findings WHERE batch_id = ? ORDER BY 1', [batch]) == rows


def test_the_command_line_compares_with_an_archive(tmp_path: Path):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "tides.md").write_text(text("Tides", LIBRARY, HARBOUR))
    (tmp_path / "mills.md").write_text(text("Mills", WINDMILL, HARBOUR))
    (post,) = json.loads(check("--format", "json", "mills.md", "--against", "archive", cwd=tmp_path).stdout)["posts"]
    assert [(found["check"], found["line"], found["related"][0]["path"]) for found in post["findings"]] == [
        ("copied-passage", 8, "archive/tides.md")
    ]
    assert post["verdict"] == "review"
    (alone,) = json.loads(check("--format", "json", "mills.md", cwd=tmp_path).stdout)["posts"]
    assert alone["verdict"] == "clear"
