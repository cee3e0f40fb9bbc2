"""The list of posts: search, filters, order and pages over the newest version of every post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from content_quality.adapters.store.finding_columns import finding_from_columns
from content_quality.adapters.store.reader import Session
from content_quality.core.document.pages import is_page_named
from content_quality.core.document.publication import Publication, PublicationDates
from content_quality.core.findings import Finding
from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to; None narrows nothing."""

    search: str | None = None  # in title, path and author, whatever the case
    verdict: str | None = None  # clear, review, hold, undecided; approved: clear because a person approved the bytes
    check: str | None = None
    author: str | None = None
    section: str | None = None
    language: str | None = None
    source: str | None = None
    batch: str | None = None
    waived: bool | None = None
    days: int | None = None  # changed within


@dataclass(frozen=True, slots=True)
class Foremost:
    """The finding that weighs most, and how many there are."""

    finding: Finding | None
    blockers: int
    warnings: int
    infos: int
    waived: int


NOTHING = Foremost(None, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPost:
    """What the list says of one post, its findings aside."""

    post_id: str
    path: str
    source: str
    batch_id: str
    sha256: str
    last_changed: datetime
    verdict: str | None
    released: bool | None
    decided_at: datetime | None
    title: str | None
    author: str | None
    section: str | None
    language: str | None
    date: str | None
    repeated_share: float | None
    draft: bool = False
    due: datetime | None = None  # when readers see the post for the first time
    expires: datetime | None = None
    held_since: datetime | None = None  # without a break, however often the post was decided again
    approved_by: str | None = None  # whose approval released these bytes
    approved_at: datetime | None = None

    @property
    def is_page(self) -> bool:
        """Whether the file is not a post, such as the head of a section or a README."""
        return is_page_named(self.path, has_date=self.due is not None)

    def publication(self, now: datetime) -> Publication:
        """Return what readers see of the post at `now`."""
        return PublicationDates(self.draft, self.due, self.expires).at(now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(ListedPost):
    """One post of the list."""

    inspection_id: str
    foremost: Foremost = NOTHING


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to filter by, and how many posts have it."""

    value: str
    posts: int


# What readers see, or will within a day, comes first; then the newest publication.
_UNSEEN = "draft OR due > now() AT TIME ZONE 'UTC' + INTERVAL 1 DAY OR expires <= now() AT TIME ZONE 'UTC'"
ORDERS = {
    "urgency": f"urgency, coalesce({_UNSEEN}, false), coalesce(due, decided_at) DESC NULLS LAST, post_id",
    "changed": "last_changed DESC, post_id",
    "date": "date DESC NULLS LAST, post_id",
    "title": "title NULLS LAST, post_id",
    "path": "post_id",
    "repeated": "repeated_share DESC NULLS LAST, post_id",
}

CURRENT = """
FROM memory.listed
WHERE ($search IS NULL OR contains(words, nfc_normalize(lower($search))))
  AND ($verdict IS NULL OR coalesce(verdict, 'undecided') = $verdict
       OR ($verdict = 'approved' AND approved_by IS NOT NULL))
  AND ($author IS NULL OR author = $author)
  AND ($section IS NULL OR section = $section)
  AND ($language IS NULL OR language = $language)
  AND ($source IS NULL OR source = $source)
  AND ($batch IS NULL OR batch_id = $batch)
  AND ($days IS NULL OR last_changed >= now() AT TIME ZONE 'UTC' - to_days($days::INTEGER))
  AND ($check IS NULL OR list_contains(checks, $check))
  AND ($waived IS NULL OR $waived = (waivers > 0))
"""
_COLUMNS = """
SELECT post_id, path, source, batch_id, inspection_id, sha256, last_changed, verdict, released, decided_at,
       title, author, section, language, date, repeated_share, draft, due, expires, held_since, approved_by, approved_at
"""
_FINDING = """, blockers, warnings, infos, waivers, "check", category, severity, line, "column", end_line, end_column, message,
       NULL AS suggestion, excerpt, fingerprint, '[]' AS related, NULL AS waived
"""  # noqa: E501 - SQL
# Sorting ids and then fetching a page's rows costs a quarter of sorting whole rows.
_PAGES = {
    order: f"{_COLUMNS} {_FINDING} FROM memory.listed WHERE post_id IN (SELECT post_id {CURRENT} ORDER BY {by} LIMIT $limit OFFSET $offset) ORDER BY {by}"  # noqa: E501 - SQL
    for order, by in ORDERS.items()
}
_ONE = f"{_COLUMNS} {_FINDING} FROM memory.listed WHERE post_id = $post_id"
_COUNT = f"SELECT count(*) {CURRENT}"

_FOREMOST = """
SELECT post_id, "check", category, severity, line, "column", end_line, end_column, message, suggestion, excerpt,
fingerprint, related, waived,
       blockers, warnings, infos, waivers
FROM (
    SELECT x.*, count(*) FILTER (counts AND severity = 'blocker') OVER w AS blockers, count(*) FILTER (counts AND
    severity = 'warning') OVER w AS warnings,
           count(*) FILTER (counts AND severity = 'info') OVER w AS infos, count(*) FILTER (NOT counts) OVER w AS
           waivers,
           row_number() OVER (
               PARTITION BY post_id ORDER BY NOT counts, CASE severity WHEN 'blocker' THEN 0 WHEN 'warning' THEN 1
               ELSE 2 END, line, "column", ordinal
           ) AS place
    FROM (
        SELECT f.*, s.reason IS NULL AND coalesce(f.waived::VARCHAR, 'null') = 'null' AS counts
        FROM findings f
        JOIN (SELECT unnest($inspections) AS inspection_id, unnest($batches) AS batch_id) AS wanted
          ON wanted.inspection_id = f.inspection_id AND (f.batch_id IS NULL OR f.batch_id = wanted.batch_id)
        LEFT JOIN set_aside s
          ON s.batch_id = wanted.batch_id AND s.inspection_id = f.inspection_id AND s."check" = f."check" AND
          s.fingerprint = f.fingerprint
        WHERE $check IS NULL OR f."check" = $check
    ) AS x
    WINDOW w AS (PARTITION BY post_id)
)
WHERE place = 1
"""
_CHOICES = {
    column: f"SELECT {column} AS value, count(*) AS posts FROM memory.listed WHERE {column} IS NOT NULL AND {column} <> '' "  # noqa: E501, S608 - SQL of names of ours
    f"GROUP BY {column} ORDER BY posts DESC, value LIMIT 200"
    for column in ("author", "section", "language")
}
_IN_BATCH = f"""{_COLUMNS} FROM (
    SELECT bp.post_id, bp.path, bp.source, bp.batch_id, bp.inspection_id, bp.sha256, b.created_at AS last_changed,
           CASE d.verdict WHEN 'hold' THEN 0 WHEN 'review' THEN 2 WHEN 'debt' THEN 3 WHEN 'clear' THEN 4 ELSE 1
           END AS urgency,
           d.verdict, d.released, d.decided_at, f.title, f.author, f.section, f.language, f.date, f.repeated_share,
           coalesce(f.draft, false) AS draft, f.due, f.expires, NULL::TIMESTAMP AS held_since,
           NULL::VARCHAR AS approved_by, NULL::TIMESTAMP AS approved_at
    FROM batch_posts bp JOIN batches b ON b.batch_id = bp.batch_id
    LEFT JOIN decisions d ON d.batch_id = bp.batch_id AND d.post_id = bp.post_id
    LEFT JOIN post_facts f ON f.inspection_id = bp.inspection_id
    WHERE bp.batch_id = $batch_id
) AS c ORDER BY {ORDERS["urgency"]} LIMIT $limit OFFSET $offset"""  # noqa: S608 - all parts are constants


def page(session: Session, narrowed: Filter, order: str, *, limit: int, offset: int = 0) -> list[Listed]:
    """Return one page of the list; an unknown order is by urgency."""
    statement = _PAGES.get(order, _PAGES["urgency"])
    return session.rows(_listed, statement, {**asdict(narrowed), "limit": limit, "offset": offset})


def count(session: Session, narrowed: Filter) -> int:
    """Return how many posts the filter leaves."""
    return session.number(_COUNT, asdict(narrowed))


def one(session: Session, post_id: str) -> Listed | None:
    """Return the newest version of one post as the list says it."""
    return session.row(_listed, _ONE, {"post_id": post_id})


def in_batch(session: Session, batch_id: str, *, limit: int, offset: int = 0) -> list[Listed]:
    """Return the posts of one batch as it saw them, held ones first."""
    return weighed(session, session.rows(Listed, _IN_BATCH, {"batch_id": batch_id, "limit": limit, "offset": offset}))


def weighed(session: Session, posts: list[Listed], check: str | None = None) -> list[Listed]:
    """Return `posts` with the finding that weighs most; of one check only when it is named."""
    if not posts:
        return []
    parameters = {
        "inspections": [post.inspection_id for post in posts],
        "batches": [post.batch_id for post in posts],
        "check": check,
    }
    found = dict(session.rows(_foremost, _FOREMOST, parameters))
    return [replace(post, foremost=found.get(post.post_id, NOTHING)) for post in posts]


def choices(session: Session, column: str) -> list[Choice]:
    """Return the 200 most frequent authors, sections or languages."""
    return session.once(Choice, _CHOICES[column])


def every(session: Session, narrowed: Filter, order: str, *, at_most: int, step: int = 20_000) -> Iterator[Listed]:
    """Yield up to `at_most` posts of the list, for exports."""
    for offset in range(0, at_most, step):
        posts = page(session, narrowed, order, limit=step, offset=offset)
        yield from posts
        if len(posts) < step:
            return


def _listed(**columns: Any) -> Listed:
    finding = finding_from_columns(**columns) if columns["check"] is not None else None
    weight = Foremost(finding, columns["blockers"], columns["warnings"], columns["infos"], columns["waivers"])
    return Listed(**{name: columns[name] for name in _LISTED}, foremost=weight)


_LISTED = tuple(field.name for field in fields(Listed) if field.name != "foremost")


def _foremost(**columns: Any) -> tuple[str, Foremost]:
    finding = finding_from_columns(**columns)
    counted = finding if finding.waived is None else None
    return columns["post_id"], Foremost(
        counted, columns["blockers"], columns["warnings"], columns["infos"], columns["waivers"]
    )
