"""What a person reads who is asked about a held post: a form in Airflow, in an editor's words."""

from __future__ import annotations

from datetime import datetime, timedelta

from content_quality.adapters.state import repairs, reviews
from content_quality.adapters.state.reviews import Asked
from content_quality.adapters.store.known import author_and_section
from content_quality.core.alerts.addresses import Addresses
from content_quality.core.document.file_names import called
from content_quality.core.findings import Finding
from content_quality.core.gate.answers import marker_of
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.records import dataclass
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.form_text import code, page_of, plain, untold, words
from content_quality.pipeline.review.held_patterns import Row
from content_quality.pipeline.review.review_posts import Held, decision_of, seen_in

MOST_FINDINGS = 30  # of one question; a form longer than that is not read
MOST_OF_TITLE = 100  # characters
HASH_DIGITS = 8  # enough to tell versions of one post apart
HELD, TO_REVIEW = "Held", "To review"


@dataclass(frozen=True, slots=True)
class Question:
    """What a person reads before they answer; Markdown in which text of posts stands only as code."""

    subject: str
    body: str


def question(project: Project, row: Row, now: datetime, task: str = "") -> Question:
    """Return what is asked about a held post, and remember that it was asked, by which task."""
    held = Held.of(row)
    decision = decision_of(project, held)
    until = now + timedelta(days=project.settings.review.days)
    asked = Asked(held.post_id, decision.sha256, now, until, seen_in(decision), task)
    reviews.note_question(project.workspace.reviews, asked)
    return Question(_subject(project, decision), "\n".join(_body(project, decision, row)))


def _subject(project: Project, decision: Decision) -> str:
    name = decision.title or called(decision.path)
    author, _ = author_and_section(project.workspace.published, decision.post_id)
    state = HELD if decision.verdict is Verdict.HOLD else TO_REVIEW
    return f"{state}: {plain(name, MOST_OF_TITLE)}" + (f" — {plain(author, MOST_OF_TITLE)}" if author else "")


def _body(project: Project, decision: Decision, row: Row) -> list[str]:
    blocking = sorted((one for one in decision.findings if one.waived is None), key=lambda one: -one.severity)
    page = page_of(project, decision.post_id)
    lines = [f"What was found in {code(decision.path)}:", ""]
    lines += [line for finding in blocking[:MOST_FINDINGS] for line in _finding(finding)]
    if len(blocking) > MOST_FINDINGS:
        lines.append(f"- and {len(blocking) - MOST_FINDINGS} more, on the dashboard")
    return [
        *lines,
        "",
        *_repair(project, decision),
        f"The whole text with every place marked: [on the dashboard]({page})",
        "",
        f"**Approve** publishes exactly this version ({decision.sha256[:HASH_DIGITS]}). Any edit starts anew.",
        "**Reject** and **Ask the author** keep the post held. Every answer needs a reason.",
        "",
        *untold(project, row),
        marker_of(decision.post_id, decision.sha256),
    ]


def _repair(project: Project, decision: Decision) -> list[str]:
    """Return what a proposed repair brings and where it is shown: numbers and an address, no words of posts."""
    facts = repairs.read(project.workspace.repairs, decision.sha256)
    if facts is None or facts.is_empty:
        return []
    page = Addresses(project.settings.alerts.dashboard_url).repair(decision.post_id)
    figures = f"{facts.shorter} % shorter, {facts.gone} of {facts.before} findings gone"
    return [f"A repair is proposed: {figures}. [Side by side, and sent as a new version]({page})", ""]


def _finding(finding: Finding) -> list[str]:
    lines = [f"- **{finding.severity.label.capitalize()}**, line {finding.span.line}: {words(finding.message)}"]
    if finding.excerpt:
        lines.append(f"  - {code(finding.excerpt)}")
    if finding.suggestion:
        lines.append(f"  - {words(finding.suggestion)}")
    return lines
