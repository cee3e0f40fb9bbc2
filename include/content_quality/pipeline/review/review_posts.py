"""Use cases: ask a person about a held post, keep the answer.

Let the gate decide again when these bytes were approved.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from content_quality.adapters.state import reviews
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.reviews import Answer, AnswersUnreadable, Asked
from content_quality.adapters.store import writer
from content_quality.adapters.store.known import present_versions
from content_quality.adapters.store.rows_of_people import answer_tables
from content_quality.core.findings import Message
from content_quality.core.gate.acceptances import Mark, mark
from content_quality.core.gate.answers import Outcome
from content_quality.core.gate.batches import Batch, batch_id
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.gate.post_ids import present_id
from content_quality.core.gate.reasons import is_readable
from content_quality.core.text.printable import one_line
from content_quality.pipeline.archive.first_look import apart_from, waiting_looks
from content_quality.pipeline.project import Project

APPROVED = "approved"  # the reason of a batch that a person's approval made
MOST_FINDINGS = 30  # of one question; a form longer than that is not read
MOST_CHARACTERS = 200  # of one value: about two lines of the form
RUNS = re.compile("`+")


class NotHeld(Exception):  # noqa: N818 - an outcome, said to a person
    """There is no held decision of that name."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person reads before they answer; Markdown in which text of posts stands only as code."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Held:
    """A held post to ask about."""

    batch_id: str
    post_id: str


def held_posts(project: Project, batch_ids: list[str], post: str | None, now: datetime) -> list[dict[str, str]]:
    """Return the held posts of the batches, or the one post named, as rows that travel between tasks; ids only.

    Nobody is asked again about bytes that were rejected, or while a question is open, unless there is something new
    to see. Nobody is asked about a single post of a first look at an archive while the look waits for a person.
    """
    if post:
        _, origin = present_versions(project.workspace.published).get(post, ("", ""))
        if not origin:
            raise NotHeld(
                f"{post} is not a decided post. Name the source, then the path in the source, such as posts/2026-11-02-a.md"  # noqa: E501 - one sentence for people
            )
        batch_ids = [origin]
    looks = () if post else waiting_looks(project)
    held = [
        Held(name, decision.post_id)
        for name in dict.fromkeys(batch_ids)
        for decision in apart_from(looks, BatchFiles.of(project.workspace, name).read_decisions()[1])
        if not decision.released
        and decision.sha256
        and (post == decision.post_id or (not post and not _is_asked(project, decision, now)))
    ]
    if post and not held:
        raise NotHeld(f"{post} is not held")
    if len(held) > project.settings.review.most_posts and not post:
        return []
    return [asdict(one) for one in held]


def _is_asked(project: Project, decision: Decision, now: datetime) -> bool:
    """Return whether all that holds `decision` stands in an open question, or was answered with no."""
    folder, shown = project.workspace.reviews, set(_seen(decision))
    try:
        answers = [
            answer for answer in reviews.read(folder, decision.sha256) if present_id(answer.post_id) == decision.post_id
        ]
    except AnswersUnreadable:
        return False
    if any(
        answer.outcome in (Outcome.REJECTED, Outcome.AUTHOR_ASKED) and shown <= set(answer.seen) for answer in answers
    ):
        return True
    last = max((answer.answered_at for answer in answers), default=None)
    asked = reviews.questions(folder, decision.post_id, decision.sha256)
    return any(one.until > now and shown <= set(one.shown) and (last is None or last < one.asked_at) for one in asked)


def _seen(decision: Decision) -> tuple[Mark, ...]:
    return tuple(
        sorted({mark(finding) for finding in decision.findings if finding.fingerprint and finding.waived is None})
    )


def question(project: Project, row: dict[str, str], now: datetime) -> Question:
    """Return what is asked about a held post, and remember that it was asked."""
    held = Held(**row)
    decision = _decision(project, held)
    until = now + timedelta(days=project.settings.review.days)
    reviews.note_question(project.workspace.reviews, Asked(held.post_id, decision.sha256, now, until, _seen(decision)))
    blocking = [finding for finding in decision.findings if finding.waived is None]
    lines = [f"What was found in {_code(decision.path)}, and holds it:", ""]
    for finding in sorted(blocking, key=lambda finding: -finding.severity)[:MOST_FINDINGS]:
        lines.append(
            f"- **{finding.severity.label}**, line {finding.span.line}: {_words(finding.message)} ({finding.check})"
        )
        if finding.excerpt:
            lines.append(f"  - {_code(finding.excerpt)}")
        if finding.suggestion:
            lines.append(f"  - {_words(finding.suggestion)}")
    if len(blocking) > MOST_FINDINGS:
        lines.append(f"- and {len(blocking) - MOST_FINDINGS} more, on the dashboard")
    address = f"{project.settings.alerts.dashboard_url.rstrip('/')}/posts/{_address(decision.post_id)}"
    lines += ["", f"The whole text with every place marked: [on the dashboard]({address})", ""]
    lines += [
        f"**Approve** publishes exactly this version (sha256 {_code(decision.sha256)}) and needs a reason. Any edit starts anew."  # noqa: E501 - one sentence for people
    ]
    return Question(_plain(f"{decision.verdict.label}: {decision.post_id}"), "\n".join(lines))


def answer_question(  # noqa: PLR0913 - what Airflow hands over with an answer
    project: Project, row: dict[str, str], outcome: Outcome, reason: str, who: str, run_id: str, at: datetime
) -> Answer:
    """Keep what was answered.

    An approval counts with a reason, a name, and while these bytes are the newest of the post.
    """
    held = Held(**row)
    decision = _decision(project, held)
    if outcome is Outcome.APPROVED:
        newest, _ = present_versions(project.workspace.published).get(held.post_id, ("", ""))
        if newest != decision.sha256:
            outcome = Outcome.SUPERSEDED
        elif not (is_readable(reason) and is_readable(who)):
            outcome = Outcome.NO_REASON
    answer = Answer(
        held.batch_id,
        held.post_id,
        decision.sha256,
        decision.policy,
        outcome,
        reason.strip(),
        who,
        at.astimezone(UTC),
        run_id,
        _seen(decision),
    )
    reviews.keep(project.workspace.reviews, answer)
    return answer


def approved_batch(project: Project, answer: Answer) -> str | None:
    """Freeze the approved bytes as a batch of their own for the gate and return its id; None when nothing was approved.

    Its name sorts right behind the batch that held the post: a version that came later stays the newest.
    """
    if answer.outcome is not Outcome.APPROVED:
        return None
    origin = BatchFiles.of(project.workspace, answer.batch_id).manifest()
    posts = tuple(post for post in origin.posts if post.post_id == answer.post_id and post.sha256 == answer.sha256)
    at = origin.created_at + timedelta(milliseconds=1)
    policy = project.policy
    batch = Batch(batch_id(at, posts, f"{policy}\0{answer.answer_id}"), at, APPROVED, policy, posts)
    BatchFiles.of(project.workspace, batch.batch_id).write_manifest(batch)
    return batch.batch_id


def load_answers(project: Project) -> str:
    """Load every answer into the store and return one line about it; a repeat changes nothing.

    What cannot be read keeps nobody else's answer out.
    """
    answers, faults = reviews.readable(project.workspace.reviews)
    with writer.writing(project.workspace) as store:
        store.load("reviews", "answers", answer_tables(answers))
    return f"{len(answers)} answers loaded" + (f", {len(faults)} cannot be read: {'; '.join(faults)}" if faults else "")


def _decision(project: Project, held: Held) -> Decision:
    decisions = BatchFiles.of(project.workspace, held.batch_id).read_decisions()[1]
    found = next((decision for decision in decisions if decision.post_id == held.post_id), None)
    if found is None or (found.verdict is Verdict.CLEAR and found.released):
        raise NotHeld(f"{held.post_id} is not held in {held.batch_id}")
    return found


def _words(text: Message) -> str:
    """Return a message in Markdown: our template as it is, its values as code."""
    return Message(
        text.template,
        {name: value if isinstance(value, int | float) else _code(value) for name, value in text.values.items()},
    ).__str__()


def _code(text: str) -> str:
    """Return hostile text as a Markdown code span, in which nothing is a link, an image or HTML."""
    line = _plain(text)
    longest = max((len(run) for run in RUNS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {line} {fence}" if line else "(empty)"


def _plain(text: str) -> str:
    """Return `text` on one line, cut, without characters that don't print."""
    line = " ".join(one_line(text, " ").split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]}…"


def _address(post_id: str) -> str:
    from urllib.parse import quote

    return quote(post_id, errors="replace").replace("(", "%28").replace(")", "%29")
