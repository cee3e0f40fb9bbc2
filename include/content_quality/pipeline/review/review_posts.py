"""Use cases: ask a person about a held post, keep the answer.

Let the gate decide again when these bytes were approved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from content_quality.adapters.state import reviews
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.reviews import Answer, AnswersUnreadable
from content_quality.adapters.store import writer
from content_quality.adapters.store.known import present_versions
from content_quality.adapters.store.rows_of_people import answer_tables
from content_quality.core.findings import Finding
from content_quality.core.gate.acceptances import Mark, mark
from content_quality.core.gate.answers import Outcome
from content_quality.core.gate.batches import Batch
from content_quality.core.gate.batches import batch_id as name_of_batch
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.gate.post_ids import present_id
from content_quality.core.gate.reasons import is_reason
from content_quality.core.records import dataclass
from content_quality.pipeline.archive.first_look import apart_from, waiting_looks
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.asked_people import asked_people
from content_quality.pipeline.review.held_patterns import HeldVersion, Row, questions, row_of

APPROVED = "approved"  # the reason of a batch that a person's approval made


class NotHeld(Exception):  # noqa: N818 - an outcome, said to a person
    """There is no held decision of that name."""


@dataclass(frozen=True, slots=True)
class Held:
    """A version of a post that somebody is asked about, or answers about."""

    batch_id: str
    post_id: str
    sha256: str = ""  # of the version that is answered about; empty: that of the batch

    @classmethod
    def of(cls, row: Row) -> Held:
        """Return what a question about one post is about."""
        return cls(str(row["batch_id"]), str(row["post_id"]), str(row.get("sha256", "")))


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a person answered, who it was, when, in which run."""

    outcome: Outcome
    reason: str
    who: str
    run_id: str
    at: datetime


def held_posts(project: Project, batch_ids: list[str], post: str | None, now: datetime) -> list[Row]:
    """Return what people are asked about: held posts of the batches, patterns of them, or the one post named.

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
        HeldVersion(name, decision, asked_people(project, decision.post_id))
        for name in dict.fromkeys(batch_ids)
        for decision in apart_from(looks, BatchFiles.of(project.workspace, name).read_decisions()[1])
        if not decision.released
        and decision.sha256
        and (post == decision.post_id or (not post and not _is_asked(project, decision, now)))
    ]
    if post and not held:
        raise NotHeld(f"{post} is not held")
    return [row_of(one) for one in held] if post else questions(held, project.settings.review)


def _is_asked(project: Project, decision: Decision, now: datetime) -> bool:
    """Return whether all that holds `decision` stands in an open question, or was answered with no."""
    folder, shown = project.workspace.reviews, set(seen_in(decision))
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


def seen_in(decision: Decision, seen: Callable[[Finding], bool] = bool) -> tuple[Mark, ...]:
    """Return what names the findings that somebody sees who decides about a post: those that `seen` names."""
    counted = (finding for finding in decision.findings if finding.fingerprint and finding.waived is None)
    return tuple(sorted({mark(finding) for finding in counted if seen(finding)}))


def answer_question(  # noqa: PLR0913 - what Airflow hands over with an answer
    project: Project, row: Row, outcome: Outcome, reason: str, who: str, run_id: str, at: datetime
) -> Answer:
    """Keep what was answered about one post."""
    return keep_given(project, Held.of(row), GivenAnswer(outcome, reason, who, run_id, at))


def keep_given(project: Project, held: Held, given: GivenAnswer, seen: Callable[[Finding], bool] = bool) -> Answer:
    """Keep what was answered about the findings of a post that `seen` names.

    An approval counts with a reason, a name, and while these bytes are the newest of the post.
    """
    decision = decision_of(project, held)
    outcome = given.outcome
    if held.sha256 not in ("", decision.sha256):
        outcome = Outcome.SUPERSEDED
    elif outcome is Outcome.APPROVED:
        newest, _ = present_versions(project.workspace.published).get(held.post_id, ("", ""))
        if newest != decision.sha256:
            outcome = Outcome.SUPERSEDED
        elif not (is_reason(given.reason) and is_reason(given.who)):
            outcome = Outcome.NO_REASON
    answer = Answer(
        held.batch_id,
        held.post_id,
        decision.sha256,
        decision.policy,
        outcome,
        given.reason.strip(),
        given.who,
        given.at.astimezone(UTC),
        given.run_id,
        seen_in(decision, seen),
    )
    reviews.keep(project.workspace.reviews, answer)
    return answer


def approved_batch(project: Project, answer: Answer) -> str | None:
    """Freeze the approved bytes as a batch of their own for the gate and return its id; None when nothing was approved.

    Its name sorts right behind the batch that held the post: a version that came later stays the newest.
    """
    if answer.outcome is not Outcome.APPROVED:
        return None
    return decided_again(project, Held(answer.batch_id, answer.post_id, answer.sha256), APPROVED, answer.answer_id)


def decided_again(project: Project, held: Held, reason: str, cause: str) -> str:
    """Freeze one version as a batch of its own and return its id; `cause` tells two such batches apart."""
    return decided_together(project, held.batch_id, {(held.post_id, held.sha256)}, reason, cause)


def decided_together(
    project: Project, batch_id: str, versions: Collection[tuple[str, str]], reason: str, cause: str
) -> str:
    """Freeze versions of one batch as a batch of their own and return its id."""
    origin = BatchFiles.of(project.workspace, batch_id).manifest()
    posts = tuple(post for post in origin.posts if (post.post_id, post.sha256) in versions)
    at = origin.created_at + timedelta(milliseconds=1)
    policy = project.policy
    batch = Batch(name_of_batch(at, posts, f"{policy}\0{cause}"), at, reason, policy, posts)
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


def decision_of(project: Project, held: Held) -> Decision:
    """Return the decision that a person is asked about; raise `NotHeld` when no finding of it waits for a person."""
    decisions = BatchFiles.of(project.workspace, held.batch_id).read_decisions()[1]
    found = decisions.get(held.post_id)
    if found is None or (found.verdict is Verdict.CLEAR and found.released):
        raise NotHeld(f"{held.post_id} is not held in {held.batch_id}")
    return found
