"""Every sentence in every language."""

from __future__ import annotations

import re
import string
from gettext import c2py
from pathlib import Path

import pytest

from content_quality.core.findings import Message, message
from content_quality.core.i18n.catalogue import Catalogue, catalogue, render
from content_quality.core.i18n.languages import languages
from scripts.dev.extract_messages import LOCALES, entries, main, read

PARENTHESIS = re.compile(r"（[^（）]*）")
OTHERS = [code for code in languages() if code != "en"]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_there_are_english_and_japanese():
    assert languages()[0] == "en"
    assert "ja" in OTHERS


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_has_every_sentence_that_an_editor_may_read(code: str):
    known = catalogue(code)
    missing = [
        f"{place}: {sentence}"
        for (context, sentence), place in entries().items()
        if ((context, sentence) not in known.lines and (context, sentence[0]) not in known.plurals)
    ]
    assert not missing, f"run scripts/dev/extract_messages.py and translate into locales/{code}.po: {missing}"


@pytest.mark.parametrize("argument", ["--fr", "english", "../fr"])
def test_only_a_language_begins_a_catalogue(argument: str):
    before = sorted(LOCALES.iterdir())
    with pytest.raises(SystemExit):
        main([argument])
    assert sorted(LOCALES.iterdir()) == before


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_names_the_same_values(code: str):
    for line in read(LOCALES / f"{code}.po"):
        english = line.id if isinstance(line.id, str) else line.id[-1]
        for words in [line.string] if isinstance(line.string, str) else line.string:
            left_out = placeholders(english) - placeholders(words)
            assert not english or placeholders(words) <= placeholders(english), english
            assert not english or not left_out - {"n"}, f"{english}: {left_out}"


def test_japanese_speaks_politely():
    sentences = [line for (context, _), line in catalogue("ja").lines.items() if not context and line.endswith("。")]
    polite = (
        "です。",
        "ます。",
        "ください。",
        "ません。",
        "ました。",
        "でした。",
        "ですか。",
        "せんか。",
        "ましょうか。",
        "しょうか。",
        "は…。",
    )
    rude = [line for line in sentences if not PARENTHESIS.sub("", line).endswith(polite) and "：" not in line]
    assert not rude


def test_words_of_ours_inside_a_message_are_translated_and_words_of_posts_are_not():
    assert render(
        message("{key} must be {wanted}; it is {found}.", key="tags", wanted="text or a list", found="a number"), "ja"
    ) == ("tagsは文字列またはリストでなければなりませんが、数値になっています。")
    assert "「Delete it.」" in render(
        message(
            "The title contains “{leftover}”, which this site's settings do not allow in titles.", leftover="Delete it."
        ),
        "ja",
    )


def test_hostile_values_are_never_formatted_a_second_time():
    assert "{key}{0.__class__}" in render(message("Type: {line}", line="{key}{0.__class__}"), "ja")


@pytest.mark.parametrize("code", languages())
def test_a_message_that_does_not_fit_its_values_is_said_as_it_stands(code: str):
    assert render(Message("Delete lines {lines}.", {"line": 3}), code) == "Delete lines {lines}."


def test_an_unknown_language_is_english():
    assert render(message("Delete it."), "xx") == "Delete it."


def test_a_number_takes_the_form_that_the_language_gives_it():
    forms = {("", "{n} post"): ("{n} wpis", "{n} wpisy", "{n} wpisów")}
    few = "(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
    polish = Catalogue("pl", {}, forms, c2py(few))
    assert [polish.count(number, "{n} post", "{n} posts") for number in (1, 3, 5, 22)] == [
        "1 wpis",
        "3 wpisy",
        "5 wpisów",
        "22 wpisy",
    ]
    assert polish.count(2, "{n} row", "{n} rows") == "2 rows"


def test_a_language_is_one_file():
    assert {path.name for path in Path(LOCALES).iterdir()} == {f"{code}.po" for code in OTHERS}
