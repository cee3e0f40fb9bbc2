"""A person accepts the present state of an archive: from the store, with a name and a reason, for published posts alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from content_quality import cli
from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.store import listing, tally_queries, version_queries
from content_quality.adapters.store.present_state import present_state
from content_quality.adapters.store.reader import Reader
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.settings import WaiverRules
from content_quality.pipeline.archive import accept_state
from content_quality.pipeline.archive.accept_state import NotAccepted, accept_first_look
from content_quality.pipeline.archive.first_look import waiting_looks
from content_quality.pipeline.archive.keep_state import back_up
from content_quality.pipeline.archive.rebuild_store import rebuild_store
from content_quality.pipeline.gate.decide_again import decide_again
from content_quality.pipeline.gate.release_batch import publish, release_batch
from content_quality.pipeline.ingest import inspect_shard
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, ROOT, write_post
from tests.pipeline.archive.test_first_look import archive, cut, damaged
from tests.pipeline.steps import gate

__all__ = ["archive"]
SOON, LATER = NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)
REASON = "Published before the checks were there."


def accept(project: Project) -> dict[str, Decision]:
    """Accept, decide, publish and release, in the order of the DAG; return the decisions by post_id."""
    accepted = accept_first_look(project, "mika", REASON, SOON)
    assert accepted.batch_id
    decide_again(project, accepted.batch_id, "run", SOON)
    publish(project)
    release_batch(project, accepted.batch_id, SOON)
    _, decisions = BatchFiles.of(project.workspace, accepted.batch_id).read_decisions()
    return {decision.post_id: decision for decision in decisions}


def test_published_posts_are_published_with_debt_at_once_and_nothing_is_inspected_again(
    archive: Project, monkeypatch: pytest.MonkeyPatch
):
    damaged(archive)
    write_post(archive, "2026-11-02-clear.md", CLEAN.format(title="The chairs"))
    gate(archive)
    for name in ("inspect_shard", "_inspect"):
        monkeypatch.setattr(inspect_shard, name, None)
    decisions = accept(archive)
    assert decisions.pop("posts/2026-11-02-clear.md").verdict is Verdict.CLEAR
    assert {decision.verdict for decision in decisions.values()} == {Verdict.DEBT}
    owed = next(iter(decisions.values()))
    assert owed.debt == len(owed.reasons) > 0
    assert owed.findings[0].waived
    assert owed.findings[0].waived.by == "mika"
    assert REASON in owed.findings[0].waived.reason
    assert set(ReleaseFolder(archive.workspace.release).newest()) >= set(decisions)
    assert waiting_looks(archive) == ()
    assert ingest(archive, Request(), LATER).batch_id is None  # all is decided under the new policy


def test_the_state_has_its_own_name_in_the_store(archive: Project):
    damaged(archive)
    gate(archive)
    accept(archive)
    with Reader(archive.workspace.published).session() as session:
        totals = tally_queries.totals(session)
        assert (totals.hold, totals.clear, totals.debt) == (0, 0, 4)
        assert listing.count(session, listing.Filter(verdict="debt")) == 4
        assert {row.verdict for row in version_queries.decided_posts(session)} == {"debt"}
        version = version_queries.version(session, "posts/2026-11-02-1.md")
        assert version
        kinds = {one.finding.waived and one.finding.waived.kind for one in version_queries.findings(session, version)}
        assert kinds == {"baseline"}


def test_drafts_planned_posts_and_posts_that_were_edited_stay_held(archive: Project):
    damaged(archive)
    write_post(archive, "2026-11-02-draft.md", cut(8, "published: false\n"))
    write_post(archive, "2027-01-03-planned.md", cut(9).replace("2026-11-02", "2027-01-03"))
    write_post(archive, "2026-11-02-edited.md", cut(10))
    gate(archive)
    write_post(archive, "2026-11-02-edited.md", cut(10) + "One more line.\n")
    gate(archive, SOON)
    state = present_state(archive.workspace.published, waiting_looks(archive))
    assert (len(state.posts), state.unseen, state.changed) == (4, 2, 1)
    decisions = accept(archive)
    held = {name for name, decision in decisions.items() if decision.verdict is Verdict.HOLD}
    assert held == {"posts/2026-11-02-draft.md", "posts/2027-01-03-planned.md"}
    assert "posts/2026-11-02-edited.md" not in decisions
    assert gate(archive, LATER)["posts/2026-11-02-edited.md"].verdict is Verdict.HOLD


def test_what_stays_held_is_told_of_after_the_look_and_nothing_is_called_fixed(archive: Project):
    damaged(archive)
    write_post(archive, "2027-01-03-planned.md", cut(9).replace("2026-11-02", "2027-01-03"))
    gate(archive)
    accept(archive)
    batch = max(path.name for path in archive.workspace.batches.iterdir())
    told = [(notice.kind, notice.post_id) for notice in outbox.read(BatchFiles.of(archive.workspace, batch))]
    assert told == [("held", "posts/2027-01-03-planned.md")]


@pytest.mark.parametrize(
    ("by", "reason"), [("", REASON), ("mika", ""), ("mika", "…"), ("mika", " . . . "), ("\u200b", REASON)]
)
def test_a_name_and_a_reason_in_words_are_needed(archive: Project, by: str, reason: str):
    damaged(archive)
    gate(archive)
    with pytest.raises(NotAccepted):
        accept_first_look(archive, by, reason, SOON)
    assert waiting_looks(archive)
    assert not archive.workspace.accepted.exists()


def test_without_a_first_look_there_is_nothing_to_accept(archive: Project):
    write_post(archive, "2026-11-02-a.md", cut(1))
    gate(archive)
    with pytest.raises(NotAccepted, match="nothing to accept"):
        accept_first_look(archive, "mika", REASON, SOON)


def test_a_run_that_broke_off_is_done_again(archive: Project, monkeypatch: pytest.MonkeyPatch):
    damaged(archive)
    gate(archive)
    with monkeypatch.context() as broken:
        broken.setattr(accept_state, "freeze_again", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            accept_first_look(archive, "mika", REASON, SOON)
    assert {decision.verdict for decision in accept(archive).values()} == {Verdict.DEBT}


def test_after_another_policy_the_next_ingestion_decides(archive: Project):
    damaged(archive)
    gate(archive)
    loud = replace(archive, settings=replace(archive.settings, waivers=WaiverRules(default_days=31)))
    accepted = accept_first_look(loud, "mika", REASON, SOON)
    assert accepted.batch_id is None
    assert {decision.verdict for decision in gate(loud, LATER).values()} == {Verdict.DEBT}


def test_an_accepted_file_that_cannot_be_read_holds_everything(archive: Project):
    damaged(archive)
    gate(archive)
    accept(archive)
    for path in archive.workspace.accepted.iterdir():
        path.write_text("{}")
    assert archive.acceptances.fault
    assert {decision.verdict for decision in gate(archive, LATER).values()} == {Verdict.HOLD}


def test_debt_survives_a_rebuilt_store_and_is_backed_up(archive: Project):
    damaged(archive)
    gate(archive)
    accept(archive)
    rebuild_store(archive)
    publish(archive)
    with Reader(archive.workspace.published).session() as session:
        assert tally_queries.totals(session).debt == 4
    back_up(archive, NOW, 3)
    assert list((archive.workspace.root / "backups").glob("*Z-*Z-*.jsonl"))


def edited(project: Project, text: str) -> Decision:
    write_post(project, "2026-11-02-1.md", text)
    return gate(project, LATER)["posts/2026-11-02-1.md"]


def note(decision: Decision) -> str:
    (found,) = [finding for finding in decision.findings if finding.check == "edited-debt"]
    return str(found.message)


def test_an_edit_far_from_the_debt_calls_nothing_in_and_says_what_is_owed(archive: Project):
    damaged(archive)
    gate(archive)
    owed = accept(archive)["posts/2026-11-02-1.md"].debt
    decision = edited(archive, cut(1).replace('title: "Chair 1"', 'title: "Table 1"'))
    assert (decision.verdict, decision.debt) == (Verdict.DEBT, owed)
    assert f"Still owed: {owed}. Called in by the edit: 0. New: 0." in note(decision)


def test_an_edit_beside_the_debt_calls_it_in_and_something_new_is_named(archive: Project):
    damaged(archive)
    gate(archive)
    accept(archive)
    near = edited(archive, cut(1).replace("<<<<<<< HEAD", "A new line.\n\n<<<<<<< HEAD"))
    assert near.verdict is Verdict.HOLD
    assert "Still owed: 0. Called in by the edit: 1. New: 0." in note(near)
    new = edited(archive, cut(1) + "\nThe end came \ufffd early.\n")
    assert new.verdict is Verdict.HOLD
    assert "New: 1 (lines " in note(new)


def test_a_site_may_call_in_the_whole_debt_with_every_edit(archive: Project):
    damaged(archive)
    gate(archive)
    strict = replace(archive, settings=replace(archive.settings, waivers=WaiverRules(debt_after_edit="all")))
    gate(strict, SOON)
    accept_first_look(strict, "mika", REASON, SOON)
    write_post(strict, "2026-11-02-1.md", cut(1).replace('title: "Chair 1"', 'title: "Table 1"'))
    decisions = gate(strict, LATER)
    assert decisions["posts/2026-11-02-1.md"].verdict is Verdict.HOLD
    assert decisions["posts/2026-11-02-2.md"].verdict is Verdict.DEBT
    assert "Still owed: 0." in note(decisions["posts/2026-11-02-1.md"])


def test_the_command_line_shows_the_count_by_check_and_accepts_with_a_reason(
    archive: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    config = archive.root / "content-quality.toml"
    config.write_text(
        '[site]\nname = "Test"\ngenerator = "jekyll"\n[[sources]]\nname = "posts"\npath = "_posts"\n'
        "[archive]\nfirst_look_posts = 3\n"
    )
    monkeypatch.setenv("CONTENT_QUALITY_STATE", str(archive.workspace.root))
    monkeypatch.setenv("CONTENT_QUALITY_EXPECTATIONS", str(ROOT / "expectations"))
    monkeypatch.chdir(archive.root)
    damaged(archive)
    gate(archive)
    assert cli.main(["baseline", "--by", "mika"]) == 1
    shown = capsys.readouterr().out
    assert "findings in 4 posts that readers already see:" in shown
    assert "conflict-marker" in shown
    assert "Nothing was accepted." in shown
    assert cli.main(["baseline", "--by", "mika", "--reason", "…"]) == 2
    assert waiting_looks(archive)
    capsys.readouterr()
    assert cli.main(["baseline", "--by", "mika", "--reason", REASON]) == 0
    done = capsys.readouterr().out
    assert "conflict-marker" in done
    assert "4 posts in content-quality.baseline.jsonl" in done
    assert "4 checked, 0 held, 0 to review, 4 published with debt, 0 clear" in done
    assert cli.main(["decisions"]) == 0
    assert "debt    _posts/2026-11-02-1.md: conflict-marker" in capsys.readouterr().out
    assert cli.main(["baseline"]) == 0
    assert "A baseline only shrinks." in capsys.readouterr().out
