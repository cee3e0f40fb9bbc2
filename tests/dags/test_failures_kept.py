"""The scheduler keeps a failure at once and hands it over in a thread: neither an exchange that is away nor a full disk loses it."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from content_quality.adapters.exchange.exchange import Exchange
from content_quality.adapters.exchange.objects import SharedFolder
from content_quality.adapters.site.site_config import NamedSite
from content_quality.adapters.state.failures import unsent
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.alerts.faults import PipelineFault
from content_quality.orchestration import exchange_access, failures
from content_quality.orchestration.airflow_site import AirflowSite
from content_quality.pipeline.cluster.relayed_failures import FAILURES

SITE = '[site]\nname = "Test"\n[[sources]]\nname = "posts"\npath = "_posts"\n'
SAID = ("gate_posts r1 0", "gate_posts · r1", "gate_posts", PipelineFault("failed"))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AirflowSite:
    config = tmp_path / "content-quality.toml"
    config.write_text(f'{SITE}[cluster]\nexchange = "file://{tmp_path / "exchange"}"\n')
    monkeypatch.setenv("CONTENT_QUALITY_STATE", str(tmp_path / "var"))
    monkeypatch.setattr(failures, "PAUSE_SECONDS", 0)
    return AirflowSite(NamedSite("", config))


def relayed(tmp_path: Path) -> list[str]:
    return Exchange(SharedFolder(tmp_path / "exchange")).parcels(FAILURES)


def test_a_failure_is_handed_over_when_the_exchange_answers_again(site, tmp_path, monkeypatch):
    answers = iter([OSError("away"), OSError("away"), Exchange(SharedFolder(tmp_path / "exchange"))])

    def exchange_of(_):
        if isinstance(answer := next(answers), OSError):
            raise answer
        return answer

    monkeypatch.setattr(exchange_access, "exchange_of", exchange_of)
    failures._keep(site, *SAID)
    assert [one.key for one in unsent(Workspace(tmp_path / "var"))] == [SAID[0]]
    failures._send_patiently(site, None)
    assert len(relayed(tmp_path)) == 1
    assert unsent(Workspace(tmp_path / "var")) == []


def test_a_failure_on_a_machine_whose_disk_is_full_goes_to_the_exchange_at_once(site, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("content_quality.adapters.state.failures.keep_unsent", full)
    failures._keep(site, *SAID)
    assert len(relayed(tmp_path)) == 1


def test_a_failure_that_could_not_be_kept_anywhere_is_kept_later(site, tmp_path):
    tries = []

    def keep() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        failures._keep(site, *SAID)

    failures._send_patiently(site, keep)
    assert len(tries) == 3
    assert len(relayed(tmp_path)) == 1
