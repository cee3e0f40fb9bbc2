"""Settings: what is wrong is named, with what to write instead."""

from __future__ import annotations

import pytest

from content_quality.core.settings import Settings, SettingsError
from content_quality.core.settings.profiles import with_profile
from content_quality.core.settings.reader import loads


def test_an_empty_document_gives_the_defaults():
    assert loads("") == Settings()


def test_tables_become_settings():
    text = (
        '[site]\nname = "N"\n[checks]\nrepeated-passage = "warning"\n[[sources]]\nname = "a"\n[[sources]]\nname = "b"\n'
    )
    settings = loads(text + "[reading_time]\nrates = {ko = 250}\n")
    assert settings.level("repeated-passage") == "warning"
    assert settings.level("other") == "default"
    assert [source.name for source in settings.sources] == ["a", "b"]
    assert dict(settings.reading_time.rates) == {"ko": 250}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[site", "not valid TOML"),
        ("[sight]\n", "sight is not a setting"),
        ('[site]\nnmae = "x"\n', "site.nmae is not a setting. Known settings: name"),
        ("[site]\nname = 3\n", "site.name must be a string"),
        ("[gate]\nrelease_review = 1\n", "gate.release_review must be true or false"),
        ('[site]\ntimezone = "Tokio"\n', "IANA"),
        ('[schedule]\ndaily_at = "25:00"\n', "06:30"),
        ('[checks]\nrepeated-passage = "loud"\n', "must be one of off"),
        ('[[sources]]\nname = "a"\n[[sources]]\nname = "a"\n', "same name"),
        ("[limits]\nmax_bytes = true\n", "whole number"),
        ('[alerts]\ndigest_at = ""\n', "alerts.digest_at must be a time such as 08:00"),
        ('[alerts]\ndecided_by = "noon"\n', "alerts.decided_by must be a time such as 08:00"),
        ('[[alerts.recipients]]\nchannel = "slack"\n', "needs `to`"),
        ("[limits]\nmax_bytes = -1\n", "limits.max_bytes must be at least 1, not -1"),
        ("[limits]\nseconds_per_post = 0\n", "at least 1"),
        ("[batches]\nmax_shards = 1000\n", "between 1 and 200"),
        ("[schedule]\nsettle_seconds = nan\n", "settle_seconds must be between 0 and 3600"),
        ("[schedule]\nsettle_seconds = inf\n", "settle_seconds"),
        ("[repeats]\nblocker_likeness = 7\n", "repeats.blocker_likeness must be between 0 and 1"),
        ("[reading_time]\ntolerance_share = nan\n", "tolerance_share"),
        ('[schedule]\ndaily_at = "²:³"\n', "06:30"),
        ("reading_time = 3\n", "reading_time must be a table"),
        ("[reading_time]\nrates = {en = 0}\n", "units a minute"),
        ("[reading_time]\nrates = {en = true}\n", "units a minute"),
        ('[reading_time]\nrates = [["en"]]\n', "units a minute"),
        ('[site]\ngenerator = "jekyl"\n', "site.generator must be one of auto, astro"),
        ('[archive]\ncron = "weekly"\n', "five fields"),
        ("sources = []\n", "no source"),
        ('[[sources]]\nname = ".."\n', "letters, digits"),
        ('[[sources]]\nname = "a/b"\n', "letters, digits"),
        ('[alerts]\nsender = "a@b.example\\r\\nBcc: c@d.example"\n', "not a valid e-mail address"),
        ('[alerts]\neditors = ["desk"]\n', "not a valid e-mail address"),
        ('[alerts]\nwhen = "hourly"\n', "alerts.when must be one of batch, digest, not 'hourly'"),
        ('[alerts]\nlanguage = "xx"\n', "alerts.language must be one of en, ja, not 'xx'"),
        ('[alerts]\nlanguage = ""\n', "alerts.language must be one of en, ja, not ''"),
        (
            '[[alerts.recipients]]\nto = "a@b.example"\n[[alerts.recipients]]\nto = "c@d.example"\nlanguage = "JA"\n',
            r"alerts.recipients\[1\].language must be",
        ),
        (
            '[[alerts.recipients]]\nto = "a@b.example"\nchannel = "fax"\n',
            r"alerts.recipients\[0\].channel must be one of email",
        ),
    ],
)
def test_what_is_wrong_is_named(text: str, says: str):
    with pytest.raises(SettingsError, match=says):
        loads(text)


def test_the_digest_changes_with_what_judges_and_not_with_the_schedule():
    assert loads('[schedule]\ndaily_at = "07:00"\n').digest() == Settings().digest()
    assert loads("[repeats]\npassage_characters = 200\n").digest() != Settings().digest()


PROFILES = """
[checks]
no-text = "info"
tag-names = "off"

[profiles.writing]
no-text = "off"

[profiles.release]
"""


def test_a_profile_replaces_the_severities_that_it_names_and_keeps_the_others():
    settings = loads(PROFILES)
    writing, release = with_profile(settings, "writing"), with_profile(settings, "release")
    assert (writing.level("no-text"), writing.level("tag-names")) == ("off", "off")
    assert (release.level("no-text"), release.level("tag-names")) == ("info", "off")
    with pytest.raises(SettingsError, match="writing, release"):
        with_profile(settings, "night")
    with pytest.raises(SettingsError, match="have no profile"):
        with_profile(Settings(), "night")


def test_a_profile_is_part_of_nothing_that_is_stored():
    bare = loads(PROFILES.partition("[profiles.writing]")[0])
    settings = loads(PROFILES)
    assert settings != bare
    assert (settings.digest(), settings.deciding_digest()) == (bare.digest(), bare.deciding_digest())


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('[profiles.ci]\nno-text = "loud"', "profiles.ci.no-text must be one of"),
        ("[profiles]\nci = 3", "must be a list"),
        ("profiles = 3", "profiles must be a list"),
        ("[profiles.ci]\nno-text = 3", "must be a string"),
    ],
)
def test_a_profile_that_cannot_be_meant_is_refused(table: str, words: str):
    with pytest.raises(SettingsError, match=words):
        loads(table)
