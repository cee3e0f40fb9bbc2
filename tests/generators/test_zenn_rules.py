"""What zenn-cli stops at is held, what it warns about is warned about, by its validator's own line between the two."""

from __future__ import annotations

import pytest

from tests.generators.dialects import ZENN
from tests.generators.grammar import Case, post
from tests.generators.verdicts import inspected, verdict


def said(**changes: str | None) -> str:
    return verdict(inspected(Case("", post(ZENN.block(**changes))), "zenn"))


@pytest.mark.parametrize("emoji", ["📚", "❤", "❤️", "🇯🇵", "👍🏽", "👨‍👩‍👧", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "5️⃣", "©"])
def test_one_emoji_is_one_emoji_however_many_characters_it_has(emoji: str) -> None:
    assert said(emoji=f" {emoji}") == "clear"


@pytest.mark.parametrize("emoji", ["図", "あ", "→", "★", "Ａ", "books", '"5"', "📚📖", "🇯🇵🇫🇷", "📚 ❤"])
def test_no_emoji_and_two_emoji_are_held(emoji: str) -> None:
    assert said(emoji=f" {emoji}") == "hold"


@pytest.mark.parametrize("emoji", ["📚books", "“📚”", "", '""', "5", "[📚]", "true"])
def test_an_emoji_that_the_page_shows_otherwise_or_not_at_all_is_warned_about(emoji: str) -> None:
    assert said(emoji=f" {emoji}") == "review"


def test_topics_that_are_no_list_are_left_out_and_a_topic_that_is_a_number_stops() -> None:
    assert said(topics=" library") == "review"
    assert said(topics=" [library, 5]") == "hold"


def test_a_key_that_has_a_space_or_a_sign_stuck_to_it_is_named() -> None:
    assert said(published_at=None, **{"\xa0published_at": " 2026-03-02"}) == "review"
    assert said(published_at=None, **{"published_at:": " 2026-03-02"}) == "review"


def test_a_title_under_another_key_is_none_where_the_generator_requires_one() -> None:
    assert verdict(inspected(Case("", post(ZENN.block().replace("title", "Title"))), "zenn")) == "hold"


def test_a_title_of_digits_with_an_underscore_is_a_number() -> None:
    assert verdict(inspected(Case("", post(ZENN.block("1_000"))), "zenn")) == "hold"


def test_an_empty_date_in_quotation_marks_is_held_and_no_date_is_fine() -> None:
    assert said(published_at=' ""') == "hold"
    assert said(published_at="") == "clear"
