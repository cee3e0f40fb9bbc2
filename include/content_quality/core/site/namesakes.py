"""Posts with one title, slug or permalink that readers can tell apart all the same.

Translations, instalments, other addresses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import PurePosixPath

from content_quality.core.document import dates
from content_quality.core.document.post_names import GENERIC_STEMS
from content_quality.core.records import dataclass
from content_quality.core.site.translations import without_language

INSTALMENT = timedelta(days=5)  # between two parts of a series, at least: a weekly column may come out two days early


@dataclass(frozen=True, slots=True)
class Namesake:
    """A post that shares a name with another one: what its address is made of."""

    path: str
    day: date | None = None
    permalink: str | None = None

    @classmethod
    def of_facts(cls, path: str, facts: Mapping[str, object]) -> Namesake:
        """Return the post at `path`, with the `date` and `permalink` of its facts."""
        day = _day(facts.get("date")) or dates.file_date(path)
        permalink = facts.get("permalink")
        return cls(path, day, permalink if isinstance(permalink, str) else None)


def confusable(column: str, posts: Sequence[Namesake]) -> frozenset[str]:
    """Return the paths of those of `posts`, which share one value of `column`, that readers cannot tell apart.

    `column` is title, slug or permalink.
    """
    return RULES.get(column, _all)(posts)


def _all(posts: Sequence[Namesake]) -> frozenset[str]:
    return frozenset(post.path for post in posts)


def _same_title(posts: Sequence[Namesake]) -> frozenset[str]:
    """A column keeps its title from week to week: a title says nothing wrong where the dates are apart."""
    return _in_conflict(posts, _may_have_one_title)


def _same_slug(posts: Sequence[Namesake]) -> frozenset[str]:
    """Addresses are made of dates and permalinks, too: another date, or another permalink, is another address."""
    return _in_conflict(posts, _may_have_one_address)


def _same_permalink(posts: Sequence[Namesake]) -> frozenset[str]:
    """A file of the same name in another folder is the translation, the draft or a copy of the folder."""
    return _all(posts) if len({PurePosixPath(post.path).name for post in posts}) > 1 else frozenset()


RULES: Mapping[str, Callable[[Sequence[Namesake]], frozenset[str]]] = {
    "title": _same_title,
    "slug": _same_slug,
    "permalink": _same_permalink,
}


def _in_conflict(posts: Iterable[Namesake], conflict: Callable[[Namesake, Namesake], bool]) -> frozenset[str]:
    """Return the paths of posts that `conflict` with a neighbour in time; those without a date stand beside each other.

    Translations of a page, and versions of its file in several folders, count as the page.
    """
    pages: dict[str, list[Namesake]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: (post.day or date.min, post.path)):
        pages[_page(post.path)].append(post)
    firsts = [same[0] for same in pages.values()]  # in order of time, the undated first
    pairs = [pair for pair in pairwise(firsts) if conflict(*pair)]
    return frozenset(post.path for pair in pairs for one in pair for post in pages[_page(one.path)])


def _page(path: str) -> str:
    """Return what names the page that the file at `path` is a version of.

    Its name, or its folder's when it is an index.
    """
    folder, _, name = without_language(path).rpartition("/")
    return f"{folder}/{name}" if name.lower() in GENERIC_STEMS else name


def _may_have_one_title(one: Namesake, other: Namesake) -> bool:
    return one.day is None or other.day is None or abs(other.day - one.day) < INSTALMENT


def _may_have_one_address(one: Namesake, other: Namesake) -> bool:
    if one.permalink and other.permalink and one.permalink != other.permalink:
        return False
    return one.day is None or other.day is None or one.day == other.day


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
