"""What a person reads who is asked about a pattern: its causes, each with an example, and every post of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from content_quality.adapters.state import reviews
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.reviews import Asked
from content_quality.core.gate.answers import marker_of
from content_quality.core.gate.decide import Decision
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.form_text import code, page_of, untold, words
from content_quality.pipeline.review.held_patterns import Row, covers, posts_of
from content_quality.pipeline.review.question_text import HASH_DIGITS, Question
from content_quality.pipeline.review.review_posts import seen_in


def pattern_question(project: Project, row: Row, now: datetime, task: str = "") -> Question:
    """Return what is asked about the posts of a pattern, and remember that it was asked about each of them."""
    versions = set(posts_of(row))
    decisions = BatchFiles.of(project.workspace, str(row["batch_id"])).read_decisions()[1]
    named = decisions.among(post_id for post_id, _ in versions).values()
    found = [one for one in named if (one.post_id, one.sha256) in versions]
    until = now + timedelta(days=project.settings.review.days)
    for one in found:
        asked = Asked(one.post_id, one.sha256, now, until, seen_in(one), task, len(found))
        reviews.note_question(project.workspace.reviews, asked)
    checks = ", ".join(dict.fromkeys(str(check) for check, _ in row["causes"]))
    return Question(f"{len(found)} posts are held for one cause: {checks}", "\n".join(_body(project, row, found)))


def _body(project: Project, row: Row, found: list[Decision]) -> list[str]:
    return [
        "What all of them have in common, with the words of the first post:",
        "",
        *(line for cause in row["causes"] for line in _example(cause, found)),
        "",
        "The posts, each with its version:",
        "",
        *(f"- [{code(one.path)}]({page_of(project, one.post_id)}) ({one.sha256[:HASH_DIGITS]})" for one in found),
        "",
        "**Approve** publishes exactly these versions, if nothing else holds them. Any edit starts anew.",
        "**Reject** keeps all of them held. Every answer needs a reason. To answer about one post, open its page.",
        "",
        *untold(project, row),
        marker_of(str(row["batch_id"]), str(row["label"]), posts_of(row)),
    ]


def _example(cause: list[str], found: list[Decision]) -> list[str]:
    """Return the first finding of a cause, in Markdown."""
    check, template = cause
    for one in found[:1]:
        for finding in one.counted:
            if covers({"causes": [[check, template]]}, finding.check, finding.message.template):
                example = [f"- **{check}**, line {finding.span.line}: {words(finding.message)}"]
                return [*example, f"  - {code(finding.excerpt)}"] if finding.excerpt else example
    return []
