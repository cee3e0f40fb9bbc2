"""Patterns of a whole site, said once instead of once per post.

Constant reading times, near-identical tags, boilerplate excerpts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import regex
from rapidfuzz.distance import DamerauLevenshtein

from content_quality.core.findings import Category, Severity, SiteFinding, message
from content_quality.core.records import dataclass
from content_quality.core.text.inline_markup import folded, folded_name

CONSTANT_SHARE = 0.25  # of posts with a reading time, from which one value is a constant or a cap
FEWEST_POSTS = 20  # below this a shared value says nothing
# computed minutes above the constant, as a factor, from which the constant cannot be the post's own time
TRUSTED_TIME = 1.3
SHARED_EXCERPT = 3  # posts with the same excerpt, from which it is boilerplate
TAG_LETTERS = 5  # of a Latin tag, below which one letter makes another word
LATIN = regex.compile(r"[\p{Script=Latin}\s-]+")
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class PostTime:
    """What a post declares and what it takes, in minutes."""

    path: str
    declared: float | None
    computed: int | None


def constant_reading_time(posts: Sequence[PostTime]) -> SiteFinding | None:
    """Return the finding about a reading time that many posts share without taking that long; it names the cap."""
    timed = [post for post in posts if post.declared is not None and post.computed is not None]
    counts = Counter(post.declared for post in timed)
    if len(timed) < FEWEST_POSTS or not counts:
        return None
    value, count = counts.most_common(1)[0]
    assert value is not None
    if count <= CONSTANT_SHARE * len(timed):
        return None
    longer = [post for post in timed if post.declared == value and (post.computed or 0) > TRUSTED_TIME * value]
    if len(longer) * 2 < count:
        return None  # most of them do take that long, such as one minute
    capped = max(post.declared or 0 for post in timed) == value
    text = (
        message(
            "{count} of {total} posts give {minutes} min, and no post gives more: the site's formula stops there.",
            count=count,
            total=len(timed),
            minutes=f"{value:g}",
        )
        if capped
        else message(
            "{count} of {total} posts give {minutes} min, whatever their length.",
            count=count,
            total=len(timed),
            minutes=f"{value:g}",
        )
    )
    examples = tuple(post.path for post in longer[:EXAMPLES])
    return SiteFinding(
        "constant-reading-time",
        Category.READING_TIME,
        Severity.WARNING,
        text,
        count,
        round(count / len(timed), 4),
        examples,
    )


def near_identical_tags(posts: Iterable[tuple[str, Sequence[str]]]) -> tuple[SiteFinding, ...]:
    """Return one finding for each group of tags that differ by case, width, space or a slip.

    The commonest spelling is the one to keep.
    """
    uses: dict[str, list[str]] = defaultdict(list)
    total = 0
    for path, tags in posts:
        total += 1
        for tag in dict.fromkeys(tags):
            uses[tag].append(path)
    findings = []
    for group in _groups(uses):
        kept, *others = sorted(group, key=lambda tag: (-len(uses[tag]), tag))
        paths = [path for tag in others for path in uses[tag]]
        text = message(
            "The tags {others} are other spellings of {kept}. Write {kept}, as most posts do.",
            others=", ".join(others),
            kept=kept,
        )
        share = round(len(paths) / total, 4)
        findings.append(
            SiteFinding(
                "near-identical-tags",
                Category.FRONT_MATTER,
                Severity.INFO,
                text,
                len(paths),
                share,
                tuple(paths[:EXAMPLES]),
            )
        )
    return tuple(findings)


def _groups(uses: Mapping[str, Sequence[str]]) -> list[set[str]]:
    spelled: dict[str, set[str]] = defaultdict(set)
    for tag in uses:
        spelled["".join(folded_name(tag).split()).replace("-", "")].add(tag)
    latin = sorted(name for name in spelled if len(name) >= TAG_LETTERS and LATIN.fullmatch(name))
    joined = dict(spelled)
    for index, name in enumerate(latin):
        for other in latin[index + 1 :]:
            if other[0] != name[0]:
                break  # sorted: a slip in the first letter is rare, and comparing all pairs is not worth it
            if _slip(name, other, spelled, uses):
                joined[name] = joined[other] = joined[name] | joined[other]
    unique = {frozenset(group) for group in joined.values() if len(group) > 1}
    return [set(group) for group in sorted(unique, key=sorted) if not any(group < other for other in unique)]


def _slip(name: str, other: str, spelled: Mapping[str, set[str]], uses: Mapping[str, Sequence[str]]) -> bool:
    """Return whether one of two names is a slip of the other.

    Two letters swapped, dropped or doubled, and used rarely.
    """
    if abs(len(name) - len(other)) > 1 or name.rstrip("s") == other.rstrip("s"):
        return name.rstrip("s") == other.rstrip("s") and name != other
    if DamerauLevenshtein.distance(name, other, score_cutoff=1) > 1:
        return False
    counts = sorted(sum(len(uses[tag]) for tag in spelled[each]) for each in (name, other))
    return counts[1] >= SHARED_EXCERPT * counts[0]  # both in steady use: two words


def shared_excerpts(posts: Iterable[tuple[str, str | None]]) -> tuple[SiteFinding, ...]:
    """Return one finding for each excerpt that several posts share."""
    paths: dict[str, list[str]] = defaultdict(list)
    words: dict[str, str] = {}
    total = 0
    for path, text in posts:
        total += 1
        if text and (name := folded(text)):
            paths[name].append(path)
            words.setdefault(name, text)
    return tuple(
        SiteFinding(
            "shared-excerpt",
            Category.FRONT_MATTER,
            Severity.WARNING,
            message("{count} posts have the same excerpt: “{text}”.", count=len(same), text=words[name][:80]),
            len(same),
            round(len(same) / total, 4),
            tuple(same[:EXAMPLES]),
        )
        for name, same in sorted(paths.items(), key=lambda pair: -len(pair[1]))
        if len(same) >= SHARED_EXCERPT
    )
