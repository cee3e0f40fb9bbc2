"""The pipeline learns how a site writes from the posts of the batch and those of the store."""

from __future__ import annotations

from datetime import timedelta

from content_quality.core.findings import Severity
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.pipeline.project import Project
from tests.conftest import NOW, write_post
from tests.pipeline.steps import gate

BODY = (
    "The ferry of village {n} leaves at {n} past eight, and the baker waits for it with warm bread.\n\n"
    "In autumn, number {n} of the lighthouses gets a new lamp, which burns for about {n} years.\n"
)


def write(project: Project, numbers: range, front_matter: str, name: str = "2026-10-{day:02}-post-{n}.md") -> None:
    for n in numbers:
        text = f"---\n{front_matter}\n---\n\n{BODY}".replace("{n}", str(n)).replace("{day}", f"{n + 1:02}")
        write_post(project, name.format(n=n, day=n + 1), text)


def severities(decisions: dict[str, Decision], check: str) -> set[Severity]:
    return {found.severity for one in decisions.values() for found in one.findings if found.check == check}


UNTITLED = "layout: post\nnewstitle: Boats {n}\ndate: 2026-10-{day} 09:00:00 +0000"


def test_what_most_posts_of_the_batch_do_is_information(project: Project):
    write(project, range(10), UNTITLED)
    decisions = gate(project)
    assert severities(decisions, "front-matter-keys") == {Severity.INFO}
    assert {one.verdict for one in decisions.values()} == {Verdict.CLEAR}


def test_a_single_new_post_is_compared_with_the_posts_of_the_store(project: Project):
    write(project, range(10), UNTITLED)
    gate(project)
    write(project, range(20, 21), UNTITLED)
    decisions = gate(project, NOW + timedelta(hours=1))
    assert severities({name: one for name, one in decisions.items() if "post-20" in name}, "front-matter-keys") == {
        Severity.INFO
    }


def test_few_posts_that_do_the_same_make_a_mistake(project: Project):
    write(project, range(4), UNTITLED)
    assert severities(gate(project), "front-matter-keys") == {Severity.WARNING}


def test_a_column_keeps_its_title_and_a_second_copy_of_a_week_does_not(project: Project):
    for day in (2, 9, 16, 23):
        write_post(
            project,
            f"2026-10-{day:02}-week-{day}.md",
            f"---\nlayout: post\ntitle: Harbour news\ndate: 2026-10-{day:02} 09:00:00 +0000\n---\n\n"
            + BODY.replace("{n}", str(day)),
        )
    assert severities(gate(project), "title-used-twice") == set()
    write_post(
        project,
        "2026-10-24-again.md",
        "---\nlayout: post\ntitle: Harbour news\ndate: 2026-10-24 09:00:00 +0000\n---\n\n" + BODY.replace("{n}", "77"),
    )
    decisions = gate(project, NOW + timedelta(hours=1))
    (found,) = [one for one in decisions["posts/2026-10-24-again.md"].findings if one.check == "title-used-twice"]
    assert str(found.message) == "This title is also used by posts/2026-10-23-week-23.md."
