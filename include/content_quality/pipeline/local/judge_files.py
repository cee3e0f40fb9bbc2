"""Decide about files with the gate's own functions.

What the pipeline asks of batch and archive is asked of the files at hand. What only a folder or a project is asked is
imported there: a check of one post takes a fifth of a second, most of it imports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from content_quality.checks import CHECKS
from content_quality.core.cross_post.comparison import Comparison, merged
from content_quality.core.document.post_names import names
from content_quality.core.findings import Finding, SiteFinding
from content_quality.core.gate.acceptances import Acceptances
from content_quality.core.gate.batches import BatchPost
from content_quality.core.gate.context import CommentRules, GateContext, Validation
from content_quality.core.gate.decide import Decision, decide
from content_quality.core.inspection import Inspection
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.site.site_findings import survey_site
from content_quality.core.site.site_post import site_post

if TYPE_CHECKING:
    from content_quality.pipeline.gate.edited_debt import Version
    from content_quality.pipeline.local.kept_versions import KeptVersions
    from content_quality.pipeline.project import Project


@dataclass(frozen=True, slots=True)
class LocalSite:
    """What is known about the site that the files belong to."""

    project: Project | None  # None: no settings file is named
    settings: Settings
    acceptances: Acceptances
    archive: Sequence[str] | None = None  # files to compare with; None: do not compare
    kept: KeptVersions | None = None  # what inspections left for that
    given: Mapping[str, bytes] = field(default_factory=dict)  # by path, the posts whose text is not that of the disk
    root: Path | None = None  # where its images lie
    is_whole: bool = False  # the files are all of its posts: what is not among them is missing
    has_patterns: bool = False  # something may be said about the site as a whole


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of the files, in their order, and of the site."""

    inspections: Sequence[Inspection]
    decisions: Sequence[Decision]
    site_findings: Sequence[SiteFinding]


def judge_files(inspections: Sequence[Inspection], site: LocalSite) -> Judged:
    """Return the decision about each of the files. Raise `SuiteUnreadable` when the site's suites cannot be read."""
    survey = survey_site([site_post(inspection) for inspection in inspections] if site.has_patterns else [])
    comparison = Comparison(
        frozenset((inspection.post_id, inspection.sha256) for inspection in inspections),
        _between_posts(inspections, site),
        survey.findings,
        survey.explained_in(inspections),
    )
    compared = [merged(inspection, comparison) for inspection in inspections]
    gate = _gate(compared, site)
    if site.project:
        from content_quality.pipeline.gate.edited_debt import with_edits

        gate = replace(gate, acceptances=with_edits(site.project, site.acceptances, _versions(inspections, site)))
    decisions = [decide(BatchPost(each.post_id, each.path, "", each.sha256, 0), each, gate) for each in compared]
    return Judged(compared, decisions, comparison.site_findings)


def _versions(inspections: Sequence[Inspection], site: LocalSite) -> Iterator[Version]:
    for each in inspections:
        given = site.given.get(each.path)
        yield each.post_id, each.sha256, Path(each.path).read_bytes if given is None else partial(bytes, given)


def _between_posts(inspections: Sequence[Inspection], site: LocalSite) -> Mapping[str, tuple[Finding, ...]]:
    """Return, by post_id, what posts took from others, and what they name that the site does not have."""
    taken: Mapping[str, tuple[Finding, ...]] = {}
    absent: Mapping[str, tuple[Finding, ...]] = {}
    dated: Mapping[str, tuple[Finding, ...]] = {}
    if site.archive is not None:
        from content_quality.pipeline.local.compare_files import copies

        taken = copies(inspections, site.archive, site.settings, site.given, site.kept)
    if site.is_whole:
        from content_quality.pipeline.ingest.check_references import missing
        from content_quality.pipeline.local.check_dates import other_dates

        dated = other_dates(inspections)
        known = [
            names(each.path, each.facts.slug if each.facts else None, each.facts.permalink if each.facts else None)
            for each in inspections
        ]
        absent = missing(inspections, frozenset().union(*known).intersection, site.root, site.settings)
    return {
        each.post_id: (*taken.get(each.path, ()), *absent.get(each.post_id, ()), *dated.get(each.post_id, ()))
        for each in inspections
    }


def _gate(inspections: Sequence[Inspection], site: LocalSite) -> GateContext:
    """Return what the gate knows here: of the suites, what they want to be unique among the files of a folder."""
    project, twice = site.project, {}
    if site.is_whole:
        from content_quality.pipeline.local.check_uniqueness import used_twice

        twice = used_twice(inspections, project.expectations if project else None, site.settings)
    return GateContext(
        CHECKS,
        "",
        datetime.now(UTC),
        Validation(True, (), twice),
        site.settings.gate.release_review,
        site.acceptances,
        CommentRules(project.today, project.settings.waivers, project.finding_names) if project else None,
    )
