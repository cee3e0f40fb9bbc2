"""A source that has gone and settings that cannot be read are told of after three failed looks, and once."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality.adapters.site.last_settings import last_readable, settings_or_last
from content_quality.adapters.site.site_config import NamedSite
from content_quality.adapters.state.failures import failures
from content_quality.adapters.state.looks import read_looks
from content_quality.core.alerts.faults import CAUSES, OTHERS, OWN_WORDS, PipelineFault, fault_of
from content_quality.core.settings import SettingsError
from content_quality.pipeline.alerts.deliver_alerts import tell_maintainers
from content_quality.pipeline.ingest.watch_sources import look_at_sources, note_failed_look, open_site
from content_quality.pipeline.project import project_for_alerts
from tests.conftest import CLEAN, NOW
from tests.pipeline.wire import Wire

SETTINGS = """[site]
name = "Watched"
timezone = "Europe/Berlin"
[schedule]
daily_at = "05:30"
[alerts]
maintainers = ["ops@example.org"]
[[sources]]
name = "posts"
path = "posts"
"""
BROKEN = SETTINGS.replace("05:30", "25:30")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NamedSite:
    for name in ("CONTENT_QUALITY_CONFIG", "CONTENT_QUALITY_STATE", "CONTENT_QUALITY_SITES"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "2026-11-02-a.md").write_text(CLEAN.format(title="Chairs"))
    config = tmp_path / "content-quality.toml"
    config.write_text(SETTINGS)
    return NamedSite("", config)


def look(site: NamedSite, number: int) -> bool:
    """Look as the watcher does; return whether people hear of this look."""
    now = NOW + timedelta(seconds=5 * number)
    try:
        look_at_sources(open_site(site), site, now)
    except Exception as error:  # noqa: BLE001 - as the watcher does
        return note_failed_look(site, error, now)
    return False


def test_broken_settings_are_told_of_at_the_third_look_to_whom_the_last_readable_ones_name(site: NamedSite):
    assert not look(site, 0)
    site.config.write_text(BROKEN)
    assert [look(site, number) for number in range(1, 6)] == [False, False, True, False, False]
    project = project_for_alerts(site.config)
    tell_maintainers(project, wire := Wire(), NOW)
    ((to, letter),) = wire.sent
    assert to == "ops@example.org"
    (fault,) = letter.faults
    assert "daily_at" in fault.sentence
    assert "25:30" in fault.sentence
    assert "Correct the settings file" in fault.step


def test_a_source_that_has_gone_is_told_of_with_its_path_and_a_mended_one_ends_it(site: NamedSite, tmp_path: Path):
    shutil.rmtree(tmp_path / "posts")
    assert [look(site, number) for number in range(3)] == [False, False, True]
    (failure,) = failures(project_for_alerts(site.config).workspace)
    assert failure.fault is not None
    assert failure.fault.what == "sources"
    assert "The source posts (posts) cannot be listed" in failure.fault.detail
    (tmp_path / "posts").mkdir()
    assert not look(site, 3)
    looks = read_looks(project_for_alerts(site.config).workspace)
    assert looks is not None
    assert (looks.failed, looks.fault) == (0, None)


def test_the_next_outage_is_another_one(site: NamedSite, tmp_path: Path):
    for first in (0, 10):
        shutil.rmtree(tmp_path / "posts")
        assert [look(site, first + number) for number in range(3)] == [False, False, True]
        (tmp_path / "posts").mkdir()
        look(site, first + 4)
    assert len(failures(project_for_alerts(site.config).workspace)) == 2


def test_settings_that_were_never_readable_have_no_last_ones(site: NamedSite):
    site.config.write_text(BROKEN)
    assert last_readable(site.config) is None
    with pytest.raises(SettingsError):
        project_for_alerts(site.config)
    look(site, 1)
    assert settings_or_last(site.config)[0] is None


def test_every_kind_of_fault_that_an_exception_may_be_has_its_sentence():
    assert set(OWN_WORDS.values()) | set(OTHERS.values()) <= set(CAUSES)


def test_the_words_of_a_foreign_exception_are_never_kept():
    assert fault_of(ValueError("secret words of a post")) == PipelineFault("unknown", "ValueError")
    assert fault_of(OSError(28, "No space left on device", "/secret")) == PipelineFault("disk-full")
    assert fault_of(None).what == "killed"
