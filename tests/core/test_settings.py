"""Settings: what is wrong is named, with what to write instead."""

from __future__ import annotations

import pytest

from content_quality.core.settings import Settings, SettingsError, loads


def test_an_empty_document_gives_the_defaults():
    assert loads("") == Settings()


def test_tables_become_settings():
    text = '[site]\nname = "N"\n[checks]\nrepeated-passage = "warning"\n[[sources]]\nname = "a"\n[[sources]]\nname = "b"\n'
    settings = loads(text + "[reading_time]\nrates = {ko = 250}\n")
    assert settings.level("repeated-passage") == "warning"
    assert settings.level("other") == "default"
    assert [source.name for source in settings.sources] == ["a", "b"]
    assert dict(settings.reading_time.rates) == {"ko": 250}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[site", "not TOML"),
        ("[sight]\n", "sight is not a setting"),
        ('[site]\nnmae = "x"\n', "site.nmae is not a setting; known here: name"),
        ("[site]\nname = 3\n", "site.name must be a string"),
        ("[gate]\nrelease_review = 1\n", "gate.release_review must be true or false"),
        ('[site]\ntimezone = "Tokio"\n', "IANA"),
        ('[schedule]\ndaily_at = "25:00"\n', "06:30"),
        ('[checks]\nrepeated-passage = "loud"\n', "must be one of off"),
        ('[[sources]]\nname = "a"\n[[sources]]\nname = "a"\n', "same name"),
        ("[limits]\nmax_bytes = true\n", "whole number"),
    ],
)
def test_what_is_wrong_is_named(text: str, says: str):
    with pytest.raises(SettingsError, match=says):
        loads(text)


def test_the_digest_changes_with_what_judges_and_not_with_the_schedule():
    assert loads('[schedule]\ndaily_at = "07:00"\n').digest() == Settings().digest()
    assert loads("[repeats]\npassage_characters = 200\n").digest() != Settings().digest()
