"""Shortcuts of residue rule out nothing that the signs would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_quality.core.residue import sign_files
from content_quality.core.residue.mojibake import garbled
from content_quality.core.residue.sign import Sign
from content_quality.core.residue.sign_index import SignIndex
from tests.checks.test_residue_talk import body, cases

WORD = re.compile(r"\w+")
TEXTS = [(language, text.replace("’", "'")) for language, _, text in cases("machine-talk")]


def holds_all(text: str, sign: Sign) -> bool:
    words = set(WORD.findall(text))
    return all(group & words for group in sign.words) and all(
        any(part in text for part in group) for group in sign.parts
    )


@pytest.mark.parametrize("language", sign_files.languages())
def test_the_index_returns_every_sign_that_may_stand_in_a_text(language: str) -> None:
    signs = tuple(sign for sign in sign_files.of_language(language) if sign.at != "anywhere")
    index = SignIndex(signs)
    for other, text in TEXTS:
        if other == language:
            lower = body(other, "start", text).lower()
            expected = [sign for sign in signs if holds_all(lower, sign)]
            assert list(index.possible(lower)) == expected


GARBLED = "Ã©â€™縺譁�ｭ怜喧縲Â–Z»Ð¿Ñ€"


@given(st.text(alphabet=GARBLED + "aあ 。"))
def test_signs_that_a_text_does_not_hold_rule_out_nothing_that_is_garbled(text: str):
    assert list(garbled(text, "".join(sorted(set(text))))) == list(garbled(text, GARBLED))
