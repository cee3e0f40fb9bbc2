"""A content language is one file of the folder `languages`."""

from __future__ import annotations

import ast

import pytest
import regex

from content_quality.core.text.characters import Script
from content_quality.core.text.content_languages import (
    PATTERNS,
    PHRASES,
    codes,
    content_language,
    content_languages,
    parse,
    with_edges,
)
from tests.conftest import ROOT

PACKAGE = ROOT / "include" / "content_quality"
WRITINGS = {"latin", "cyrillic", "east-asian", "other"}


def test_a_key_with_a_misspelt_name_is_refused():
    with pytest.raises(ValueError, match="canot_end is not a key of a content language"):
        parse("eo", {"name": "Esperanto", "canot_end": ["la"]})
    with pytest.raises(ValueError, match="recaps is not a key of a content language"):
        parse("eo", {"name": "Esperanto", "phrases": {"recaps": ["resumo"]}})


def test_of_a_language_without_a_file_nothing_is_known():
    unknown = content_language("../../settings")
    assert (unknown.code, unknown.cannot_end, unknown.formal_end, unknown.spaces) == ("und", frozenset(), None, True)


def test_every_file_can_be_used():
    for language in content_languages():
        assert language.name, language.code
        assert language.writing in WRITINGS, language.code
        assert not language.script or language.script.upper() in Script.__members__, language.code
        patterns = [getattr(language, name) for name in PATTERNS]
        assert all(pattern.pattern for pattern in patterns if pattern is not None), language.code
        assert all(regex.compile(phrase) for phrases in language.phrases.values() for phrase in phrases), language.code


def test_every_use_of_phrases_has_some_and_none_is_empty():
    for name in PHRASES:
        phrases = [phrase for language in content_languages() for phrase in language.phrases.get(name, ())]
        assert phrases, name
        assert all(phrases), name


def test_phrases_of_languages_that_glue_words_need_no_edges():
    recap = regex.compile(with_edges("recap"), regex.IGNORECASE)
    assert recap.search("記事のまとめです")
    assert recap.search("A recap")
    assert not recap.search("precapitulate")


OF_OTHERS = {
    "core/reading_time/formulas.py": "what other tools count in a language",
    "core/text/language.py": "Japanese and Chinese are told apart by their share of kana",
    "core/residue/sign_files.py": "English signs are read first",
    "core/cross_post/titles.py": "English months stand in titles of any language",
    "core/i18n/languages.py": "an interface language",
}


def test_no_code_asks_for_a_content_language_by_its_code():
    """A code is compared, looked up in a tuple, or the key of a dictionary."""
    offenders = []
    for path in [*(PACKAGE / "core").rglob("*.py"), *(PACKAGE / "checks").rglob("*.py")]:
        name = path.relative_to(PACKAGE).as_posix()
        tree = ast.parse(path.read_text("utf-8")) if name not in OF_OTHERS else ast.Module([], [])
        for node in ast.walk(tree):
            parts = (
                node.keys
                if isinstance(node, ast.Dict)
                else list(ast.walk(node))
                if isinstance(node, ast.Compare)
                else []
            )
            offenders += [
                f"{name}:{node.lineno}: {part.value}"
                for part in parts
                if isinstance(part, ast.Constant) and part.value in codes()
            ]
    assert offenders == []
