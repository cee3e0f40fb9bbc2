"""A failure that another machine saw reaches maintainers, also where the exchange was away when it happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_quality.adapters.exchange.exchange import Exchange
from content_quality.adapters.exchange.objects import SharedFolder
from content_quality.adapters.state.failures import Failure, failures, keep_unsent, unsent
from content_quality.adapters.state.workspace import Workspace
from content_quality.pipeline.cluster import relayed_failures, stages
from content_quality.pipeline.project import Project
from tests.conftest import NOW
from tests.pipeline.cluster.test_stages import SETTINGS, made_site, write_posts
from tests.pipeline.steps import freeze

RED = Failure("gate_posts run 0", "gate_posts, run", "gate_posts", NOW)


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return Exchange(SharedFolder(tmp_path / "exchange"))


@pytest.fixture
def writer(tmp_path: Path) -> Project:
    return made_site(tmp_path / "writer", f'{SETTINGS}[cluster]\nexchange = "file://{tmp_path / "exchange"}"\n')


def test_a_failure_waits_on_its_machine_while_the_exchange_is_away(tmp_path, writer, exchange):
    elsewhere = Workspace(tmp_path / "scheduler" / "var")
    keep_unsent(elsewhere, RED)
    (tmp_path / "exchange").write_text("a file where the folder was: nothing can be written below")
    with pytest.raises(OSError, match="exchange"):
        relayed_failures.relay_unsent(elsewhere, exchange)
    assert unsent(elsewhere) == [RED]
    (tmp_path / "exchange").unlink()
    assert relayed_failures.relay_unsent(elsewhere, exchange) == 1
    assert unsent(elsewhere) == []
    assert relayed_failures.collect_failures(writer, exchange, NOW) == 1
    assert failures(writer.workspace) == [RED]


def test_the_next_task_of_a_worker_relays_what_the_worker_has_kept(tmp_path, writer, exchange):
    write_posts(writer)
    batch_id = freeze(writer)
    shard = stages.plan_shards(writer, batch_id, exchange)[0]
    heavy = made_site(tmp_path / "heavy", f'{SETTINGS}[cluster]\nexchange = "file://{tmp_path / "exchange"}"\n')
    keep_unsent(heavy.workspace, RED)
    stages.inspect(heavy, batch_id, shard, NOW, exchange)
    assert unsent(heavy.workspace) == []
    relayed_failures.collect_failures(writer, exchange, NOW)
    assert failures(writer.workspace) == [RED]


def test_what_the_machine_of_the_state_folder_has_kept_needs_no_exchange(tmp_path, writer, exchange):
    keep_unsent(writer.workspace, RED)
    (tmp_path / "exchange").write_text("away")
    relayed_failures.collect_failures(writer, exchange, NOW)
    assert RED in failures(writer.workspace)
    assert unsent(writer.workspace) == []
