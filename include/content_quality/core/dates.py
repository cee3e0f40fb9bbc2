"""Dates of posts: parsed by ourselves, in the site's zone, because YAML loaders pass impossible ones as text."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from content_quality.core.post import Post, once_per_post
from content_quality.core.settings import Settings

OFFSET = re.compile(r"\s*(Z|[+-]\d{2}:?\d{2})$")


def parse(value: object, zone: ZoneInfo) -> datetime | None:
    """Return the moment `value` names, in `zone` when it has no offset; None when it names none."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=zone)
    if not isinstance(value, str):
        return None
    text = OFFSET.sub(lambda offset: offset[1], value.strip()).replace(" ", "T", 1)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


@once_per_post
def post_date(post: Post, settings: Settings) -> datetime | None:
    """Return the date of `post` in its front matter, None when it has none that can be read."""
    return parse(post.front_matter.values.get("date"), settings.zone)
