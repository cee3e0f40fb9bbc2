"""What the patterns of a site are found in, of one post."""

from __future__ import annotations

from collections.abc import Iterable

from content_quality.core.facts import PostFacts
from content_quality.core.findings import Finding, Message
from content_quality.core.inspection import Inspection
from content_quality.core.records import dataclass

READING_TIME = "reading-time"
RESIDUE = "machine-text"
# Checks whose findings may be how the whole site writes. Never one of repeats, cuts inside the text, machine text or
# program text: those are damage however many posts have them.
ABOUT_CONVENTIONS = ("front-matter-keys", "front-matter-date", "empty-section", READING_TIME)
OBSERVED = (RESIDUE, *ABOUT_CONVENTIONS)


@dataclass(frozen=True, slots=True)
class Observation:
    """A finding in one post, by which the same thing is recognised in other posts."""

    check: str
    fingerprint: str
    says: Message
    excerpt: str = ""


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
    observed: tuple[Observation, ...] = ()

    @property
    def residue(self) -> tuple[tuple[str, str], ...]:
        """Fingerprint and words of each piece of machine text."""
        return tuple((one.fingerprint, one.excerpt) for one in self.observed if one.check == RESIDUE)


def observations(findings: Iterable[Finding]) -> tuple[Observation, ...]:
    """Return those of `findings` that a site's patterns are found in."""
    return tuple(
        Observation(found.check, found.fingerprint, found.message, found.excerpt)
        for found in findings
        if found.check in OBSERVED
    )


def site_post(inspection: Inspection) -> SitePost:
    """Return what the site's patterns are found in, of the post that was inspected."""
    facts = inspection.facts
    if facts is None:
        return SitePost(inspection.path)
    return of_facts(inspection.path, facts, observations(inspection.findings))


def of_facts(path: str, facts: PostFacts, observed: tuple[Observation, ...] = ()) -> SitePost:
    """Return the post at `path` with its `facts`."""
    return SitePost(
        path=path,
        title=facts.title,
        author=facts.author,
        tags=tuple(facts.tags.split("\n")) if facts.tags else (),
        excerpt=facts.excerpt,
        declared=facts.reading_time_declared,
        computed=facts.reading_time_computed,
        observed=observed,
    )
