"""The damage benchmark: the same bytes each time, twins that differ only in the damage, and a score that counts right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.damage.compare import of_product
from benchmarks.damage.damages import KINDS
from benchmarks.damage.export import LABELS, export
from benchmarks.damage.language import codes, language
from benchmarks.damage.near_misses import NEAR_MISSES
from benchmarks.damage.peers import minhash, repetition
from benchmarks.damage.plan import CLEAN, Case, Plan
from benchmarks.damage.product import Hit, hits
from benchmarks.damage.report import report
from benchmarks.damage.score import score

SMALL = Plan(sound=1, each=1)
CASES = tuple(SMALL.cases())
BY_NAME = {case.name: case for case in CASES}
DAMAGED = [case for case in CASES if case.kind]


def test_the_same_seed_makes_the_same_posts():
    assert tuple(Plan(sound=1, each=1).cases()) == CASES
    other = {case.name: case.text for case in Plan(sound=1, each=1, seed=1).cases()}
    assert other.keys() == BY_NAME.keys()
    assert all(other[name] != case.text for name, case in BY_NAME.items())


def test_a_larger_run_holds_the_posts_of_a_smaller_one():
    larger = {case.name: case.text for case in Plan(languages=("en",), sound=3, each=2).cases()}
    assert all(larger[name] == case.text for name, case in BY_NAME.items() if case.language == "en")


def test_there_are_twelve_languages_with_the_same_keys():
    assert len(codes()) == 12
    assert {len(language(code).topics) for code in codes()} == {5}


def written(lines: list[str]) -> list[str]:
    return [line for line in lines if line]


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_a_damaged_post_differs_from_its_twin_only_in_the_damaged_lines(kind: str):
    for case in (case for case in DAMAGED if case.label == kind):
        twin = written(BY_NAME[case.twin].text.splitlines())
        lines = case.text.splitlines()
        before, after = written(lines[: case.first - 1]), written(lines[case.last :])
        assert case.text != BY_NAME[case.twin].text
        assert 1 <= case.first <= case.last <= len(lines)
        assert twin[: len(before)] == before
        assert not after or twin[-len(after) :] == after


def test_a_near_miss_is_another_post_than_its_twin():
    near = [case for case in CASES if not case.kind and case.label != CLEAN]
    assert {case.label for case in near} == {one.name for one in NEAR_MISSES}
    assert all(case.text != BY_NAME[case.twin].text for case in near)


def test_every_family_of_damage_has_near_misses():
    assert {kind.family for kind in KINDS} == {one.family for one in NEAR_MISSES}


def test_a_small_run_finds_damage_and_leaves_sound_posts_alone():
    wanted = {
        "repeat-exact",
        "repeat-section",
        "cut-end",
        "conflict-marks",
        "title-empty",
        "time-over",
        "fence-unclosed",
    }
    cases = [case for case in CASES if case.label in {CLEAN, *wanted} and case.language in ("en", "ja", "ru")]
    result = score(cases, hits([(case.name, case.text) for case in cases]))
    assert {row.name: row.missed for row in result.kinds} == {name: [] for name in wanted}
    assert result.clean.false == 0
    assert result.total.recall == 1


def planted(name: str, *found: tuple[str, int]) -> tuple[str, tuple[Hit, ...]]:
    return name, tuple(Hit("some-check", category, True, line, line) for category, line in found)


def test_a_finding_counts_on_a_damaged_line_and_in_the_category_of_the_kind():
    case = next(case for case in DAMAGED if case.label == "repeat-exact")
    twin = BY_NAME[case.twin]
    for category, line, found in (
        ("duplicates", case.first, 1),
        ("duplicates", case.last + 5, 0),
        ("truncation", case.first, 0),
    ):
        (row,) = score([twin, case], dict([planted(twin.name), planted(case.name, (category, line))])).kinds
        assert (row.found, row.posts, row.false, row.sound) == (found, 1, 0, 1)


def test_a_near_miss_counts_against_the_kinds_of_its_family():
    case = next(case for case in DAMAGED if case.label == "cut-end" and case.language == "en")
    near = BY_NAME["en/near-verse-00.md"]
    cases = [BY_NAME[case.twin], case, near]
    found = dict(
        [planted(case.twin), planted(case.name, ("truncation", case.first)), planted(near.name, ("truncation", 3))]
    )
    result = score(cases, found)
    assert result.kinds[0].precision == 0.5
    assert [(row.name, row.false, row.falsely_held) for row in result.near_misses] == [("verse", 1, 1)]
    assert of_product(cases, found).near == 1


def test_the_page_names_misses_and_false_alarms():
    cases = [case for case in CASES if case.language == "en" and case.label in (CLEAN, "cut-end", "verse")]
    found = dict(planted(case.name, *([("truncation", 3)] if case.label == "verse" else [])) for case in cases)
    page = report(SMALL, score(cases, found))
    assert "- **cut-end**: 0 of 1 found." in page
    assert "- **verse**: 1 of 1 flagged, 1 held back" in page


def test_exported_labels_name_the_damaged_lines(tmp_path: Path):
    cases: list[Case] = [case for case in CASES if case.language == "ko"]
    export(cases, tmp_path)
    labels = [json.loads(line) for line in (tmp_path / LABELS).read_text().splitlines()]
    assert all((tmp_path / label["path"]).read_text() == BY_NAME[label["path"]].text for label in labels)
    assert sum(label["damaged"] for label in labels) == len(KINDS)
    assert all((label["lines"] is not None) == label["damaged"] for label in labels)


def test_the_repetition_filter_drops_a_post_that_stands_twice():
    text = BY_NAME["en/clean-00.md"].text
    assert repetition.remarks(text) == []
    assert "letters of paragraphs" in repetition.remarks(text + text.partition("\n---\n")[2])


def test_peers_are_described():
    assert all(peer.how for peer in (minhash.PEER, repetition.PEER))
