"""What the store holds can be had again: from the files of all batches, and from a back-up and what came after it."""

from __future__ import annotations

import dataclasses
import os
from datetime import timedelta

import duckdb
import pytest

from content_quality import cli
from content_quality.adapters.site import acceptances_file
from content_quality.adapters.store import store_copies
from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.adapters.store.writer import writing
from content_quality.core.settings import Gate
from content_quality.pipeline.archive.audit_archive import audit_archive, load_audits
from content_quality.pipeline.archive.keep_state import back_up, drop_old
from content_quality.pipeline.archive.rebuild_store import rebuild_store
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.review_posts import load_answers
from tests.conftest import CLEAN, NOW, ROOT, write_post
from tests.pipeline.gate.test_acceptances import CUT, on
from tests.pipeline.review.test_review import answered, decide_again
from tests.pipeline.steps import gate

ID = "20261120T090000Z"


def contents(project: Project) -> dict[str, list[str]]:
    """Return the rows of every table, without the times and digests of the loads themselves."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{project.workspace.store}' AS store (READ_ONLY)")
        connection.execute("USE store")
        found = {}
        for (table,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'"
        ).fetchall():
            columns = connection.execute(
                "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND database_name = 'store'", [table]
            ).fetchall()
            names = ", ".join(f'"{name}"' for (name,) in columns if name not in ("loaded_at", "digest"))
            found[table] = sorted(map(repr, connection.execute(f"SELECT {names} FROM {table}").fetchall()))
        return found


def test_a_rebuilt_store_and_a_restored_one_hold_what_the_store_held(project: Project, monkeypatch: pytest.MonkeyPatch):
    site = on(project)
    write_post(site, "2026-11-02-a.md", CUT)
    write_post(site, "2026-11-02-b.md", CLEAN.format(title="Tables"))
    gone = write_post(site, "2026-11-02-c.md", CLEAN.format(title="Chairs"))
    gate(site)
    decide_again(site, answered(site))
    load_answers(site)
    back_up(site, NOW, 2)
    gone.unlink()
    write_post(site, "2026-11-02-b.md", CLEAN.format(title="Benches"))
    gate(site, NOW + timedelta(minutes=30))
    # Another policy: decided again, and inspected by nobody.
    gate(
        dataclasses.replace(site, settings=dataclasses.replace(site.settings, gate=Gate(release_review=False))),
        NOW + timedelta(minutes=40),
    )
    audit_archive(site, ID, NOW)
    load_audits(site)
    before = contents(site)
    assert "working files of 0 batches" in drop_old(site, NOW, 90)
    assert "working files of 4 batches dropped" in drop_old(site, NOW + timedelta(days=100), 90)
    assert rebuild_store(site) == 4
    assert contents(site) == before
    (backup,) = (site.workspace.root / "backups").glob("*-metrics.duckdb")
    (site.root / "content-quality.toml").write_text(
        '[site]\nname = "Test"\ngenerator = "jekyll"\n[[sources]]\nname = "posts"\npath = "_posts"\n'
    )
    monkeypatch.chdir(site.root)
    monkeypatch.setenv("CONTENT_QUALITY_EXPECTATIONS", str(ROOT / "expectations"))
    site.workspace.store.write_bytes(b"rotten")
    assert cli.main(["rebuild", "--backup", str(backup)]) == 0
    assert contents(site) == before
    with writing(site.workspace):
        pass  # store and ledger agree


def test_a_back_up_that_cannot_be_read_replaces_nothing(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    gate(project)
    wrong = project.root / "wrong.duckdb"
    wrong.write_bytes(b"rotten" * 1000)
    with pytest.raises(StoreDamaged, match=r"wrong\.duckdb"):
        rebuild_store(project, wrong)
    with writing(project.workspace) as store:
        assert store.query("SELECT count(*) FROM posts") == [(1,)]


def test_back_ups_are_kept_up_to_a_number_with_what_people_accepted_and_old_details_go(project: Project):
    with writing(project.workspace) as store:
        store.load("b", "inspections", [])
    (project.root / acceptances_file.WAIVERS).write_text("# none\n")
    for day in range(4):
        back_up(project, NOW + timedelta(days=day), 2)
    names = sorted(path.name for path in (project.workspace.root / "backups").iterdir())
    assert names == [
        f"202611{day}T090000Z-{kept}" for day in (22, 23) for kept in ("content-quality.waivers.toml", "metrics.duckdb")
    ]
    audits = project.workspace.root / "audits"
    (audits / f"{ID}.unfinished").mkdir(parents=True)
    (audits / f"{ID}.jsonl").write_text('{"sum":1}\n{"post":1}\n')
    drop_old(project, NOW + timedelta(days=10), 90)
    assert (audits / f"{ID}.jsonl").read_text() == '{"sum":1}\n{"post":1}\n'
    drop_old(project, NOW + timedelta(days=100), 90)
    assert [path.read_text() for path in audits.iterdir()] == ['{"sum":1}\n']


def test_a_store_that_lost_a_load_is_not_backed_up_over_the_good_ones(project: Project):
    with writing(project.workspace) as store:
        store.load("b", "inspections", [])
    project.workspace.store.unlink()
    with pytest.raises(StoreDamaged):
        store_copies.back_up(project.workspace, project.workspace.root / "backups" / "x.duckdb")
    assert not (project.workspace.root / "backups").exists()


def test_temporary_files_of_a_writer_that_crashed_go_after_a_day(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    gate(project)
    orphan = project.workspace.snapshots / ".0011223344556677.tmp"
    orphan.write_bytes(b"half")
    os.utime(orphan, (NOW.timestamp(), NOW.timestamp()))
    assert "0 temporary files" in drop_old(project, NOW + timedelta(hours=1), 90)
    assert "1 temporary files" in drop_old(project, NOW + timedelta(days=2), 90)
    assert not orphan.exists()
