"""Use case: what the site's suites want to be unique, asked of the files of a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from content_quality.adapters import suites
from content_quality.core.findings import Finding
from content_quality.core.inspection import Inspection
from content_quality.core.settings import Settings
from content_quality.core.site.namesakes import Namesake
from content_quality.pipeline.gate.suite_findings import (
    SuitePlace,
    is_asked,
    leveled,
    of_confusable_posts,
    place_in,
    suite_findings,
)
from content_quality.pipeline.project import SHIPPED_EXPECTATIONS


def used_twice(
    inspections: Sequence[Inspection], expectations: Path | None, settings: Settings
) -> dict[str, tuple[Finding, ...]]:
    """Return, by post_id, that another post has the same title, slug or permalink, in the words of the suites.

    Translations, instalments of a series and posts whose addresses differ all the same are left out.
    Without a folder of `expectations` those of this project count, where it is installed with them. Raise
    `suites.SuiteUnreadable`.
    """
    folder = expectations or SHIPPED_EXPECTATIONS
    if folder == SHIPPED_EXPECTATIONS and not folder.is_dir():
        return {}
    posts = {inspection.post_id: inspection for inspection in inspections if is_asked(inspection)}
    facts = {post_id: post.facts.row() for post_id, post in posts.items() if post.facts}
    rows = [{"post_id": post_id, **row} for post_id, row in facts.items()]
    namesakes = {post_id: Namesake.of_facts(posts[post_id].path, row) for post_id, row in facts.items()}
    places = _FilePlaces(posts)
    found: dict[str, list[Finding]] = defaultdict(list)
    for outcome in suites.used_twice(suites.read_suites(folder), rows):
        for post_id, finding in suite_findings(of_confusable_posts(outcome, namesakes.get), places):
            found[post_id] += filter(None, [leveled(finding, post_id, settings)])
    return {post_id: tuple(findings) for post_id, findings in found.items()}


class _FilePlaces:
    """Finds the place in a post that a number is about."""

    def __init__(self, posts: Mapping[str, Inspection]) -> None:
        self.posts = posts

    def holds(self, post_id: str) -> bool:
        return post_id in self.posts

    def named(self, post_id: str) -> str:
        return self.posts[post_id].path

    def inspection(self, post_id: str) -> Inspection | None:
        return self.posts.get(post_id)

    def place(self, post_id: str, place: str) -> SuitePlace:
        return place_in(self.posts[post_id], place)
