"""The weekly look at the archive sums up, and changes nothing."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from content_quality import cli
from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.site import acceptances_file
from content_quality.adapters.state.files import read_lines
from content_quality.adapters.store.writer import writing
from content_quality.core.gate.decide import Verdict
from content_quality.core.gate.waivers import Waiver
from content_quality.pipeline.archive import audit_archive as audits
from content_quality.pipeline.archive import judge_archive
from content_quality.pipeline.archive.audit_archive import audit_archive
from content_quality.pipeline.archive.rebuild_store import rebuild_store
from content_quality.pipeline.ingest.source_listing import SourceVanished
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, ROOT, write_post
from tests.pipeline.gate.test_acceptances import CUT, on
from tests.pipeline.review.test_review import answered, decide_again
from tests.pipeline.steps import gate

ID = "20261120T090000Z"


def test_the_archive_is_summed_up_with_the_baselines_progress_and_nothing_is_decided(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    (project.root / "content-quality.toml").write_text('[[sources]]\nname = "posts"\npath = "_posts"\n')
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("CONTENT_QUALITY_EXPECTATIONS", str(ROOT / "expectations"))
    write_post(project, "2026-11-02-a.md", CUT)
    write_post(project, "2026-11-02-b.md", CUT)
    assert cli.main(["baseline", "--reason", "Published before the checks were there."]) == 0
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Mended"))
    write_post(project, "2026-11-02-c.md", CUT.replace("---\n\n", "published: false\n---\n\n", 1))
    write_post(project, "2026-11-02-d.md", b"\xff")
    for post, until in (
        ("posts/2026-11-02-gone.md", NOW.date()),
        ("posts/2026-11-02-b.md", NOW.date()),
        ("posts/2026-11-02-c.md", date(2026, 1, 1)),
    ):
        acceptances_file.add_waiver(
            project.root, Waiver("conflict-marker", post, "0" * 16, "once", "mika", min(NOW.date(), until), until)
        )
    audit = audit_archive(on(project), ID, NOW)
    assert (audit.posts, audit.hold, audit.unpublished) == (4, 2, 1)
    assert "3 waivers do nothing and can go" in audit.describe()
    assert 0 < audit.baseline_left < audit.baseline_total
    assert "4 posts under today's policy: 2 would be held" in audit.describe()
    assert not project.workspace.batches.exists()
    assert ReleaseFolder(project.workspace.release).newest() == {}
    audit_archive(on(project), ID, NOW)
    audits.load_audits(project)
    rebuild_store(project)
    with writing(project.workspace) as store:
        assert store.query("SELECT audit_id, hold FROM audits") == [(ID, 2)]
        assert ("unreadable-post", 1) in store.query('SELECT "check", posts FROM audit_checks')


def test_an_interrupted_audit_goes_on_behind_its_last_shard(project: Project, monkeypatch: pytest.MonkeyPatch):
    batches = dataclasses.replace(project.settings.batches, shard_posts=1)
    small = dataclasses.replace(project, settings=dataclasses.replace(project.settings, batches=batches))
    for name in "abc":
        write_post(small, f"2026-11-02-{name}.md", CLEAN.format(title=name))
    looked: list[str] = []
    inspect = judge_archive.inspect_shard

    def crash_at_the_third(project: Project, batch_id: str, shard: str, *rest):
        looked.append(shard)
        if len(looked) == 3:
            raise MemoryError
        return inspect(project, batch_id, shard, *rest)

    monkeypatch.setattr(judge_archive, "inspect_shard", crash_at_the_third)
    with pytest.raises(MemoryError):
        audit_archive(small, ID, NOW)
    assert audit_archive(small, ID, NOW).posts == 3
    assert len(looked) == 4
    assert [path.name for path in (project.workspace.root / "audits").iterdir()] == [f"{ID}.jsonl"]


def test_an_audit_says_of_each_post_what_the_gate_says_and_counts_what_people_approved(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="B"))
    write_post(project, "2026-11-03-c.md", CLEAN.format(title="C").replace("11-02", "11-03"))  # a copy of b
    decided = gate(on(project))
    audit_archive(on(project), ID, NOW)
    rows = list(read_lines(project.workspace.root / "audits" / f"{ID}.jsonl"))[1:]
    assert {row["post_id"]: row["verdict"] for row in rows} == {
        name: decision.verdict.label for name, decision in decided.items()
    }
    assert Verdict.HOLD in {decision.verdict for decision in decided.values()}
    decide_again(on(project), answered(on(project)))
    assert (
        audit_archive(on(project), ID, NOW).hold
        == sum(decision.verdict is Verdict.HOLD for decision in decided.values()) - 1
    )


def test_an_archive_that_vanished_is_a_fault_and_no_audit_of_nothing(project: Project):
    path = write_post(project, "2026-11-02-a.md", CUT)
    gate(project)
    path.unlink()
    with pytest.raises(SourceVanished):
        audit_archive(project, ID, NOW)
