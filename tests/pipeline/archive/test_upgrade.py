"""A new version of the program takes over the state of every earlier one: the store, the files of batches, what people accepted.

`tests/fixtures/stores/schema-N.tar.xz` is the state folder of a small site as a program of schema N left it: one post is
clear, one held, one approved by an editor, one waived, one in the baseline. Add one when a migration is added.
"""

from __future__ import annotations

import dataclasses
import tarfile
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.store import schema, tally_queries, version_queries
from content_quality.adapters.store.known import known_posts
from content_quality.adapters.store.reader import Reader
from content_quality.adapters.store.schema import StoreTooNew
from content_quality.adapters.store.store_copies import publish, restore
from content_quality.adapters.store.writer import writing
from content_quality.core.gate.decide import Verdict
from content_quality.pipeline.archive.rebuild_store import rebuild_store
from content_quality.pipeline.project import Project
from tests.conftest import NOW, ROOT
from tests.pipeline.steps import gate

STORES = ROOT / "tests" / "fixtures" / "stores"
EARLIER = sorted(STORES.glob("schema-*.tar.xz"))
LATER = NOW + timedelta(days=1)
HELD, APPROVED, WAIVED, BASELINE = (
    f"posts/2026-11-02-{name}.md" for name in ("held", "approved", "waived", "baseline")
)


@pytest.fixture(params=EARLIER, ids=lambda path: path.name.partition(".")[0])
def left_behind(request: pytest.FixtureRequest, project: Project) -> Project:
    """A site as an earlier version of the program left it."""
    with tarfile.open(request.param) as state:
        state.extractall(project.root, filter="data")
    return dataclasses.replace(project, today=LATER.date())


def rows(store: Path) -> dict[str, int]:
    with duckdb.connect(str(store), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
            for name in tables
            if name != "schema_version"
        }


def columns(store: Path) -> set[tuple[str, str, str]]:
    with duckdb.connect(str(store), read_only=True) as connection:
        return set(connection.execute("SELECT table_name, column_name, data_type FROM duckdb_columns()").fetchall())


def test_there_is_a_state_of_every_earlier_schema():
    assert [path.name for path in EARLIER] == [f"schema-{number}.tar.xz" for number in range(1, schema.newest())]


def test_an_earlier_store_is_upgraded_and_keeps_its_rows(left_behind: Project, tmp_path: Path):
    store = left_behind.workspace.store
    before = rows(store)
    with writing(left_behind.workspace) as writer:
        assert writer.query("SELECT max(version) FROM schema_version") == [(schema.newest(),)]
    assert rows(store) == before
    with duckdb.connect(str(tmp_path / "new.duckdb")) as connection:
        schema.upgrade(connection)
    assert columns(store) == columns(tmp_path / "new.duckdb")


def test_an_interrupted_upgrade_begins_again(left_behind: Project, monkeypatch: pytest.MonkeyPatch):
    sound = schema.migrations()
    halfway = (*sound[:-1], (sound[-1][0], sound[-1][1] + "\nSELECT no_such_column;"))
    monkeypatch.setattr(schema, "migrations", lambda: halfway)
    with pytest.raises(duckdb.Error), writing(left_behind.workspace):
        pass
    monkeypatch.setattr(schema, "migrations", lambda: sound)
    with writing(left_behind.workspace) as writer:
        assert writer.query("SELECT max(version) FROM schema_version") == [(schema.newest(),)]


def test_readers_read_an_earlier_snapshot_until_the_next_one_is_published(left_behind: Project):
    with Reader(left_behind.workspace.published).session() as session:
        version = version_queries.version(session, HELD)
        assert version is not None
        (located,) = version_queries.findings(session, version)
        assert (located.finding.check, located.finding.evidence) == ("conflict-marker", ())
        assert tally_queries.totals(session).posts == 5


def test_in_an_earlier_snapshot_no_post_was_decided_with_files(left_behind: Project):
    known = known_posts(left_behind.workspace.published)
    assert set(known.decided) == {HELD, APPROVED, WAIVED, BASELINE, "posts/2026-11-02-clear.md"}
    assert {bundle for _, _, bundle in known.decided.values()} == {""}


def test_a_store_of_a_newer_program_is_refused_in_words_and_not_touched(left_behind: Project):
    store = left_behind.workspace.store
    with duckdb.connect(str(store)) as connection:
        connection.execute("INSERT INTO schema_version VALUES (999)")
    before = store.read_bytes()
    with (
        pytest.raises(StoreTooNew, match="newer version of content-quality wrote the store"),
        writing(left_behind.workspace),
    ):
        pass
    with pytest.raises(StoreTooNew):
        restore(left_behind.workspace, store)
    assert store.read_bytes() == before


def test_an_earlier_backup_is_upgraded_when_it_is_restored(left_behind: Project, tmp_path: Path):
    backup = tmp_path / "backup.duckdb"
    backup.write_bytes(left_behind.workspace.store.read_bytes())
    assert rebuild_store(left_behind, backup) == 0
    with writing(left_behind.workspace) as writer:
        assert writer.query("SELECT max(version) FROM schema_version") == [(schema.newest(),)]


def test_the_store_is_built_from_the_files_of_an_earlier_version(left_behind: Project):
    before = rows(left_behind.workspace.store)
    assert rebuild_store(left_behind) == 3
    after = rows(left_behind.workspace.store)
    kept = ("batches", "batch_posts", "posts", "post_facts", "findings", "decisions", "set_aside", "reviews")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_what_people_accepted_stays_in_force(left_behind: Project):
    publish(left_behind.workspace)
    decisions = gate(left_behind, LATER, force=True)
    assert decisions[HELD].verdict is Verdict.HOLD
    for name, by in ((APPROVED, "editor"), (WAIVED, "mika"), (BASELINE, "mika")):
        assert decisions[name].released, name
        assert {one.waived.by for one in decisions[name].findings if one.check == "conflict-marker" and one.waived} == {
            by
        }


def test_decisions_of_an_earlier_version_are_read(left_behind: Project):
    batches = [BatchFiles(path) for path in sorted(left_behind.workspace.batches.iterdir())]
    assert [len(files.read_decisions()[1]) for files in batches] == [5, 1, 4]
