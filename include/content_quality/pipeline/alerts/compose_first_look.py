"""Use case: say in one short alert message what the first look at an archive found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from content_quality.core.alerts.addresses import Addresses
from content_quality.core.alerts.alert import Alert
from content_quality.core.alerts.message import AlertMessage, FoundArchive, FoundCause, visible
from content_quality.core.document.publication import PublicationState
from content_quality.core.findings import Severity
from content_quality.core.gate.decide import Decision, Verdict
from content_quality.core.i18n.catalogue import Catalogue, catalogue
from content_quality.core.report.causes import CommonCause, PostFinding, blanked, common_causes

CAUSES_SHOWN = 10  # a mail that is read at a glance; the page has all of them


def first_look_message(
    alert: Alert, decisions: Iterable[Decision], site: str, addresses: Addresses, now: datetime
) -> AlertMessage:
    """Return the alert message about a first look at the archive of `site`."""
    words = catalogue(alert.language)
    return AlertMessage(
        alert.alert_id,
        alert.kind,
        words.code,
        site,
        alert.subject,
        dashboard_url=addresses.dashboard,
        batch_page=addresses.batch(alert.batch_id),
        batch_id=alert.batch_id,
        written_at=now.isoformat(),
        archive=found_archive(decisions, addresses, words),
    )


def found_archive(decisions: Iterable[Decision], addresses: Addresses, words: Catalogue) -> FoundArchive:
    """Return what the decisions of a first look say: numbers, and the causes that most posts share."""
    verdicts: Counter[Verdict] = Counter()  # of posts that readers see
    held, loud = 0, list[PostFinding]()
    for one in decisions:
        held += one.verdict is Verdict.HOLD
        if one.publication == PublicationState.LIVE.value:
            verdicts[one.verdict] += 1
            found = (each for each in one.findings if each.waived is None and each.severity > Severity.INFO)
            loud += [PostFinding.of(one.post_id, each) for each in found]
    causes = common_causes(loud)
    return FoundArchive(
        posts=verdicts.total(),
        held=verdicts[Verdict.HOLD],
        review=verdicts[Verdict.REVIEW],
        clear=verdicts[Verdict.CLEAR],
        apart=held - verdicts[Verdict.HOLD],
        causes=tuple(_cause(cause, addresses, words) for cause in causes[:CAUSES_SHOWN]),
        unshown=max(0, len(causes) - CAUSES_SHOWN),
        page=f"{addresses.debt}#reason",
    )


def _cause(cause: CommonCause, addresses: Addresses, words: Catalogue) -> FoundCause:
    said = visible(blanked(words.text(cause.template)))
    return FoundCause(cause.check, cause.severity.label, said, cause.posts, addresses.check(cause.check))
