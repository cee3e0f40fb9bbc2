"""A generator is one file of the folder `profiles`."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_quality.core.document import generators
from content_quality.core.document.generators import parse
from content_quality.core.document.profiles import date_forms
from content_quality.core.findings import Severity
from tests.conftest import ROOT

PACKAGE = ROOT / "include" / "content_quality"


def test_a_trait_with_a_misspelt_name_is_refused():
    with pytest.raises(ValueError, match="x-sings is not a trait of a generator"):
        parse("quire", {"title": "Quire", "x-sings": []})
    with pytest.raises(ValueError, match="colour is not a trait of a generator"):
        parse("quire", {"title": "Quire", "x-dates": {"colour": "red"}})


def test_a_profile_without_traits_has_the_rules_of_all_generators():
    quire = parse("quire", {"title": "Quire"})
    assert not quire.yaml.is_old
    assert (quire.problem("late-fence"), quire.problem("byte-order-mark")) == (Severity.BLOCKER, Severity.WARNING)
    assert date_forms.reads(quire, "2026-03-02") is None


def test_every_form_of_a_date_that_a_profile_names_is_there():
    assert [
        f"{profile.name}: {form}"
        for profile in generators.profiles()
        for form in profile.dates.forms
        if form not in date_forms.FORMS
    ] == []


def test_no_two_signs_have_one_rank():
    ranks = [sign.rank for profile in generators.profiles() for sign in profile.signs]
    assert len(ranks) == len(set(ranks))


def test_no_code_asks_for_a_generator_by_its_name():
    names = [f'"{name}"' for name in generators.generators() if name != "generic"]
    formulas = PACKAGE / "core" / "reading_time" / "formulas.py"  # of Hugo and Zola, which any site may choose
    assert [
        f"{path.relative_to(PACKAGE)}: {name}"
        for path in sorted(Path(PACKAGE).rglob("*.py"))
        for name in names
        if path != formulas and name in path.read_text("utf-8")
    ] == []
