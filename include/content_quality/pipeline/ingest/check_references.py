"""Use case: images and related posts that front matter names and the site does not have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from content_quality.adapters.site.site_files import images_of
from content_quality.core.document import missing_references, references
from content_quality.core.findings import Finding
from content_quality.core.inspection import Inspection
from content_quality.core.settings import Settings
from content_quality.core.settings.post_settings import settings_for
from content_quality.core.settings.severity_overrides import apply_severity_override


def missing(
    posts: Iterable[Inspection],
    known: Callable[[frozenset[str]], frozenset[str]],
    root: Path | None,
    settings: Settings,
) -> Mapping[str, tuple[Finding, ...]]:
    """Return, by post_id, what `posts` name that the site at `root` does not have.

    `known` returns which of some names its posts have.

    Without a root no image is looked for.
    """
    named = [(post, post.outline.references) for post in posts if post.outline]
    found: dict[str, list[Finding]] = defaultdict(list)
    pictured = [(post, refers.images) for post, refers in named if refers.images] if root else []
    site = images_of(root) if root and pictured else None
    for post, images in pictured if site else ():
        assert site is not None
        found[post.post_id] += missing_references.missing_images(post.path, images, site)
    related = [(post.post_id, refers.related) for post, refers in named if refers.related]
    for post_id, finding in missing_references.missing_posts(related, known(missing_references.wanted(related))):
        found[post_id].append(finding)
    leveled = {
        post_id: tuple(_leveled(findings, settings_for(settings, post_id))) for post_id, findings in found.items()
    }
    return {post_id: findings for post_id, findings in leveled.items() if findings}


def _leveled(findings: Iterable[Finding], settings: Settings) -> Iterator[Finding]:
    """Yield `findings` as loud as the site wants them."""
    for finding in findings:
        leveled = apply_severity_override(finding, references.WORST[finding.check], settings.level(finding.check))
        if leveled is not None:
            yield leveled
