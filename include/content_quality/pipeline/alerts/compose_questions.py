"""Use case: say in an alert message what an editor asks about a post, and who gets the reply."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from content_quality.adapters.state import reviews
from content_quality.adapters.state.reviews import Answer
from content_quality.core.alerts.alert import Mention, MentionRole
from content_quality.core.alerts.message import AskedLine, visible
from content_quality.core.gate.answers import Outcome
from content_quality.core.gate.decide import Decision
from content_quality.pipeline.project import Project

MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
QUESTION_CHARACTERS = 1_000  # as long as the form takes


def last_question(project: Project, decision: Decision) -> Answer | None:
    """Return what an editor last asked the author about this version."""
    if not decision.sha256:
        return None
    answers, _ = reviews.readable(project.workspace.reviews, decision.sha256)
    asked = [one for one in answers if one.post_id == decision.post_id and one.outcome is Outcome.AUTHOR_ASKED]
    return asked[-1] if asked else None


def questions_wait(project: Project, decided: Iterable[tuple[Mention, Decision]], now: datetime) -> bool:
    """Return whether people are asked about a post of an alert: it is new, or its question waits."""
    return any(
        (mention.role is MentionRole.NEW and project.settings.review.automatic)
        or (mention.role is MentionRole.STILL and _waits(project, decision, now))
        for mention, decision in decided
    )


def _waits(project: Project, decision: Decision, now: datetime) -> bool:
    if not decision.sha256:
        return False
    folder = project.workspace.reviews
    asked = [one.asked_at for one in reviews.questions(folder, decision.post_id, decision.sha256) if one.until > now]
    answers, _ = reviews.readable(folder, decision.sha256)
    last = max((one.answered_at for one in answers if one.post_id == decision.post_id), default=None)
    return bool(asked) and (last is None or last < max(asked))


def asked_line(project: Project, decision: Decision) -> AskedLine | None:
    """Return the question with whoever gets the reply: who asked, or the editors when the name is no address."""
    asked = last_question(project, decision)
    if asked is None:
        return None
    named = MAIL_ADDRESS.fullmatch(asked.answered_by)
    to = (asked.answered_by,) if named else tuple(filter(MAIL_ADDRESS.fullmatch, project.settings.alerts.editors))
    question = visible(asked.reason, QUESTION_CHARACTERS) or "…"
    return AskedLine(visible(asked.answered_by, 80), question, to, not decision.released)
