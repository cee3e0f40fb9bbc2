"""Tables of characters say what the Unicode properties say."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from content_quality.core.reading_time.estimation import _characters_and_words
from content_quality.core.text.characters import SCRIPTS, codes_of, distinct, narrow, scripts

CHARACTERS = regex.compile(r"[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ーｰ]+")
WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.-]*")


@given(st.text())
@example("ｶﾞﾗｽ e\u0301 \u1100\u1161\u11a8 ①… ﷺ\u3000\0")
def test_narrow_text_is_nfkc_without_white_space(text: str):
    assert narrow(text) == "".join(unicodedata.normalize("NFKC", text).split())


@given(st.text())
def test_every_character_has_its_scripts(text: str):
    for character, flags in zip(text, scripts(codes_of(text)).tolist(), strict=True):
        assert flags == sum(script for script, pattern in SCRIPTS.items() if pattern.match(character))


@pytest.mark.parametrize(
    "text", ["", "読書はEラーニングで3.5倍、", "it's -a- well-known 'fact'.", "Ünï\u0308code ｶﾅ-ｶﾅ a-あ-b"]
)
def test_words_and_unspaced_characters_are_counted_apart(text: str):
    others = CHARACTERS.sub(" ", text)
    assert _characters_and_words(text) == (sum(map(len, CHARACTERS.findall(text))), len(WORD.findall(others)))


@given(st.text())
def test_the_alphabet_of_a_text_holds_each_of_its_characters_once(text: str):
    assert distinct(codes_of(text)) == "".join(sorted(set(text)))
