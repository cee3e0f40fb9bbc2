"""A reason or a name that nobody can see is none."""

from __future__ import annotations

from datetime import date

import pytest

from content_quality.core.document.waiver_comments import WaiverComment
from content_quality.core.gate import waivers
from content_quality.core.gate.reasons import LONGEST_REASON, is_readable
from content_quality.core.settings import WaiverRules

TODAY = date(2026, 11, 20)
WAIVER = """[[waivers]]
check = "title-text"
post = "posts/a.md"
fingerprint = "0123"
reason = "{reason}"
by = "{by}"
granted = 2026-11-20
"""
UNSEEN = ["\u200b", "\u200b \u2060\ufeff", "\u00ad", "\u3164", "\u2800", "\ufe0f", "\u0301", "\U000e0041", "\u202e"]


@pytest.mark.parametrize("words", ["", " ", *UNSEEN, "a" * (LONGEST_REASON + 1), "a" * 1_000_000])
def test_words_without_ink_or_without_end_are_no_reason(words: str):
    assert not is_readable(words)


@pytest.mark.parametrize("words", ["ok", "意図的", "“…”", "n\u0303", "Ñ" * LONGEST_REASON])
def test_words_that_show_are(words: str):
    assert is_readable(words)


@pytest.mark.parametrize("words", UNSEEN)
@pytest.mark.parametrize("key", ["reason", "by"])
def test_a_waiver_with_words_that_do_not_show_is_refused(words: str, key: str):
    text = WAIVER.format(**{"reason": "meant", "by": "Ada", key: words})
    with pytest.raises(waivers.WaiversUnreadable, match=key):
        waivers.parse(text, WaiverRules())


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "{b=" * 100_000, "a = 1" + "0" * 5_000])
def test_waivers_as_deep_or_as_long_as_can_be_are_refused_in_words(text: str):
    with pytest.raises(waivers.WaiversUnreadable):
        waivers.parse(text, WaiverRules())


@pytest.mark.parametrize("words", UNSEEN)
def test_a_comment_whose_reason_does_not_show_excuses_nothing(words: str):
    comment = WaiverComment("title-text", words, TODAY, 1, 2)
    assert waivers.inline_waivers([comment], TODAY, WaiverRules(inline=True), {"title-text"}).sound == ()
