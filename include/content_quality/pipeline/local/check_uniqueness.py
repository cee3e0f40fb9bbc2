"""Use case: what the site's suites want to be unique, asked of the files of a folder."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import cast

from content_quality.adapters import suites
from content_quality.adapters.site import sources
from content_quality.adapters.suites import ExpectationOutcome
from content_quality.core.document import dates
from content_quality.core.document.key_findings import about_key, bound
from content_quality.core.document.post import Post
from content_quality.core.findings import WHOLE_POST, Finding, Severity, Span, message
from content_quality.core.gate.acceptances import Acceptances, apply_acceptances
from content_quality.core.report.json_report import PostReport
from content_quality.core.settings import Settings
from content_quality.core.site import translation_dates
from content_quality.pipeline.gate.suite_findings import suite_findings
from content_quality.pipeline.project import SHIPPED_EXPECTATIONS

FRONT_MATTER_DATE = "front-matter-date"  # the check under whose name a translation with another date is found
KEY = "key:"  # begins the place of a key in a suite's meta


def used_twice(
    posts: Mapping[str, PostReport], expectations: Path | None, acceptances: Acceptances, settings: Settings
) -> dict[str, tuple[Finding, ...]]:
    """Return, by post_id, that another of `posts` has the same title, slug or permalink, in the words of the site's suites.

    A file of the same name in another folder is no other post, but its translation, its draft or a copy of the folder.
    Without a folder of `expectations` those of this project count, where it is installed with them. What was accepted
    is
    marked. Raises `suites.SuiteUnreadable`.
    """
    folder = expectations or SHIPPED_EXPECTATIONS
    places = _FilePlaces(posts, settings)
    found: dict[str, list[Finding]] = {}
    for post_id, finding in _other_dates(posts, places):
        found.setdefault(post_id, []).append(finding)
    if folder == SHIPPED_EXPECTATIONS and not folder.is_dir():
        return {post_id: tuple(findings) for post_id, findings in found.items()}
    rows = [{"post_id": post_id, **post["facts"]} for post_id, post in posts.items() if post["facts"]]
    for outcome in suites.used_twice(suites.read_suites(folder), rows):
        for post_id, finding in suite_findings(_of_other_files(outcome, posts), places):
            found.setdefault(post_id, []).append(finding)
    return {
        post_id: apply_acceptances(findings, post_id, posts[post_id]["sha256"], acceptances)
        for post_id, findings in found.items()
    }


def _other_dates(posts: Mapping[str, PostReport], places: _FilePlaces) -> Iterator[tuple[str, Finding]]:
    """Yield the translations that bear another date than their sister and their own file's name."""
    ids = {post["path"]: post_id for post_id, post in posts.items()}
    days = [(post["path"], cast("str | None", post["facts"].get("date"))) for post in posts.values() if post["facts"]]
    for path, sister in translation_dates.strays(days):
        post = places.post(ids[path])
        key = next((key for key in dates.DATE_KEYS if post and key in post.front_matter.values), None)
        if post is None or key is None:
            continue
        text = message(
            "{sister}, the same post in another language, bears the date of the file's name; this post does not.",
            sister=sister,
        )
        yield (
            ids[path],
            bound(FRONT_MATTER_DATE, about_key(post, key, Severity.WARNING, text, message("Correct {key}.", key=key))),
        )


def _of_other_files(outcome: ExpectationOutcome, posts: Mapping[str, PostReport]) -> ExpectationOutcome:
    """Return `outcome` about those posts alone that share their values with a file of another name."""
    files: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for row in outcome.unexpected:
        files[tuple(row.values.values())].add(PurePosixPath(posts[row.post_id]["path"]).name)
    return replace(
        outcome, unexpected=tuple(row for row in outcome.unexpected if len(files[tuple(row.values.values())]) > 1)
    )


class _FilePlaces:
    """Finds the keys in files, reading each file once."""

    def __init__(self, posts: Mapping[str, PostReport], settings: Settings) -> None:
        self.posts = posts
        self.settings = settings
        self._read: dict[str, Post | None] = {}

    def holds(self, post_id: str) -> bool:
        return post_id in self.posts

    def named(self, post_id: str) -> str:
        return self.posts[post_id]["path"]

    def post(self, post_id: str) -> Post | None:
        if post_id not in self._read:
            self._read[post_id] = self._post(self.posts[post_id])
        return self._read[post_id]

    def span(self, post_id: str, place: str) -> Span:
        post = self.post(post_id)
        return post.key_span(place.removeprefix(KEY)) if post and place.startswith(KEY) else WHOLE_POST

    def _post(self, report: PostReport) -> Post | None:
        """Return the post whose checks came to `report`, which could be read then; None when it cannot be read now."""
        try:
            return Post.read(sources.read(Path(report["path"]), self.settings.limits.max_bytes), report["path"])
        except (sources.Refused, OSError, UnicodeDecodeError):
            return None
