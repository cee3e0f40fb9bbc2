"""Use case: turn an alert into an alert message, reading the words of posts from the files that were decided about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from content_quality.adapters import suites
from content_quality.adapters.site.edit_pages import page_to_edit
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.stored_rows import StoredRows
from content_quality.adapters.store.figures import Figures
from content_quality.checks import CROSS_POST, EVIDENCE
from content_quality.core.alerts.addresses import Addresses
from content_quality.core.alerts.alert import Alert, AlertKind, Mention, MentionRole, digest
from content_quality.core.alerts.making import subject_about
from content_quality.core.alerts.message import (
    TITLE_CHARACTERS,
    AlertMessage,
    Cause,
    PostLine,
    visible,
)
from content_quality.core.cross_post import copied_passages, copied_posts
from content_quality.core.document.file_names import called
from content_quality.core.findings import WHOLE_POST, Category, Finding, Severity, message
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.i18n.catalogue import Catalogue, catalogue
from content_quality.core.report.explanation import Explanation
from content_quality.pipeline.alerts.compose_faults import fault_lines
from content_quality.pipeline.alerts.compose_findings import finding_line, loud_findings
from content_quality.pipeline.alerts.compose_first_look import first_look_message
from content_quality.pipeline.alerts.compose_questions import asked_line, last_question, questions_wait
from content_quality.pipeline.alerts.proposed_repairs import repair_line
from content_quality.pipeline.alerts.quoted_lines import source_of
from content_quality.pipeline.project import Project

FINDINGS_SHOWN = 5  # of one post; the page has all of them
POSTS_SHOWN = 40  # of one alert message; a first run over an archive would fill a mailbox
CAUSE_POSTS = 5  # posts with the same sentence, from which it is said once with a count
SUBJECT_CHARACTERS = 80  # of a title in a subject
LINES_ABOUT = 20  # of one alert message to maintainers


@dataclass
class MessageComposer:
    """Writes alert messages; reads each batch once."""

    project: Project
    now: datetime
    addresses: Addresses
    figures: Figures = field(default_factory=Figures)
    _batches: dict[str, tuple[str, StoredRows[Decision]]] = field(default_factory=dict)

    def write(self, alert: Alert) -> AlertMessage:
        """Return the alert message of `alert`."""
        words = catalogue(alert.language)
        if alert.kind is AlertKind.FIRST_LOOK:
            found = self._batch(alert.batch_id)[1] if self._is_decided(alert.batch_id) else ()
            return first_look_message(alert, found, self.project.settings.site.name, self.addresses, self.now)
        shown = [mention for mention in alert.mentions if mention.post_id]
        decided = [
            (mention, decision) for mention in shown if (decision := self._decision(mention.batch_id, mention.post_id))
        ]
        if alert.kind is AlertKind.QUESTION:
            return self._question(alert, decided, words)
        new = [decision for mention, decision in decided if mention.role is MentionRole.NEW]
        causes, alone = self._causes(new, words)
        days = {mention.post_id: self._days(mention.since) for mention in shown}
        by_role = {role: [decision for mention, decision in decided if mention.role is role] for role in MentionRole}
        batches = (
            {mention.batch_id for mention in shown if mention.role is MentionRole.NEW}
            if alert.kind in (AlertKind.BATCH, AlertKind.DIGEST)
            else set()
        )
        everything = [self._batch(name)[1] for name in sorted(batches)]
        review = by_role[MentionRole.REVIEW]
        if alert.kind is AlertKind.BATCH:
            review = [decision for one in everything for decision in one if decision.verdict is Verdict.REVIEW]
        posts = tuple(dict.fromkeys(mention.post_id for mention in shown))
        return AlertMessage(
            alert.alert_id,
            alert.kind,
            words.code,
            self.project.settings.site.name,
            self._subject(alert, decided),
            checked=sum(map(len, everything)),
            held=len(new),
            new=tuple(self._post(one, words, days[one.post_id], at) for at, one in enumerate(alone[:POSTS_SHOWN])),
            unshown=max(0, len(alone) - POSTS_SHOWN),
            fixed=tuple(self._bare(decision) for decision in by_role[MentionRole.FIXED]),
            still=tuple(self._bare(decision, days[decision.post_id]) for decision in by_role[MentionRole.STILL]),
            review=tuple(self._post(decision, words, None) for decision in review[:POSTS_SHOWN]),
            causes=self._patterns(words) if alert.kind is AlertKind.WEEKLY else causes,
            trend=self.figures.trend if alert.kind is AlertKind.WEEKLY else (),
            noisiest=self.figures.noisiest if alert.kind is AlertKind.WEEKLY else (),
            held_now=self.figures.held_now,
            debt_now=self.figures.debt_now,
            dashboard_url=self.addresses.dashboard,
            batch_page=self.addresses.batch(alert.batch_id) if alert.batch_id else "",
            run_page=self._run_page(alert.batch_id),
            inbox=self.addresses.inbox if questions_wait(self.project, decided, self.now) else "",
            about=_about(alert.about),
            faults=fault_lines(alert, words, self.addresses),
            thread=digest(posts[0]) if len(posts) == 1 else "",
            batch_id=alert.batch_id,
            posts=posts,
            written_at=self.now.isoformat(),
        )

    def _question(self, alert: Alert, decided: Sequence[tuple[Mention, Decision]], words: Catalogue) -> AlertMessage:
        """Return the letter that hands an editor's question to the author; a version that has gone asks nothing."""
        lines = tuple(self._post(decision, words, None, letter=True) for _, decision in decided)
        return AlertMessage(
            alert.alert_id,
            alert.kind,
            words.code,
            self.project.settings.site.name,
            self._subject(alert, decided),
            new=lines,
            dashboard_url=self.addresses.dashboard,
            thread=digest(decided[0][1].post_id) if decided else "",
            batch_id=alert.batch_id,
            posts=tuple(decision.post_id for _, decision in decided),
            written_at=self.now.isoformat(),
            asked=next((asked_line(self.project, decision) for _, decision in decided), None),
        )

    def _subject(self, alert: Alert, decided: Sequence[tuple[Mention, Decision]]) -> str:
        """Return the subject: the title where the alert is about one post, else counts."""
        if len({decision.post_id for _, decision in decided}) != 1 or alert.kind is AlertKind.WEEKLY:
            return alert.subject
        (mention, decision), *_ = decided
        title = visible(decision.title, SUBJECT_CHARACTERS) or visible(called(decision.path), SUBJECT_CHARACTERS)
        return subject_about(mention.role, self.project.settings.site.name, title, alert.language)

    @cached_property
    def _why(self) -> dict[str, str]:
        checks = {check.name: Explanation.of(check.documentation).reason for check in EVIDENCE}
        across_posts = dict.fromkeys((copied_passages.PASSAGE, copied_posts.POST), checks[CROSS_POST.name])
        return checks | across_posts | suites.reasons(self.project.expectations)

    def _batch(self, batch_id: str) -> tuple[str, StoredRows[Decision]]:
        if batch_id not in self._batches:
            context, decisions = BatchFiles.of(self.project.workspace, batch_id).read_decisions()
            self._batches[batch_id] = context.run_id, decisions
        return self._batches[batch_id]

    def _decision(self, batch_id: str, post_id: str) -> Decision | None:
        return self._batch(batch_id)[1].get(post_id) if self._is_decided(batch_id) else None

    def _is_decided(self, batch_id: str) -> bool:
        """Return whether the batch's files are still there; a maintainer may have cleared it away."""
        return BatchFiles.of(self.project.workspace, batch_id).decisions.exists()

    def _run_page(self, batch_id: str) -> str:
        """Return where Airflow shows the task that decided; the dashboard lies one step below Airflow's own address."""
        if not batch_id or not self._is_decided(batch_id):
            return ""
        return self.addresses.deciding_task(self._batch(batch_id)[0])

    def _days(self, since: str) -> int | None:
        return (self.now - datetime.fromisoformat(since)).days if since else None

    def _bare(self, decision: Decision, days: int | None = None) -> PostLine:
        return PostLine(
            visible(decision.path),
            self.addresses.post(decision.post_id),
            days=days,
            title=visible(decision.title, TITLE_CHARACTERS),
        )

    def _post(
        self, decision: Decision, words: Catalogue, days: int | None, place: int = 0, *, letter: bool = False
    ) -> PostLine:
        loud = loud_findings(decision)
        shown = loud[:FINDINGS_SHOWN]
        first = {
            finding.check: index for index, finding in reversed(list(enumerate(shown)))
        }  # why it matters is said once for each check
        source = source_of(self.project.snapshots, decision.sha256)
        reasons = [self._why.get(one.check, "") if first[one.check] == at else "" for at, one in enumerate(shown)]
        lines = tuple(finding_line(one, words, why, source) for one, why in zip(shown, reasons, strict=True))
        asked = () if letter else tuple(finding_line(question, words, "") for question in self._asked(decision))
        return PostLine(
            visible(decision.path),
            self.addresses.post(decision.post_id),
            (*asked, *lines),
            len(loud) - len(lines),
            days,
            visible(decision.title, TITLE_CHARACTERS),
            repair_line(self.project, self.addresses, decision, place),
            page_to_edit(self.project.settings, decision.post_id, decision.path),
        )

    def _asked(self, decision: Decision) -> list[Finding]:
        """Return what an editor last asked the author about this version, as a line of its own."""
        asked = last_question(self.project, decision)
        said = message("{who} asks: {question}", who=asked.answered_by, question=asked.reason or "…") if asked else None
        return [Finding("question", Category.INSPECTION, Severity.INFO, WHOLE_POST, said)] if said else []

    def _patterns(self, words: Catalogue) -> tuple[Cause, ...]:
        """Return what is wrong with the whole site, each as one line with a count."""
        return tuple(
            Cause(
                one.check,
                visible(words.render(one.message)),
                one.count,
                tuple(map(visible, one.examples[:3])),
                self.addresses.check(one.check),
            )
            for one in self.figures.patterns
            if one.severity != Severity.INFO.label
        )

    def _causes(self, decisions: Sequence[Decision], words: Catalogue) -> tuple[tuple[Cause, ...], list[Decision]]:
        """Return the causes that many of `decisions` share, and the decisions that have more to say than these."""
        holding: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        for decision in decisions:
            for key in {(finding.check, words.render(finding.message)) for finding in loud_findings(decision)}:
                holding[key].append(decision)
        shared = {key: found for key, found in holding.items() if len(found) >= CAUSE_POSTS}
        causes = tuple(
            Cause(
                check,
                visible(text),
                len(found),
                tuple(visible(decision.path) for decision in found[:3]),
                self.addresses.check(check),
            )
            for (check, text), found in sorted(shared.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        )
        alone = [
            d
            for d in decisions
            if not (keys := {(f.check, words.render(f.message)) for f in loud_findings(d)}) or not keys <= shared.keys()
        ]
        return causes, alone


def _about(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(
        lines
        if len(lines) <= LINES_ABOUT
        else [*lines[:LINES_ABOUT], f"… +{len(lines) - LINES_ABOUT} · content-quality alerts list"]
    )
