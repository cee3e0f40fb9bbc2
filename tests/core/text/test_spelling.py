"""Places in texts are moved out of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_quality.core.text.spelling import beside_word


@pytest.mark.parametrize(
    ("marked", "moved"),
    [
        ("Sie fand|en Bevor", "Sie fanden| Bevor"),
        ("Seiten zurüc|k.", "Seiten zurück|."),
        ("die Ka|tze", "die |Katze"),
        ("half a wo|The article again", "half a wo|The article again"),  # pasted behind half a word
        ("новост|и дня", "новости| дня"),
        ("記事の途|中から", "記事の途|中から"),
        ("기사의 중|간부터", "기사의 중|간부터"),
        ("on|ce", "on|ce"),
        ("|start", "|start"),
        ("end|", "end|"),
        ("x" * 60 + "|" + "x" * 70, "x" * 60 + "|" + "x" * 70),
    ],
)
def test_a_place_in_a_word_moves_to_its_nearer_end(marked: str, moved: str):
    text = marked.replace("|", "")
    assert beside_word(text, marked.index("|")) == moved.index("|")


@given(st.text(max_size=60), st.data())
def test_a_place_stays_in_its_text_and_is_moved_once(text: str, data: st.DataObject):
    place = beside_word(text, data.draw(st.integers(0, len(text))))
    assert 0 <= place <= len(text)
    assert beside_word(text, place) == place
