"""Posts whose names some system takes for one are found by their names alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_quality.core.gate.colliding_names import folded, unplaceable

ALIKE = {
    "capital letters": ("posts/x.md", "posts/X.md"),
    "a capital letter in a folder": ("posts/Notes/x.md", "posts/notes/x.md"),
    "an ending in capitals": ("posts/x.md", "posts/x.MD"),
    "an accent in one and in two characters": ("posts/\u00e9.md", "posts/e\u0301.md"),
    "accents in another order": ("posts/q\u0323\u0307.md", "posts/q\u0307\u0323.md"),
    "Hangul whole and in parts": ("posts/\ud55c.md", "posts/\u1112\u1161\u11ab.md"),
    "a sharp s": ("posts/stra\u00dfe.md", "posts/STRASSE.md"),
    "a final sigma": ("posts/\u03c2.md", "posts/\u03a3.md"),
    "the sign of kelvin": ("posts/\u212a.md", "posts/k.md"),
    "a file and a folder": ("posts/x.md", "posts/x.md/y.md"),
    "a file and a folder in capitals": ("posts/X.md", "posts/x.md/deep/y.md"),
}
APART = {
    "another accent": ("posts/\u00e9.md", "posts/\u00e8.md"),
    "no accent": ("posts/\u00e9.md", "posts/e.md"),
    "another source": ("posts/x.md", "notes/x.md"),
    "a folder with the beginning of a name": ("posts/x", "posts/x.md/y.md"),
    "Japanese in two scripts": ("posts/\u304b.md", "posts/\u30ab.md"),
    "a wide letter": ("posts/\uff21.md", "posts/A.md"),
}


@pytest.mark.parametrize("pair", ALIKE.values(), ids=ALIKE)
def test_new_posts_that_are_one_file_somewhere_are_both_held(pair: tuple[str, str]):
    held = unplaceable([*pair, "posts/other.md"], [])
    assert held.keys() == set(pair)
    for reason in held.values():
        assert all(name in reason for name in pair)
        assert reason.endswith("Rename one of them.")


@pytest.mark.parametrize("pair", ALIKE.values(), ids=ALIKE)
def test_a_post_that_came_later_cannot_hold_the_one_that_was_read(pair: tuple[str, str]):
    assert unplaceable(pair, [pair[0]]).keys() == {pair[1]}
    assert unplaceable(pair, [pair[1]]).keys() == {pair[0]}
    assert unplaceable(pair, pair) == {}


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_names_that_all_systems_tell_apart_are_not_held(pair: tuple[str, str]):
    assert unplaceable(pair, []) == {}


@pytest.mark.parametrize(
    "name", ["posts/" + "a" * 253 + ".md", "posts/" + "\u3042" * 85 + ".md", "posts/" + "a/" * 600 + "x.md"]
)
def test_a_name_that_no_disk_takes_is_held_by_itself(name: str):
    assert unplaceable([name, "posts/other.md"], []).keys() == {name}
    assert unplaceable([name], [name]).keys() == {name}


def test_names_of_the_greatest_length_are_not_held():
    assert unplaceable(["posts/" + "a" * 252 + ".md", "posts/" + "a/" * 507 + "x.md"], []) == {}


def test_many_names_that_are_alike_cost_a_look_each():
    many = [
        "posts/" + "".join(c.upper() if number >> bit & 1 else c for bit, c in enumerate("abcdefghijkl"))
        for number in range(4096)
    ]
    held = unplaceable(many, [])
    assert held.keys() == set(many)
    assert max(map(len, held.values())) < 300


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_a_name_is_alike_itself_in_every_form(name: str):
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, name)) == folded(name)
    assert folded(folded(name)) == folded(name)
