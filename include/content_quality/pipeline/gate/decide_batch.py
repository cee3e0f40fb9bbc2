"""Use case: decide about every post of a batch, and queue the alerts that follow, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain

from content_quality.adapters.state import outbox, reviews
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.reviews import AnswersUnreadable
from content_quality.adapters.store import writer
from content_quality.adapters.store.decision_rows import decision_statements, decision_tables
from content_quality.checks import EVIDENCE
from content_quality.core.gate.batches import BatchPost
from content_quality.core.gate.context import CommentRules, GateContext, PostAnswers
from content_quality.core.gate.decide import Decision, DecisionContext, Verdict, decide
from content_quality.core.records import dataclass
from content_quality.pipeline.archive.first_look import apart_from, recognise, waiting_looks
from content_quality.pipeline.gate.decisions_match import decisions_sha256, refuse_changed_decisions
from content_quality.pipeline.gate.edited_debt import Version, with_edits
from content_quality.pipeline.gate.gate_batch import inspections
from content_quality.pipeline.project import Project


@dataclass(frozen=True, slots=True)
class DecisionSummary:
    """What a batch came to, for the run's note."""

    batch_id: str
    posts: int
    hold: int
    review: int
    debt: int
    clear: int
    broken: tuple[str, ...]

    def describe(self) -> str:
        """Return one line: "5 checked, 2 held, 1 to review, 2 clear"."""
        owing = f"{self.debt} published with debt, " if self.debt else ""
        line = f"{self.posts} checked, {self.hold} held, {self.review} to review, {owing}{self.clear} clear"
        return f"{line}. The batch is not whole: {'; '.join(self.broken)}" if self.broken else line


def decide_batch(project: Project, batch_id: str, run_id: str, now: datetime) -> DecisionSummary:
    """Decide about every post of the manifest. Decisions are made once: a retry loads the same ones again."""
    files = BatchFiles.of(project.workspace, batch_id)
    if not files.decisions.exists():
        files.write_draft(*_decide(project, files, run_id, now))
        verdicts = files.read_verdicts(draft=True)
        recognise(project, files.manifest(), verdicts, now)
        told = apart_from(waiting_looks(project), verdicts)
        outbox.write(files, outbox.due(batch_id, told, project.workspace, project.settings, now))
        files.accept_draft()
    return load_decisions(project, batch_id)


def _decide(
    project: Project, files: BatchFiles, run_id: str, now: datetime
) -> tuple[DecisionContext, Iterator[Decision]]:
    policy = project.policy
    validated = files.read_validation()
    # What the suites said under another policy is no evidence for this one.
    validation = validated[1] if validated and validated[0] == policy else None
    found = inspections(project, files)
    gate = GateContext(
        EVIDENCE,
        policy,
        now,
        validation,
        project.settings.gate.release_review,
        with_edits(project, project.acceptances, _versions(project, files.manifest().posts)),
        CommentRules(project.today, project.settings.waivers, project.finding_names),
    )
    decisions = (
        decide(post, found.get(post.post_id), gate, _answered(project, post)) for post in files.manifest().posts
    )
    broken = validation.broken if validation else ("it was not validated under the present policy",)
    return DecisionContext(run_id, now.astimezone(UTC), project.checks_digest, broken), decisions


def _versions(project: Project, posts: Sequence[BatchPost]) -> Iterator[Version]:
    for post in posts:
        if post.sha256:
            yield post.post_id, post.sha256, partial(project.snapshots.read, post.sha256)


def _answered(project: Project, post: BatchPost) -> PostAnswers:
    """Return the approval of these bytes, or why the answers about them cannot be read."""
    try:
        return PostAnswers(reviews.approval(project.workspace.reviews, post.post_id, post.sha256))
    except AnswersUnreadable as error:
        return PostAnswers(fault=str(error))


def load_decisions(project: Project, batch_id: str) -> DecisionSummary:
    """Load the decisions and alerts of a decided batch into the store."""
    files = BatchFiles.of(project.workspace, batch_id)
    batch = files.manifest()
    context, decisions = files.read_decisions()
    validated = files.read_validation()
    counts = Counter(decision.verdict for decision in files.read_verdicts())
    tables = decision_tables(batch, context, decisions, validated[2] if validated else ())
    with writer.writing(project.workspace) as store:
        refuse_changed_decisions(project, files)
        store.load(
            batch_id,
            "decisions",
            chain(tables, [outbox.table(files)]),
            decision_statements(batch, context, counts),
            decisions_sha256(files),
        )
    return _summary(batch_id, context, counts)


def _summary(batch_id: str, context: DecisionContext, counts: Counter[Verdict]) -> DecisionSummary:
    hold, review, debt, clear = (counts[verdict] for verdict in sorted(Verdict, reverse=True))
    return DecisionSummary(batch_id, counts.total(), hold, review, debt, clear, context.broken)
