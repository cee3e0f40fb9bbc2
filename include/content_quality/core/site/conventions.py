"""What most posts of a site do is how the site writes: learnt from the findings of its posts, and reported once.

Only forms are learnt: keys and forms of the front matter, dates, headings that close a post, reading times that
translations share. Which they are is a list (`FORMS`), so that nothing else is ever excused because many posts have it.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import PurePosixPath

from content_quality.core.findings import Category, Severity, SiteFinding, Value, message
from content_quality.core.records import dataclass
from content_quality.core.site.site_post import Observation, SitePost
from content_quality.core.site.translations import without_language
from content_quality.core.text.inline_markup import folded
from content_quality.core.text.patterns import lazy_re

CONVENTION = "site-convention"
MOST = 0.5  # of the comparable posts under a folder, from which it is how the folder's posts are written
FEWEST = 8  # posts that do the same; fewer may make one mistake
FEWEST_INDEXES = 3  # pages that list a section: a site has few
FEWEST_CLOSINGS = 3  # posts that end in the same words; a formula, whatever its share
INDEX = "_index"  # the name of such a page
SENTENCE = lazy_re(
    r".*\w(?=\W*+\Z)[^\w\n]*?[.!?…。！？～]\W*"
)  # a heading that says something itself, and needs no text below it
NEAR = timedelta(days=7)  # from the day a file is begun to the day its post is published
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class ConventionForm:
    """A finding that may be a convention, and what is then reported about the site."""

    names: tuple[str, ...]  # values of the finding's message that must be the same
    says: str  # a key of SAYS
    category: Category = Category.FRONT_MATTER


SAYS = {
    "no key": "{count} of {total} posts in {folder} have no {key}. Reported once: this is the site's convention.",
    "type": ("{count} of {total} posts in {folder} give {found} as {key}. Reported once: this is the site's "
"convention."),
    "file date": ("In {count} of {total} posts in {folder}, the date differs from the date in the file name. "
"Reported once: this is the site's convention."),
    "date form": ("{count} of {total} posts in {folder} write dates in a format that generators do not read. "
"Reported once: this is the site's convention."),
    "closing": ("{count} of {total} posts in {folder} end with the heading “{title}”. Reported once: this is the "
"site's convention."),
}  # fmt: skip
NO_KEY = ConventionForm(("key",), "no key")
TYPE = ConventionForm(("key", "wanted", "found"), "type")
FILE_DATE = ConventionForm((), "file date")
DATE_FORM = ConventionForm((), "date form")
CLOSING = ConventionForm(("title",), "closing", Category.TRUNCATION)
FORMS: Mapping[tuple[str, str], ConventionForm] = {
    ("front-matter-keys", "The front matter has no {key}."): NO_KEY,
    ("front-matter-keys", "{key} must be {wanted}; it is {found}."): TYPE,
    ("front-matter-date", "The front matter gives the date {date}; the file name gives {named}."): FILE_DATE,
    ("front-matter-date", "Generators do not read this date format."): DATE_FORM,
    ("front-matter-date", "{generator} does not read this date format."): DATE_FORM,
    ("empty-section", "The post ends with the heading “{title}” in line {line}; the section has no text."): CLOSING,
}


@dataclass(frozen=True, slots=True)
class Habit:
    """What a post does that a whole site may do: a form, and what it is about."""

    form: ConventionForm
    about: tuple[Value, ...]
    index: bool  # of a page that lists a section; such pages are compared with each other


@dataclass(frozen=True, slots=True)
class Convention:
    """A habit that most posts under `folder` have."""

    habit: Habit
    folder: str
    paths: tuple[str, ...]
    total: int
    values: Mapping[str, Value]

    def site_finding(self) -> SiteFinding:
        """Return what is reported once about the site."""
        count = len(self.paths)
        said = message(
            SAYS[self.habit.form.says], count=count, total=self.total, folder=_shown(self.folder), **dict(self.values)
        )
        share = round(count / self.total, 4)
        return SiteFinding(
            CONVENTION, self.habit.form.category, Severity.INFO, said, count, share, self.paths[:EXAMPLES]
        )


def conventions(posts: Sequence[SitePost]) -> tuple[Convention, ...]:
    """Return the conventions of the site that `posts` are, each at the highest folder where most posts follow it."""
    totals: Counter[tuple[str, bool]] = Counter()
    paths: dict[tuple[str, Habit], list[str]] = defaultdict(list)
    values: dict[Habit, Mapping[str, Value]] = {}
    for post in posts:
        folders = _folders(post.path)
        totals.update((folder, _is_index(post.path)) for folder in folders)
        for habit, told in {habit: told for habit, told, _ in habits(post)}.items():
            values.setdefault(habit, told)
            for folder in folders:
                paths[folder, habit].append(post.path)
    found: dict[tuple[str, Habit], Convention] = {}
    for (folder, habit), same in sorted(paths.items(), key=lambda item: (item[0][0].count("/"), item[0][0])):
        total = totals[folder, habit.index]
        covered = any((above, habit) in found for above in _folders(folder))
        if not covered and _is_convention(habit, len(same), total):
            found[folder, habit] = Convention(habit, folder, tuple(same), total, values[habit])
    return tuple(found.values())


def habits(post: SitePost) -> Iterator[tuple[Habit, Mapping[str, Value], Observation]]:
    """Yield what `post` does that its site may do, the values that name it, and the finding about it."""
    for one in post.observed:
        form = FORMS.get((one.check, one.says.template))
        if form is None or any(name not in one.says.values for name in form.names):
            continue
        told = {name: one.says.values[name] for name in form.names}
        if form is CLOSING and not SENTENCE.fullmatch(str(told["title"])):
            continue  # “Conclusion” at the end of many posts is where many posts were cut
        about = tuple(folded(str(value)) for value in told.values())
        if form is FILE_DATE:
            distance = _distance(one.says.values)
            if distance is None:
                continue  # day and month changed places in one of the two dates: a slip, however frequent
            about = (distance,)
        yield Habit(form, about, _is_index(post.path)), told, one


def _distance(values: Mapping[str, Value]) -> str | None:
    """Return how far the two dates of a finding are from each other; None when they have the same digits."""
    try:
        day, named = (date.fromisoformat(str(values[name])) for name in ("date", "named"))
    except (KeyError, ValueError):
        return None
    if (day.year, day.month, day.day) == (named.year, named.day, named.month):
        return None
    return "near" if abs(day - named) <= NEAR else "far"


def _is_convention(habit: Habit, count: int, total: int) -> bool:
    if habit.form is CLOSING:
        return count >= FEWEST_CLOSINGS
    return count > MOST * total and count >= (FEWEST_INDEXES if habit.index else FEWEST)


def explained(posts: Iterable[SitePost], learnt: Iterable[Convention]) -> dict[str, frozenset[str]]:
    """Return, by path, the fingerprints of the findings that one of the conventions `learnt` explains."""
    places: dict[Habit, set[str]] = defaultdict(set)
    for convention in learnt:
        places[convention.habit].add(convention.folder)
    found: dict[str, frozenset[str]] = {}
    for post in posts:
        folders = {*_folders(post.path)} if post.observed else set()
        names = frozenset(one.fingerprint for habit, _, one in habits(post) if places.get(habit, set()) & folders)
        if names:
            found[post.path] = names
    return found


def copied_reading_times(posts: Iterable[SitePost]) -> frozenset[str]:
    """Return the paths of posts whose reading time was copied with the page when it was translated.

    Most translated pages of the site declare one time in all their languages, and several pages another one.
    """
    pages: dict[str, list[SitePost]] = defaultdict(list)
    for post in posts:
        if post.declared is not None:
            pages[without_language(post.path)].append(post)
    translated = [same for same in pages.values() if len(same) > 1]
    copied = [same for same in translated if len({post.declared for post in same}) == 1]
    if len(copied) < FEWEST_INDEXES or len(copied) <= MOST * len(translated):
        return frozenset()
    return frozenset(post.path for same in copied for post in same)


def _folders(path: str) -> list[str]:
    """Return the folders that `path` lies in, the nearest first."""
    return _with_above(path.rpartition("/")[0])


@functools.lru_cache(1_024)
def _with_above(folder: str) -> list[str]:
    return [str(one) for one in PurePosixPath(folder, "x").parents]


def _shown(folder: str) -> str:
    return "./" if folder == "." else folder


def _is_index(path: str) -> bool:
    return without_language(path).rpartition("/")[2].lower() == INDEX
