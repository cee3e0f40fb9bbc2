"""The first look at an archive: one short alert message, no question about a single post, and an end to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from content_quality.adapters.channels.mail.render import email, plain
from content_quality.adapters.state import first_looks, outbox
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.alerts.alert import AlertKind
from content_quality.core.settings import Source
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.archive.first_look import waiting_looks
from content_quality.pipeline.archive.rebuild_store import rebuild_store
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.review_posts import held_posts
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT
from tests.pipeline.steps import gate
from tests.pipeline.wire import Wire

LATER = NOW + timedelta(minutes=1)
LEAST = 3


@pytest.fixture
def archive(project: Project) -> Project:
    """A site of which the first look needs three held posts that readers see."""
    settings = project.settings
    rules = replace(settings.archive, first_look_posts=LEAST)
    return replace(project, settings=replace(settings, archive=rules))


def cut(number: int, more: str = "") -> str:
    named = CUT.replace('"Chairs"', f'"Chair {number}"')
    return named.replace("---\n\n", f"{more}---\n\n", 1) + f"\nPost {number}.\n"


def damaged(project: Project, posts: int = 4) -> None:
    for number in range(posts):
        write_post(project, f"2026-11-02-{number}.md", cut(number))


def newest_batch(project: Project) -> str:
    return max(path.name for path in project.workspace.batches.iterdir())


def test_the_first_batch_of_an_archive_is_told_of_in_one_short_mail_and_nobody_is_asked(archive: Project):
    damaged(archive, 40)
    write_post(archive, "2026-11-02-draft.md", cut(99, "published: false\n"))
    gate(archive)
    wire = Wire()
    for at in (NOW, LATER, NOW + timedelta(days=1), NOW + timedelta(days=9)):
        deliver_alerts(archive, wire, at)
    told = [letter for letter in wire.letters if letter.kind is not AlertKind.WEEKLY]
    assert [letter.kind for letter in told] == [AlertKind.FIRST_LOOK]
    (letter,) = told
    assert letter.subject == "[Test] First look at your archive: 40 published posts have blockers"
    assert letter.archive
    assert (letter.archive.posts, letter.archive.held, letter.archive.apart) == (40, 40, 1)
    assert 1 <= len(letter.archive.causes) <= 10
    assert letter.archive.causes[0].severity == "blocker"
    assert "content-quality/debt" in plain(letter)
    assert "2026-11-02-7" not in plain(letter)
    assert len(bytes(email(letter, "a@example.org", "b@example.org"))) < 100_000
    assert held_posts(archive, [newest_batch(archive)], None, NOW) == []


def test_each_editor_is_told_of_it_once_and_no_author(archive: Project):
    damaged(archive)
    write_post(archive, "2026-11-02-mika.md", cut(7, "author: Mika\n"))
    alerts = replace(archive.settings.alerts, editors=("one@example.org", "two@example.org"))
    gate(archive)
    wire = Wire()
    deliver_alerts(replace(archive, settings=replace(archive.settings, alerts=alerts)), wire, NOW)
    assert [to for to, _ in wire.sent] == ["one@example.org", "two@example.org"]


def test_what_readers_do_not_see_makes_no_first_look(archive: Project):
    damaged(archive, LEAST - 1)
    write_post(archive, "2026-11-03-draft.md", cut(5, "published: false\n"))
    write_post(archive, "2027-01-03-planned.md", cut(6).replace("2026-11-02", "2027-01-03"))
    gate(archive)
    assert waiting_looks(archive) == ()
    assert outbox.read(BatchFiles.of(archive.workspace, newest_batch(archive)))


def test_many_held_posts_of_a_site_that_was_at_work_before_are_told_of_as_ever(archive: Project):
    write_post(archive, "2026-11-02-first.md", CLEAN.format(title="The chairs"))
    gate(archive)
    damaged(archive)
    gate(archive, LATER)
    assert waiting_looks(archive) == ()
    assert len(held_posts(archive, [newest_batch(archive)], None, LATER)) == 4


def test_another_source_has_a_first_look_of_its_own(archive: Project):
    write_post(archive, "2026-11-02-first.md", CLEAN.format(title="The chairs"))
    gate(archive)
    old = archive.root / "old"
    old.mkdir()
    damaged(archive)
    for path in sorted((archive.root / "_posts").glob("2026-11-02-[0-9].md")):
        path.rename(old / path.name)
    sources = (*archive.settings.sources, Source("old", "old"))
    more = replace(archive, settings=replace(archive.settings, sources=sources))
    gate(more, LATER)
    (look,) = waiting_looks(more)
    assert set(look.posts) == {f"old/2026-11-02-{number}.md" for number in range(4)}


def test_a_post_that_is_edited_meanwhile_is_told_of_and_asked_about(archive: Project):
    damaged(archive)
    gate(archive)
    write_post(archive, "2026-11-02-1.md", cut(1) + "One more line.\n")
    gate(archive, LATER, force=True)
    batch = newest_batch(archive)
    assert [row["post_id"] for row in held_posts(archive, [batch], None, LATER)] == ["posts/2026-11-02-1.md"]
    assert [notice.post_id for notice in outbox.read(BatchFiles.of(archive.workspace, batch))] == [
        "posts/2026-11-02-1.md"
    ]


def test_a_lost_copy_of_the_store_makes_no_first_look(archive: Project):
    write_post(archive, "2026-11-02-first.md", CLEAN.format(title="The chairs"))
    gate(archive)
    archive.workspace.published.unlink()
    damaged(archive)
    gate(archive, LATER)
    assert waiting_looks(archive) == ()


def test_a_site_may_do_without_first_looks(archive: Project):
    damaged(archive)
    rules = replace(archive.settings.archive, first_look_posts=0)
    without = replace(archive, settings=replace(archive.settings, archive=rules))
    gate(without)
    assert waiting_looks(without) == ()
    assert held_posts(without, [newest_batch(without)], None, NOW)


def test_a_first_look_that_cannot_be_read_silences_nothing(archive: Project):
    damaged(archive)
    gate(archive)
    for path in archive.workspace.first_looks.iterdir():
        path.write_text("{}")
    assert list(first_looks.waiting(archive.workspace)) == []
    assert held_posts(archive, [newest_batch(archive)], None, NOW)


def test_a_retry_of_the_decision_keeps_the_look_and_so_does_a_rebuilt_store(archive: Project):
    damaged(archive)
    gate(archive)
    (look,) = waiting_looks(archive)
    rebuild_store(archive)
    assert waiting_looks(archive) == (look,)
    assert look.held == 4
    assert look.seen == set(look.posts)
