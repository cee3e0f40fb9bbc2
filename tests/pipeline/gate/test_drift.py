"""The newest posts against those of the last 30 days, through the gate: what has changed all at once is said about the site."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from content_quality.adapters.store.writer import writing
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.pipeline.project import Project
from tests.conftest import NOW, write_post
from tests.pipeline.steps import gate

WORDS = "the miller counted sacks by tying knots into a rope and untied them again when carts had left his yard in autumn".split()
JAPANESE = "製粉所の主人は縄に結び目を作って袋を数えた。荷車が庭を出ると、その結び目をまたほどいた。"
REFUSAL = "As an AI language model I cannot continue this article."


def post(
    chosen: random.Random, sentences: int, *, author: bool = True, japanese: bool = False, broken: bool = False
) -> str:
    name = "".join(chosen.choice("bcdfghklmnprst") + chosen.choice("aeiou") for _ in range(8)).capitalize()
    told = [JAPANESE if japanese else " ".join(chosen.choice(WORDS) for _ in range(20)) + "." for _ in range(sentences)]
    body = "\n\n".join(f"{sentence[:-1]} {chosen.randrange(10**9)}{sentence[-1]}" for sentence in told)
    keys = f'title: "{name} tells of sacks"\ndate: 2026-11-02 09:00:00 +0900\nexcerpt: "How {name} counted what the carts brought."\n'
    return f"---\n{keys}{'author: Ada' if author else 'layout: post'}\n---\n\n{body}\n" + (
        f"\n{REFUSAL}\n" if broken else ""
    )


def day(project: Project, number: int, posts: list[str]) -> dict[str, Decision]:
    for index, words in enumerate(posts):
        write_post(project, f"2026-11-02-{number}-{index:02d}-sacks.md", words)
    return gate(project, NOW + timedelta(days=number))


def said(project: Project) -> list[str]:
    with writing(project.workspace) as store:
        return [
            check
            for (check,) in store.query(
                'SELECT DISTINCT "check" FROM site_findings WHERE starts_with("check", \'drift-\') ORDER BY 1'
            )
        ]


def usual(chosen: random.Random, count: int) -> list[str]:
    return [post(chosen, chosen.choice((3, 5, 10, 20, 40)), broken=index == 9) for index in range(count)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sentences": 1}, "drift-length"),
        ({"sentences": 120}, "drift-length"),
        ({"sentences": 10, "broken": True}, "drift-blocked"),
        ({"sentences": 10, "author": False}, "drift-missing-keys"),
        ({"sentences": 10, "japanese": True}, "drift-language"),
    ],
)
def test_a_sudden_change_is_said_once_about_the_site(project: Project, change: dict[str, int], expected: str):
    chosen = random.Random(1)
    day(project, 0, usual(chosen, 24))
    decisions = day(project, 3, [post(chosen, **change) for _ in range(10)])  # type: ignore[arg-type] # the parameters above
    assert said(project).count(expected) == 1
    if not {"broken", "japanese"} & set(change):  # those ten say the same sentence over and over
        assert all(decision.verdict is not Verdict.HOLD for decision in decisions.values())


def test_small_batches_are_judged_with_the_posts_before_them_and_usual_days_stay_silent(project: Project):
    chosen = random.Random(2)
    day(project, 0, usual(chosen, 24))
    for number in range(1, 4):
        day(project, number, usual(chosen, 3))
    assert said(project) == []
    for number in range(4, 7):
        day(project, number, [post(chosen, 1) for _ in range(3)])
    assert said(project) == ["drift-length"]


def test_a_new_site_and_a_forced_look_at_all_posts_say_nothing(project: Project):
    chosen = random.Random(3)
    day(project, 0, usual(chosen, 15))
    day(project, 1, [post(chosen, 1) for _ in range(10)])
    assert said(project) == []
