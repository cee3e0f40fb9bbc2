"""A post's place in a list, and the posts before and behind it: an editor walks through the list post by post."""

from __future__ import annotations

from dataclasses import asdict

from content_quality.adapters.store.listing import CURRENT, ORDERS, Filter
from content_quality.adapters.store.reader import Session
from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a post stands in its list; None at an end of the list."""

    place: int  # from 1
    total: int
    previous: str | None
    following: str | None


_PLACES = {
    order: f"""
SELECT place, total, previous, following FROM (
    SELECT post_id, row_number() OVER listed AS place, count(*) OVER () AS total,
           lag(post_id) OVER listed AS previous, lead(post_id) OVER listed AS following
    {CURRENT} WINDOW listed AS (ORDER BY {by})
) WHERE post_id = $post_id
"""  # noqa: S608 - SQL of names of ours
    for order, by in ORDERS.items()
}


def neighbours(session: Session, post_id: str, narrowed: Filter, order: str) -> Neighbours | None:
    """Return the place of a post in the list; None when the filter leaves the post out."""
    statement = _PLACES.get(order, _PLACES["urgency"])
    return session.row(Neighbours, statement, {**asdict(narrowed), "post_id": post_id})
