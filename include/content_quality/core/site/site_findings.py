"""Everything that is said once about a site: collected from the facts of its posts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace

from content_quality.core.findings import Category, Finding, Severity, SiteFinding, message
from content_quality.core.inspection import Inspection
from content_quality.core.records import dataclass
from content_quality.core.site.conventions import conventions, copied_reading_times, explained
from content_quality.core.site.site_patterns import (
    EXAMPLES,
    FEWEST_POSTS,
    PostTime,
    constant_reading_time,
    near_identical_tags,
    shared_excerpts,
)
from content_quality.core.site.site_post import ABOUT_CONVENTIONS, READING_TIME, SitePost

SUFFIX_SHARE = 0.5  # of the titles, from which an ending is the site's and not the post's
SUFFIX_CHARACTERS = range(4, 41)  # a shorter ending is grammar
EVERY = 0.98  # of the posts; one or two forgotten ones don't make an author or a tag say something


@dataclass(frozen=True, slots=True)
class SiteSurvey:
    """What is reported once about the site, and which findings of its posts that explains."""

    findings: tuple[SiteFinding, ...] = ()
    explained: Mapping[str, frozenset[str]] = field(default_factory=dict)  # fingerprints, by the path of their post

    def explained_in(self, inspections: Iterable[Inspection]) -> dict[str, frozenset[str]]:
        """Return the fingerprints by the post_id of those of `inspections` that have any."""
        return {one.post_id: self.explained[one.path] for one in inspections if one.path in self.explained}


def survey_site(posts: Sequence[SitePost]) -> SiteSurvey:
    """Return the patterns of the site that `posts` are."""
    constant = constant_reading_time([PostTime(post.path, post.declared, post.computed) for post in posts])
    learnt = conventions(posts)
    copied = _mistimed(posts, copied_reading_times(posts))
    found = [
        *shared_residue(posts),
        *([constant] if constant else []),
        *([_copied_reading_times(copied, len(posts))] if copied else []),
        *shared_excerpts((post.path, post.excerpt) for post in posts),
        *(convention.site_finding() for convention in learnt),
        *title_suffix(posts),
        *on_every_post(posts),
        *near_identical_tags((post.path, post.tags) for post in posts),
    ]
    explained_by_path = dict(explained(posts, learnt))
    minutes = constant_minutes(posts) if constant else None
    shared = {post.path for post in posts if minutes is not None and post.declared == minutes}
    for path, names in {**copied, **_mistimed(posts, shared)}.items():
        explained_by_path[path] = explained_by_path.get(path, frozenset()) | names
    return SiteSurvey(tuple(sorted(found, key=lambda finding: -finding.severity)), explained_by_path)


def constant_minutes(posts: Sequence[SitePost]) -> float | None:
    """Return the reading time that most posts declare, None when none does."""
    counts = Counter(post.declared for post in posts if post.declared is not None and post.computed is not None)
    return counts.most_common(1)[0][0] if counts else None


def _mistimed(posts: Iterable[SitePost], paths: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the findings about reading times in the posts at `paths`, by path."""
    return {
        post.path: names
        for post in posts
        if post.path in paths
        and (names := frozenset(one.fingerprint for one in post.observed if one.check == READING_TIME))
    }


def _copied_reading_times(copied: Mapping[str, frozenset[str]], total: int) -> SiteFinding:
    text = message(
        ("{count} translated posts have the reading time of the original. Compute the reading time for each language."),
        count=len(copied),
    )
    return SiteFinding(
        "copied-reading-time",
        Category.READING_TIME,
        Severity.WARNING,
        text,
        len(copied),
        round(len(copied) / total, 4),
        tuple(copied)[:EXAMPLES],
    )


def softened(finding: Finding, names: Collection[str]) -> Finding:
    """Return `finding` as information where a pattern of the site explains it.

    `names` are fingerprints of such findings.

    A reading time that blocks is wrong in a way that no pattern explains.
    """
    if finding.fingerprint not in names or not may_soften(finding.check, finding.severity):
        return finding
    return replace(finding, severity=Severity.INFO)


def may_soften(check: str, severity: Severity) -> bool:
    """Return whether a finding of `check` may become information because of the site."""
    if check == READING_TIME:
        return severity is Severity.WARNING
    return check in ABOUT_CONVENTIONS and severity > Severity.INFO


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
                "The same machine text appears in {count} posts: “{text}”.", count=len(found), text=words[name][:80]
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
