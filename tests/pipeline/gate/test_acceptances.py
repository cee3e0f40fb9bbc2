"""Waivers, levels and the clock, from the file beside the settings to the gate."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from content_quality.adapters.site import acceptances_file
from content_quality.adapters.site.acceptances_file import WAIVERS
from content_quality.adapters.store.writer import writing
from content_quality.core.gate.decide import Verdict
from content_quality.core.gate.waivers import Waiver
from content_quality.core.settings import reader
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import gate

CUT = CLEAN.format(title="Chairs") + "\n<<<<<<< HEAD\nOne telling.\n=======\nAnother.\n>>>>>>> theirs\n"
NAME = "posts/2026-11-02-a.md"

TODAY = NOW.date()


def on(project: Project, day: date = TODAY) -> Project:
    return dataclasses.replace(project, today=day)


def waive(project: Project, decision) -> None:
    for finding in decision.findings:
        acceptances_file.add_waiver(
            project.root,
            Waiver(
                finding.check,
                NAME,
                finding.fingerprint,
                'says "so"\x7f',
                "mika",
                NOW.date(),
                NOW.date() + timedelta(days=30),
            ),
        )


def test_a_waiver_in_the_sites_file_releases_and_its_end_holds_again(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    held = gate(on(project))[NAME]
    assert held.verdict is Verdict.HOLD
    waive(project, held)
    # The policy is another one now: the post is decided again by itself.
    assert gate(on(project), NOW + timedelta(minutes=1))[NAME].verdict is Verdict.CLEAR
    with writing(project.workspace) as store:
        assert store.query("SELECT DISTINCT reason, granted_by, until FROM set_aside") == [
            ('says "so"\x7f', "mika", "2026-12-20")
        ]
    later = on(project, NOW.date() + timedelta(days=31))
    assert gate(later, NOW + timedelta(days=31))[NAME].verdict is Verdict.HOLD


def test_an_edit_of_the_passage_ends_the_waiver(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    waive(project, gate(on(project))[NAME])
    write_post(project, "2026-11-02-a.md", CUT.replace("HEAD", "main"))
    edited = gate(on(project), NOW + timedelta(minutes=1))[NAME]
    assert edited.verdict is Verdict.HOLD
    assert "waiver-unused" in {finding.check for finding in edited.findings}


def test_a_waiver_file_that_cannot_be_read_holds_everything_until_it_can(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    (project.root / WAIVERS).write_text("[[waivers]\n")
    held = gate(on(project))[NAME]
    assert (held.verdict, held.reasons) == (Verdict.HOLD, ("grants-unreadable",))
    (project.root / WAIVERS).unlink()
    assert gate(on(project), NOW + timedelta(minutes=1))[NAME].verdict is Verdict.CLEAR


def test_a_dangling_link_is_no_missing_file(project: Project):
    (project.root / WAIVERS).symlink_to("nowhere.toml")
    assert on(project).acceptances.fault


def test_a_project_that_does_not_know_the_day_honours_no_waiver(project: Project):
    write_post(project, "2026-11-02-a.md", CUT)
    waive(project, gate(on(project))[NAME])
    assert project.acceptances.waivers == ()


def test_a_check_in_its_first_weeks_only_reports(project: Project):
    settings = reader.loads('[[sources]]\nname = "posts"\npath = "_posts"\n[checks]\nconflict-marker = "report-only"\n')
    write_post(project, "2026-11-02-a.md", CUT)
    decision = gate(dataclasses.replace(project, settings=settings))[NAME]
    assert "conflict-marker" not in decision.reasons
    assert {
        finding.waived.by for finding in decision.findings if finding.check == "conflict-marker" and finding.waived
    } == {"the site's settings"}


def test_nobody_is_woken_for_a_draft(project: Project):
    write_post(project, "2026-11-02-a.md", CUT.replace("---\n\n", "published: false\n---\n\n", 1))
    assert gate(project)[NAME].publication == "draft"
    with writing(project.workspace) as store:
        assert store.query("SELECT count(*) FROM alerts") == [(0,)]
        assert store.query("SELECT verdict, publication FROM decisions") == [("hold", "draft")]
