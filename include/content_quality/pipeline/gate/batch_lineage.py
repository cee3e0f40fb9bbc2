"""Where the posts of a decided batch came from, what was asserted about them, and where they went.

Names and numbers only, no text of posts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from content_quality.adapters.release.targets import TARGETS
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.suites import ExpectationOutcome
from content_quality.checks import CHECKS
from content_quality.core.findings import Severity
from content_quality.core.gate.decide import Decision
from content_quality.core.records import dataclass
from content_quality.pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Place:
    """A folder, branch or prefix, as lineage names it."""

    namespace: str  # file, s3://bucket
    name: str


@dataclass(frozen=True, slots=True)
class Asserted:
    """What a check or an expectation says about the batch as a whole."""

    name: str
    kind: str
    success: bool
    blocks: bool  # whether a failure holds posts
    failed: int  # findings, or rows
    column: str | None = None


@dataclass(frozen=True, slots=True)
class BatchLineage:
    """One batch on its way from its sources over the snapshots to the release."""

    batch_id: str
    decided_at: datetime
    sources: tuple[Place, ...]
    snapshots: Place
    release: Place
    posts: int
    size: int  # bytes
    released_posts: int
    released_size: int
    asserted: tuple[Asserted, ...]


def batch_lineage(project: Project, batch_id: str) -> BatchLineage:
    """Return the lineage of a batch that has been decided."""
    files = BatchFiles.of(project.workspace, batch_id)
    manifest = files.manifest()
    context, decisions = files.read_decisions()
    sizes = {post.post_id: post.size for post in manifest.posts}
    released = [one.post_id for one in files.read_verdicts() if one.released]
    named = {post.source for post in manifest.posts}
    return BatchLineage(
        batch_id,
        context.decided_at,
        tuple(_folder(project.root / source.path) for source in project.settings.sources if source.name in named),
        _folder(project.workspace.snapshots),
        _released_to(project),
        len(manifest.posts),
        sum(sizes.values()),
        len(released),
        sum(sizes.get(post_id, 0) for post_id in released),
        _asserted(decisions, files),
    )


def _folder(path: Path) -> Place:
    return Place("file", path.resolve().as_posix())


def _released_to(project: Project) -> Place:
    release = project.settings.release
    if not TARGETS[release.policy].over_connection:
        return _folder(project.workspace.release)
    parts = urlsplit(release.prefix)
    return Place(f"{parts.scheme}://{parts.netloc}", parts.path.strip("/") or "/")


def _asserted(decisions: Iterable[Decision], files: BatchFiles) -> tuple[Asserted, ...]:
    """Return one assertion for every expectation, and one for every check: it fails where findings count."""
    validated = files.read_validation()
    outcomes = validated[2] if validated else ()
    found: Counter[str] = Counter()
    blocking: Counter[str] = Counter()
    for decision in decisions:
        for finding in decision.findings:
            if finding.waived is None:
                found[finding.check] += 1
                blocking[finding.check] += finding.severity is Severity.BLOCKER
    names = [check.name for check in CHECKS]
    of_gate = sorted(found.keys() - {*names, *(outcome.meta.get("finding") for outcome in outcomes)})
    checked = [Asserted(name, "check", not found[name], blocking[name] > 0, found[name]) for name in (*names, *of_gate)]
    return (*checked, *map(_expectation, outcomes))


def _expectation(outcome: ExpectationOutcome) -> Asserted:
    """Return what an expectation asserts. Not evaluated is not fulfilled."""
    return Asserted(
        f"{outcome.suite}.{outcome.meta.get('finding', outcome.ordinal)}",
        outcome.expectation,
        outcome.success and outcome.error is None,
        outcome.severity == "critical",
        len(outcome.unexpected),
        outcome.columns[0] if len(outcome.columns) == 1 else None,
    )
