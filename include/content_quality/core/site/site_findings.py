"""Everything that is said once about a site: collected from the facts of its posts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from content_quality.core.findings import Category, Finding, Severity, SiteFinding, message
from content_quality.core.inspection import Inspection
from content_quality.core.site.site_patterns import (
    EXAMPLES,
    FEWEST_POSTS,
    PostTime,
    constant_reading_time,
    near_identical_tags,
    shared_excerpts,
)

READING_TIME = "reading-time"
RESIDUE = "machine-text"
SUFFIX_SHARE = 0.5  # of the titles, from which an ending is the site's and not the post's
SUFFIX_CHARACTERS = range(4, 41)  # a shorter ending is grammar
EVERY = 0.98  # of the posts; one or two forgotten ones don't make an author or a tag say something


@dataclass(frozen=True, slots=True)
class SitePost:
    """What a site's patterns are found in, of one post."""

    path: str
    title: str | None = None
    author: str | None = None
    tags: tuple[str, ...] = ()
    excerpt: str | None = None
    declared: float | None = None  # minutes
    computed: int | None = None
    residue: tuple[tuple[str, str], ...] = ()  # fingerprint and words of each piece of machine text


def site_post(inspection: Inspection) -> SitePost:
    """Return what the site's patterns are found in, of one inspected post."""
    facts = inspection.facts
    if facts is None:
        return SitePost(inspection.path)
    residue = tuple((found.fingerprint, found.excerpt) for found in inspection.findings if found.check == RESIDUE)
    return SitePost(
        inspection.path,
        facts.title,
        facts.author,
        tuple(facts.tags.split("\n")) if facts.tags else (),
        facts.excerpt,
        facts.reading_time_declared,
        facts.reading_time_computed,
        residue,
    )


def site_findings(posts: Sequence[SitePost]) -> tuple[SiteFinding, ...]:
    """Return what is to be said once about the site that `posts` are."""
    constant = constant_reading_time([PostTime(post.path, post.declared, post.computed) for post in posts])
    found = [
        *shared_residue(posts),
        *([constant] if constant else []),
        *shared_excerpts((post.path, post.excerpt) for post in posts),
        *title_suffix(posts),
        *on_every_post(posts),
        *near_identical_tags((post.path, post.tags) for post in posts),
    ]
    return tuple(sorted(found, key=lambda finding: -finding.severity))


def constant_minutes(posts: Sequence[SitePost]) -> float | None:
    """Return the reading time that the site declares whatever the length, None when it has none."""
    if constant_reading_time([PostTime(post.path, post.declared, post.computed) for post in posts]) is None:
        return None
    return Counter(
        post.declared for post in posts if post.declared is not None and post.computed is not None
    ).most_common(1)[0][0]


def softened(finding: Finding, declared: float | None, constant: float | None) -> Finding:
    """Return `finding`, as information where the site's one constant reading time is its cause: the site is told instead."""
    if (
        constant is None
        or declared != constant
        or finding.check != READING_TIME
        or finding.severity is not Severity.WARNING
    ):
        return finding
    return replace(finding, severity=Severity.INFO)


def shared_residue(posts: Iterable[SitePost]) -> Iterable[SiteFinding]:
    """Yield one finding for each piece of machine text that stands in several posts, with all of them."""
    paths: dict[str, dict[str, None]] = defaultdict(dict)
    words: dict[str, str] = {}
    total = 0
    for post in posts:
        total += 1
        for name, text in post.residue:
            paths[name][post.path] = None
            words.setdefault(name, text)
    for name, found in sorted(paths.items(), key=lambda pair: -len(pair[1])):
        if len(found) > 1:
            said = message(
                "The same machine text stands in {count} posts: “{text}”.", count=len(found), text=words[name][:80]
            )
            yield SiteFinding(
                "shared-machine-text",
                Category.RESIDUE,
                Severity.WARNING,
                said,
                len(found),
                round(len(found) / total, 4),
                tuple(found),
            )


def title_suffix(posts: Sequence[SitePost]) -> Iterable[SiteFinding]:
    """Yield the finding about an ending that most titles share: the site's name or an advertisement glued to each."""
    titled = [(post.path, post.title) for post in posts if post.title]
    if len(titled) < FEWEST_POSTS:
        return
    longest = None
    for length in SUFFIX_CHARACTERS:  # no longer ending has more titles than the shorter one inside it
        endings = Counter(title[-length:] for _, title in titled if len(title) > length)
        ending, count = endings.most_common(1)[0] if endings else ("", 0)
        if count <= SUFFIX_SHARE * len(titled):
            break
        if ending.strip(" .!?。！？"):
            longest = ending, count
    if longest:
        ending, count = longest
        paths = tuple(path for path, title in titled if title.endswith(ending))[:EXAMPLES]
        text = message(
            "{count} of {total} titles end in “{text}”.", count=count, total=len(titled), text=ending.strip()
        )
        yield SiteFinding(
            "title-suffix", Category.FRONT_MATTER, Severity.INFO, text, count, round(count / len(titled), 4), paths
        )


def on_every_post(posts: Sequence[SitePost]) -> Iterable[SiteFinding]:
    """Yield a finding for an author or a tag that (nearly) every post has: it tells posts apart from none."""
    if len(posts) < FEWEST_POSTS:
        return
    tags = Counter(tag for post in posts for tag in dict.fromkeys(post.tags))
    authors = Counter(post.author for post in posts if post.author)
    for name, text, counts in (
        ("one-author", "{count} of {total} posts name {text} as their author.", authors),
        ("one-tag", "{count} of {total} posts have the tag {text}; it tells them apart from none.", tags),
    ):
        value, count = counts.most_common(1)[0] if counts else ("", 0)
        if count >= EVERY * len(posts):
            paths = tuple(post.path for post in posts if value in (post.author, *post.tags))[:EXAMPLES]
            said = message(text, count=count, total=len(posts), text=value)
            yield SiteFinding(
                name, Category.FRONT_MATTER, Severity.INFO, said, count, round(count / len(posts), 4), paths
            )
