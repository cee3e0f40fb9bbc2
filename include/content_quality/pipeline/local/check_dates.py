"""Use case: whether the translations of a post among the files of a folder bear its date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from content_quality.core.document.first_wordings import first_wording
from content_quality.core.findings import Category, Finding, Severity, fingerprint, message
from content_quality.core.inspection import Inspection
from content_quality.core.site import translation_dates
from content_quality.pipeline.gate.suite_findings import place_in

FRONT_MATTER_DATE = "front-matter-date"  # the check under whose name a translation with another date is found


def other_dates(inspections: Sequence[Inspection]) -> Mapping[str, tuple[Finding, ...]]:
    """Return, by post_id, that a post bears another date than its translation, whose date is in the file's name."""
    posts = {each.path: each for each in inspections}
    days = [(each.path, each.facts.date) for each in inspections if each.facts]
    return {posts[path].post_id: (_finding(posts[path], sister),) for path, sister in translation_dates.strays(days)}


def _finding(post: Inspection, sister: str) -> Finding:
    text = message(
        "{sister}, the same post in another language, has the date of the file name; this post has another date.",
        sister=sister,
    )
    return Finding(
        FRONT_MATTER_DATE,
        Category.FRONT_MATTER,
        Severity.WARNING,
        place_in(post, "key:date").span,
        text,
        suggestion=message("Correct the date."),
        fingerprint=fingerprint(FRONT_MATTER_DATE, f"{first_wording(text.template)}\0{sister}"),
    )
