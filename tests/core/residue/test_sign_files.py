"""A file of signs that cannot be used names what to correct."""

from __future__ import annotations

import pytest

from content_quality.core.residue.sign_files import SignError, check, read
from content_quality.core.text import patterns

SOUND = '[[sign]]\nkind = "label"\npatterns = ["Draft: "]\n'


@pytest.fixture(autouse=True)
def _broken_patterns_stay_here(monkeypatch):
    monkeypatch.setattr(patterns, "_declared", [])


def test_a_file_without_text_holds_no_signs():
    assert read("") == ()


def test_a_sound_file_passes_and_its_words_stand_in_its_patterns():
    text = '[words]\nkind-of-text = "draft|sketch"\n' + SOUND.replace("Draft", "(?:%kind-of-text%)")
    check(text)
    (sign,) = read(text)
    assert sign.pattern.match("sketch: a pier")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[sign", "not TOML"),
        (SOUND + "colour = 3\n", "sign 1 has the unknown key colour"),
        (SOUND + SOUND.replace("label", "rumour"), "sign 2 needs a kind of"),
        (SOUND + 'at = "somewhere"\n', "a known place"),
        ('[[sign]]\nkind = "label"\npatterns = []\n', "and patterns"),
        (
            '[[sign]]\nkind = "label"\npatterns = "Draft"\n',
            "sign 1 cannot be used: patterns and needs are lists of texts",
        ),
        ('[[sign]]\nkind = "label"\npatterns = [3]\n', "lists of texts"),
        (SOUND + 'needs = "draft"\n', "needs is a list of lists"),
        (SOUND + 'needs = ["draft"]\n', "lists of texts"),
        (SOUND + 'weight = "heavy"\n', "sign 1 cannot be used: could not convert"),
        (SOUND.replace("Draft", "%missing%"), "sign 1 cannot be used: 'missing'"),
        (SOUND.replace("Draft", "(Draft"), "sign 1 has a pattern that cannot be read: missing )"),
        (SOUND + 'unless = "["\n', "sign 1 has a pattern that cannot be read"),
        (SOUND + 'next = "("\n', "sign 1 has a pattern that cannot be read"),
    ],
)
def test_what_is_wrong_with_a_sign_is_named(text, reason):
    with pytest.raises(SignError) as refusal:
        check(text)
    assert reason in str(refusal.value)
