"""A post as the REST interface of WordPress hands it over: its name, what names its bytes, and its text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from content_quality.adapters.site.html_posts import HtmlPost
from content_quality.adapters.site.wordpress_html import html_of
from content_quality.core.records import dataclass

ROUTES = {"post": "/wp/v2/posts", "page": "/wp/v2/pages"}  # by the folder of their names
FIELDS = "id,type,status,slug,date,date_gmt,modified,modified_gmt,title.raw,content.raw,excerpt.raw,_links,_embedded"
EMBEDDED = "author,wp:term"
PUBLIC = ("publish", "future")
WRITTEN = ("title", "content", "excerpt")  # what a person writes; a change of state leaves it as it is


@dataclass(frozen=True, slots=True)
class WordPressPost:
    """One post or page."""

    kind: str  # post or page
    row: Mapping[str, Any]

    @property
    def path(self) -> str:
        """The name of the post in its source: only the id, because a draft gets its slug when it is published."""
        return f"{self.kind}/{int(self.row['id'])}.md"

    @property
    def status(self) -> str:
        """The state: publish, future, pending or draft."""
        return str(self.row["status"])

    @property
    def modified(self) -> str:
        """When it was changed last, in the time of the site."""
        return str(self.row["modified"])

    @property
    def modified_at(self) -> float:
        """When it was changed last, in seconds since 1970."""
        try:
            return datetime.fromisoformat(str(self.row["modified_gmt"])).replace(tzinfo=UTC).timestamp()
        except ValueError:
            return 0.0

    @property
    def written(self) -> tuple[str, ...]:
        """What a person has written."""
        return tuple(str((self.row.get(name) or {}).get("raw", "")) for name in WRITTEN)

    @property
    def size(self) -> int:
        """How many bytes the text has, as HTML."""
        return len(self.written[1].encode("utf-8", "replace"))

    @property
    def revision(self) -> str:
        """What names everything that is read of the post; two changes in one second are told apart."""
        return self.html_post().revision

    def html_post(self) -> HtmlPost:
        """Return the post as HTML with the keys of its front matter."""
        title, content, excerpt = self.written
        keys = {
            "title": title,
            "date": self._date(),
            "author": self._author(),
            "slug": str(self.row.get("slug", "")),
            "excerpt": excerpt.strip(),
            "categories": self._terms("category"),
            "tags": self._terms("post_tag"),
            "draft": None if self.status in PUBLIC else True,
            "wordpress_id": int(self.row["id"]),
        }
        return HtmlPost(html_of(content), keys)

    def _date(self) -> datetime | None:
        if not self.row.get("date_gmt"):
            return None  # a draft has the date of the day on which it is published
        try:
            return datetime.fromisoformat(str(self.row["date"]))
        except ValueError:
            return None

    def _author(self) -> str:
        found = (self.row.get("_embedded") or {}).get("author") or [{}]
        return str(found[0].get("slug", ""))

    def _terms(self, taxonomy: str) -> list[str]:
        groups = (self.row.get("_embedded") or {}).get("wp:term") or []
        return [str(term.get("name", "")) for group in groups for term in group if term.get("taxonomy") == taxonomy]
