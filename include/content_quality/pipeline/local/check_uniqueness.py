"""Use case: what the site's suites want to be unique, asked of the files of a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from content_quality.adapters import suites
from content_quality.adapters.site import sources
from content_quality.core.document.post import Post
from content_quality.core.findings import WHOLE_POST, Finding, Span
from content_quality.core.gate.acceptances import Acceptances, apply_acceptances
from content_quality.core.report.json_report import PostReport
from content_quality.core.settings import Settings
from content_quality.core.site.namesakes import Namesake
from content_quality.pipeline.gate.suite_findings import of_confusable_posts, suite_findings
from content_quality.pipeline.project import SHIPPED_EXPECTATIONS

KEY = "key:"  # begins the place of a key in a suite's meta


def used_twice(
    posts: Mapping[str, PostReport], expectations: Path | None, acceptances: Acceptances, settings: Settings
) -> dict[str, tuple[Finding, ...]]:
    """Return, by post_id, that another of `posts` has the same title, slug or permalink, in the words of the site's suites.

    Translations, instalments of a series and posts whose addresses differ all the same are left out.
    Without a folder of `expectations` those of this project count, where it is installed with them. What was accepted
    is marked. Raises `suites.SuiteUnreadable`.
    """
    folder = expectations or SHIPPED_EXPECTATIONS
    if folder == SHIPPED_EXPECTATIONS and not folder.is_dir():
        return {}
    rows = [{"post_id": post_id, **post["facts"]} for post_id, post in posts.items() if post["facts"]]
    namesakes = {post_id: Namesake.of_facts(post["path"], post["facts"]) for post_id, post in posts.items()}
    places = _FilePlaces(posts, settings)
    found: dict[str, list[Finding]] = {}
    for outcome in suites.used_twice(suites.read_suites(folder), rows):
        for post_id, finding in suite_findings(of_confusable_posts(outcome, namesakes.get), places):
            found.setdefault(post_id, []).append(finding)
    return {
        post_id: apply_acceptances(findings, post_id, posts[post_id]["sha256"], acceptances)
        for post_id, findings in found.items()
    }


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

    def span(self, post_id: str, place: str) -> Span:
        if post_id not in self._read:
            self._read[post_id] = self._post(self.posts[post_id])
        post = self._read[post_id]
        return post.key_span(place.removeprefix(KEY)) if post and place.startswith(KEY) else WHOLE_POST

    def _post(self, report: PostReport) -> Post | None:
        """Return the post whose checks came to `report`, which could be read then; None when it cannot be read now."""
        try:
            return Post.read(sources.read(Path(report["path"]), self.settings.limits.max_bytes), report["path"])
        except (sources.Refused, OSError, UnicodeDecodeError):
            return None
