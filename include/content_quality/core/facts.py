"""Facts: one row of numbers and names per post. These fields are the columns in DuckDB and in the suites."""

from __future__ import annotations

from dataclasses import fields

from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What was measured about one post. None where a value cannot be computed; never NaN."""

    characters: int  # of prose as a reader sees it, white space aside
    words: int  # runs of letters and digits outside kana and han
    paragraphs: int
    headings: int
    images: int
    links: int
    language: str
    repeated_share: float  # of prose characters that are told again, in [0, 1]
    longest_repeat: int  # characters
    repeat_groups: int
    reading_time_declared: float | None  # minutes
    reading_time_computed: int | None
    reading_time_without_repeats: int | None
    title: str | None
    title_characters: int | None
    slug: str  # declared, or the file's name
    permalink: str | None
    folder: str
    author: str | None
    section: str | None  # the first category
    date: str | None  # ISO 8601 with offset, in the site's zone where the post names none
    excerpt: str | None = None  # or description, at most EXCERPT_FACT characters
    tags: str | None = None  # one per line

    def row(self) -> dict[str, object]:
        """Return the facts by the name of their column.

        Every value is a number or a word, so that nothing is copied.
        """
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS = tuple(field.name for field in fields(PostFacts))
