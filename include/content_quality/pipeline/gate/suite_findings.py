"""What a suite says of a post, as a finding in the suite's own words."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from content_quality.adapters.suites import UNIQUE, ExpectationOutcome, Unexpected
from content_quality.core.document.pages import is_page_named
from content_quality.core.findings import (
    WHOLE_POST,
    Category,
    Context,
    Finding,
    Message,
    Severity,
    Span,
    Value,
    fingerprint,
)
from content_quality.core.inspection import Inspection
from content_quality.core.settings import Settings
from content_quality.core.settings.post_settings import settings_for
from content_quality.core.settings.severity_overrides import apply_severity_override
from content_quality.core.site.namesakes import RULES, Namesake, confusable

SEVERITIES = {"critical": Severity.BLOCKER, "warning": Severity.WARNING, "info": Severity.INFO}
NAMED_POSTS = 3  # other posts that a finding names; more would hide the message


class SuitePlace(NamedTuple):
    """Where a number stands, and under which heading."""

    span: Span
    context: Context | None = None


class Places(Protocol):
    """The posts that are judged, how each is called, and where in them a number stands."""

    def holds(self, post_id: str) -> bool:
        """Return whether the post gets findings; others are only compared with."""

    def named(self, post_id: str) -> str:
        """Return what editors call the post."""

    def inspection(self, post_id: str) -> Inspection | None:
        """Return what was found in the post itself."""

    def place(self, post_id: str, place: str) -> SuitePlace:
        """Return where `place` of a suite's meta is, such as `key:title`."""


def of_confusable_posts(outcome: ExpectationOutcome, namesake: Callable[[str], Namesake | None]) -> ExpectationOutcome:
    """Return `outcome`, of an expectation of uniqueness, about those posts alone that readers cannot tell apart.

    `namesake` knows a post by its post_id; one that it does not know stays. Other outcomes are returned as they are.
    """
    named = next((column for column in outcome.columns if column in RULES), None)
    if outcome.expectation not in UNIQUE or named is None:
        return outcome
    groups: dict[tuple[object, ...], list[tuple[str, Namesake]]] = defaultdict(list)
    for row in outcome.unexpected:
        groups[tuple(row.values.values())].append((row.post_id, namesake(row.post_id) or Namesake(row.post_id)))
    kept: set[str] = set()
    for same in groups.values():
        paths = confusable(named, [post for _, post in same])
        kept.update(post_id for post_id, post in same if post.path in paths)
    return replace(outcome, unexpected=tuple(row for row in outcome.unexpected if row.post_id in kept))


def place_in(inspection: Inspection | None, place: str) -> SuitePlace:
    """Return where `place` of a suite's meta is in an inspected post.

    `key:title`, `category:duplicates`, or the body.
    """
    kind, _, name = place.partition(":")
    outline = inspection.outline if inspection else None
    if inspection is None or outline is None:
        return SuitePlace(WHOLE_POST)
    if kind == "key":
        return SuitePlace(outline.key_span(name))
    found = next((one for one in inspection.findings if kind == "category" and one.category == name), None)
    if found is None:
        return SuitePlace(outline.body)
    return SuitePlace(found.span, Context(found.context.section) if found.context else None)


def is_said_already(inspection: Inspection | None, category: str, small: int) -> bool:
    """Return whether the findings of `category` say what a number sums up, so that it holds no post a second time.

    They do where one of them holds the post, and where there is a single one of less than `small` characters.
    """
    if inspection is None or inspection.facts is None:
        return False
    of_category = [one for one in inspection.findings if one.category == category]
    loud = [one for one in of_category if one.severity > Severity.INFO and one.waived is None]
    is_small = len(loud) == 1 and (inspection.facts.longest_repeat or 0) < small
    return is_small or any(one.severity is Severity.BLOCKER for one in loud)


def suite_findings(outcome: ExpectationOutcome, places: Places) -> Iterator[tuple[str, Finding]]:
    """Yield a finding for every post that failed `outcome`, by post_id; the contract's failures are about the batch."""
    meta = outcome.meta
    if outcome.success or outcome.error or "finding" not in meta:
        return
    alike = _alike(outcome)
    for row in outcome.unexpected:
        if not places.holds(row.post_id):
            continue
        values = _values(outcome, row, alike[tuple(row.values.values())], places)
        says = Message(meta["says"], values)
        place = places.place(row.post_id, meta.get("place", "body"))
        summed = "sums_up" in meta and is_said_already(
            places.inspection(row.post_id), meta["sums_up"], int(meta.get("small", 0))
        )
        yield (
            row.post_id,
            Finding(
                meta["finding"],
                Category(meta.get("category", "inspection")),
                Severity.INFO if summed else SEVERITIES[outcome.severity],
                place.span,
                says,
                suggestion=Message(meta["instead"], {**values, "line": place.span.line}) if "instead" in meta else None,
                fingerprint=fingerprint(meta["finding"], f"{row.post_id}\0{row.values}"),
                context=place.context,
            ),
        )


def is_asked(inspection: Inspection | None) -> bool:
    """Return whether the suites judge a post; a page, such as `_index.md`, is only compared with."""
    if inspection is None or inspection.outline is None:
        return True
    return not is_page_named(inspection.path, has_date=inspection.outline.publication.due is not None)


def leveled(finding: Finding, post_id: str, settings: Settings) -> Finding | None:
    """Return `finding` of a suite as loud as the overrides make it that name the post; None when they silence it."""
    level = settings_for(settings, post_id).level(finding.check) if settings.overrides else "default"
    return apply_severity_override(finding, finding.severity, level)


def _values(outcome: ExpectationOutcome, row: Unexpected, alike: Sequence[str], places: Places) -> dict[str, Value]:
    """Return what an expectation's words may name: value, percent, and others of the posts that are `alike`."""
    named = outcome.columns[-1] if outcome.expectation in UNIQUE else outcome.columns[0]
    value = row.values.get(named)
    values: dict[str, Value] = {"value": str(value), "percent": 0}
    if isinstance(value, int | float) and math.isfinite(value):
        values["value"] = int(value) if float(value).is_integer() else round(float(value), 2)
        values["percent"] = round(100 * float(value))
    others = [post_id for post_id in alike[: NAMED_POSTS + 1] if post_id != row.post_id][:NAMED_POSTS]
    more = len(alike) - 1 - len(others)
    values["others"] = ", ".join(map(places.named, others)) + (f" and {more} more" if more > 0 else "")
    return values


def _alike(outcome: ExpectationOutcome) -> dict[tuple[object, ...], list[str]]:
    """Return the posts that failed with the same values, by these values."""
    found: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for row in outcome.unexpected:
        found[tuple(row.values.values())].append(row.post_id)
    return found
