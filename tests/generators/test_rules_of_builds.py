"""Rules that only a build showed: the reader of front matter alone lets these pass."""

from __future__ import annotations

import pytest

from tests.generators.dialects import COMMON
from tests.generators.grammar import Case, post
from tests.generators.verdicts import inspected, verdict


def said(generator: str, text: str) -> str:
    return verdict(inspected(Case("", text), generator))


@pytest.mark.parametrize("date", ['"2026-03-02T10:30:00Z"', "'2026-03-02T10:30:00+09:00'", "20260302", "1772409600000", "2026"])  # fmt: skip
def test_docusaurus_stops_at_a_quoted_date_with_a_zone_and_at_a_number(date: str) -> None:
    assert said("docusaurus", post(COMMON.block(date=f" {date}"))) == "hold"


@pytest.mark.parametrize("date", ["2026-03-02T10:30:00Z", "2026-03-02T10:30:00+09:00", '"2026-03-02"', '"2026-03-02 10:30"', "March 2, 2026", "2026-03-02 10:30:00 +0900"])  # fmt: skip
def test_docusaurus_reads_dates_of_yaml_and_texts_without_a_zone(date: str) -> None:
    assert said("docusaurus", post(COMMON.block(date=f" {date}"))) == "clear"


def test_eleventy_stops_at_a_list_of_permalinks_and_builds_no_page_of_a_group_of_keys() -> None:
    assert said("eleventy", post(COMMON.block(permalink=" [/rooms/]"))) == "hold"
    assert said("eleventy", post(COMMON.block(permalink="\n  a: /rooms/"))) == "review"
    assert said("eleventy", post(COMMON.block(permalink="\n  build: /rooms/"))) == "clear"


@pytest.mark.parametrize("added", ["icon: :)\n", "parts:\n  - :one\n", ":size: 5\n", "hero:\n  icon: :home\n", "icon: ::home\n"])  # fmt: skip
def test_jekyll_stops_at_a_word_that_begins_with_a_colon(added: str) -> None:
    assert said("jekyll", post(COMMON.block() + added)) == "hold"
    assert said("hugo", post(COMMON.block() + added)) == "clear"


@pytest.mark.parametrize("added", ['icon: ":)"\n', "icon: >-\n  :home\n", "time: 12:30\n", "map: {a: b}\n"])
def test_quoted_and_folded_text_may_begin_with_a_colon(added: str) -> None:
    assert said("jekyll", post(COMMON.block() + added)) == "clear"
