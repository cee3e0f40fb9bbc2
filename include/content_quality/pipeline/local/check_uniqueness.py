"""Use case: what the site's suites want to be unique, asked of the files of a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath

from content_quality.adapters import suites
from content_quality.adapters.suites import ExpectationOutcome
from content_quality.core.findings import Finding
from content_quality.core.inspection import Inspection
from content_quality.pipeline.gate.suite_findings import Place, place_in, suite_findings
from content_quality.pipeline.project import SHIPPED_EXPECTATIONS


def used_twice(inspections: Sequence[Inspection], expectations: Path | None) -> dict[str, tuple[Finding, ...]]:
    """Return, by post_id, that another of the posts has the same title, slug or permalink, in the words of the site's suites.

    A file of the same name in another folder is no other post, but its translation, its draft or a copy of the folder.
    Without a folder of `expectations` those of this project count, where it is installed with them. Raise
    `suites.SuiteUnreadable`.
    """
    folder = expectations or SHIPPED_EXPECTATIONS
    if folder == SHIPPED_EXPECTATIONS and not folder.is_dir():
        return {}
    posts = {inspection.post_id: inspection for inspection in inspections}
    rows = [{"post_id": post_id, **asdict(post.facts)} for post_id, post in posts.items() if post.facts]
    places = _FilePlaces(posts)
    found: dict[str, list[Finding]] = defaultdict(list)
    for outcome in suites.used_twice(suites.read_suites(folder), rows):
        for post_id, finding in suite_findings(_of_other_files(outcome, posts), places):
            found[post_id].append(finding)
    return {post_id: tuple(findings) for post_id, findings in found.items()}


def _of_other_files(outcome: ExpectationOutcome, posts: Mapping[str, Inspection]) -> ExpectationOutcome:
    """Return `outcome` about those posts alone that share their values with a file of another name."""
    files: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for row in outcome.unexpected:
        files[tuple(row.values.values())].add(PurePosixPath(posts[row.post_id].path).name)
    return replace(
        outcome, unexpected=tuple(row for row in outcome.unexpected if len(files[tuple(row.values.values())]) > 1)
    )


class _FilePlaces:
    """Finds the place in a post that a number is about."""

    def __init__(self, posts: Mapping[str, Inspection]) -> None:
        self.posts = posts

    def holds(self, post_id: str) -> bool:
        return post_id in self.posts

    def named(self, post_id: str) -> str:
        return self.posts[post_id].path

    def place(self, post_id: str, place: str) -> Place:
        return place_in(self.posts[post_id], place)
