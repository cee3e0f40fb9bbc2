"""Use case: let the suites judge a loaded batch, and turn rows that fail into findings at their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from content_quality.adapters import suites
from content_quality.adapters.state.stored_rows import StoredRows
from content_quality.adapters.store import frames
from content_quality.adapters.store.drift import drift
from content_quality.adapters.store.writer import Writer
from content_quality.adapters.suites import ExpectationOutcome, Suite, SuiteUnreadable
from content_quality.checks import EVIDENCE
from content_quality.core.findings import Finding
from content_quality.core.gate.batches import Batch
from content_quality.core.gate.context import Validation
from content_quality.core.inspection import Inspection
from content_quality.core.site.namesakes import Namesake
from content_quality.pipeline.gate.suite_findings import (
    NAMED_POSTS,
    SuitePlace,
    is_asked,
    leveled,
    of_confusable_posts,
    place_in,
    suite_findings,
)
from content_quality.pipeline.project import Project

DRIFT = "site_drift"  # judges the site, and never holds a post


def judge(
    project: Project, store: Writer, batch: Batch, inspections: StoredRows[Inspection]
) -> tuple[Validation, tuple[ExpectationOutcome, ...]]:
    """Return what all suites say about `batch`, and every answer for the record.

    Whatever is missing or unclear makes the validation incomplete.
    """
    try:
        wanted = suites.read_suites(project.expectations)
        outcomes, broken = [], []
        readable = _readable(batch, inspections)
        namesakes: dict[str, Namesake] = {}
        for suite in wanted:
            frame, faults = _frame(store, suite, batch, readable)
            broken += faults
            if len(frame):
                namesakes.update(_namesakes(frame))
                outcomes += suites.validate(suite, frame)
    except SuiteUnreadable as error:
        return Validation(False, (str(error),), {}), ()
    broken += _broken_contract(outcomes)
    broken += [
        f"{outcome.suite}: {outcome.expectation} could not be evaluated: {outcome.error}"
        for outcome in outcomes
        if outcome.error and outcome.suite != DRIFT
    ]
    findings: dict[str, list[Finding]] = defaultdict(list)
    places = _RowPlaces(batch, inspections)
    for outcome in outcomes:
        for post_id, finding in suite_findings(of_confusable_posts(outcome, namesakes.get), places):
            findings[post_id] += filter(None, [leveled(finding, post_id, project.settings)])
    validation = Validation(True, tuple(broken), {post_id: tuple(found) for post_id, found in findings.items()})
    return validation, tuple(outcomes)


def frame_of(store: Writer, suite: Suite, batch: Batch) -> Any:
    """Return the frame that `suite` judges."""
    if suite.name == "batch_contract":
        return frames.contract(store, batch.batch_id, [f"{check.name}@{check.version}" for check in EVIDENCE])
    if suite.name == DRIFT:
        return drift(store, batch.batch_id)
    return frames.tolerances(store, batch.batch_id, batch.created_at.date().isoformat())


def _frame(store: Writer, suite: Suite, batch: Batch, readable: int) -> tuple[Any, list[str]]:
    """Return the frame that `suite` judges, and what is wrong with its rows: `readable` posts have facts."""
    frame = frame_of(store, suite, batch)
    if suite.name == DRIFT:
        return frame, []
    expected = len(batch.posts) if suite.name == "batch_contract" else readable
    rows = int(frame["in_batch"].sum()) if "in_batch" in frame else len(frame)
    return frame, [] if rows == expected else [f"{suite.name}: {rows} rows for {expected} posts"]


def _readable(batch: Batch, inspections: StoredRows[Inspection]) -> int:
    """Return how many posts of the batch could be read."""
    posts = {post.post_id for post in batch.posts}
    return sum(one.facts is not None and one.post_id in posts for one in inspections)


def _namesakes(frame: Any) -> dict[str, Namesake]:
    """Return the posts of `frame`, the batch's and their neighbours, as they are told from others of the same name."""
    if not {"post_id", "date", "permalink"} <= {*frame.columns}:
        return {}
    rows = frame[["post_id", "date", "permalink"]].to_dict("records")
    return {row["post_id"]: Namesake.of_facts(row["post_id"], row) for row in rows}


def _broken_contract(outcomes: list[ExpectationOutcome]) -> Iterator[str]:
    contract = [outcome for outcome in outcomes if outcome.suite == "batch_contract"]
    if not contract:
        yield "batch_contract: nothing was evaluated"
    for outcome in contract:
        if not outcome.success:
            posts = ", ".join(row.post_id for row in outcome.unexpected[:NAMED_POSTS])
            yield f"{outcome.meta.get('says', outcome.expectation)} ({posts})"


class _RowPlaces:
    """Finds the place in a post that a number is about."""

    def __init__(self, batch: Batch, inspections: StoredRows[Inspection]) -> None:
        self.posts = frozenset(post.post_id for post in batch.posts)
        self.inspections = inspections

    def holds(self, post_id: str) -> bool:
        """Return whether the post is judged; another one is a page, or a neighbour that was decided before."""
        return post_id in self.posts and is_asked(self.inspections.get(post_id))

    def named(self, post_id: str) -> str:
        return post_id

    def inspection(self, post_id: str) -> Inspection | None:
        return self.inspections.get(post_id)

    def place(self, post_id: str, place: str) -> SuitePlace:
        return place_in(self.inspections.get(post_id), place)
