"""The weekly look at the archive sums up, and changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from content_quality import cli
from content_quality.adapters.release import ReleaseFolder
from content_quality.adapters.store.writer import writing
from content_quality.pipeline import audit_archive as audits
from content_quality.pipeline.audit_archive import audit_archive, back_up, drop_old_audits
from content_quality.pipeline.project import Project
from content_quality.pipeline.rebuild_store import rebuild_store
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.test_grants import CUT, on

ID = "20261120T090000Z"


def test_the_archive_is_summed_up_with_the_baselines_progress_and_nothing_is_decided(project: Project, monkeypatch: pytest.MonkeyPatch):
    (project.root / "content-quality.toml").write_text('[[sources]]\nname = "posts"\npath = "_posts"\n')
    monkeypatch.chdir(project.root)
    write_post(project, "2026-11-02-a.md", CUT)
    write_post(project, "2026-11-02-b.md", CUT)
    assert cli.main(["baseline"]) == 0
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Mended"))
    write_post(project, "2026-11-02-c.md", CUT.replace("---\n\n", "published: false\n---\n\n", 1))
    write_post(project, "2026-11-02-d.md", b"\xff")
    audit = audit_archive(on(project), ID, NOW)
    assert (audit.posts, audit.hold, audit.unpublished) == (4, 2, 1)
    assert 0 < audit.baseline_left < audit.baseline_total
    assert "4 posts under today's policy: 2 would be held" in audit.describe()
    assert not project.workspace.batches.exists()
    assert ReleaseFolder(project.workspace.release).newest() == {}
    audit_archive(on(project), ID, NOW)
    rebuild_store(project)
    with writing(project.workspace) as store:
        assert store.query("SELECT audit_id, hold FROM audits") == [(ID, 2)]
        assert ("unreadable-post", 1) in store.query('SELECT "check", posts FROM audit_checks')


def test_an_interrupted_audit_goes_on_behind_its_checkpoint(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audits, "CHECKPOINT_POSTS", 1)
    for name in "abc":
        write_post(project, f"2026-11-02-{name}.md", CLEAN.format(title=name))
    looked: list[str] = []
    look = audits._look

    def crash_at_the_third(project: Project, post_id: str, *rest):
        looked.append(post_id)
        if len(looked) == 3:
            raise MemoryError
        return look(project, post_id, *rest)

    monkeypatch.setattr(audits, "_look", crash_at_the_third)
    with pytest.raises(MemoryError):
        audit_archive(project, ID, NOW)
    assert audit_archive(project, ID, NOW).posts == 3
    assert len(looked) == 4


def test_back_ups_are_kept_up_to_a_number_and_old_details_go(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="A"))
    audit_archive(project, ID, NOW)
    for day in range(4):
        back_up(project, NOW + timedelta(days=day), 2)
    assert len(list((project.workspace.root / "backups").iterdir())) == 2
    assert drop_old_audits(project, NOW + timedelta(days=10), 90) == 0
    assert drop_old_audits(project, NOW + timedelta(days=100), 90) == 1
    audits.load_audits(project)
    with writing(project.workspace) as store:
        assert store.query("SELECT posts FROM audits") == [(1,)]
