"""Use case: say in an alert message what one finding is, where, and what to do."""

from __future__ import annotations

from content_quality.core.alerts.message import FindingLine, Words, between_words, visible
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import EXCERPT_CHARACTERS, Finding, Severity, excerpt
from content_quality.core.gate.decide import Decision
from content_quality.core.i18n.catalogue import Catalogue
from content_quality.pipeline.alerts.quoted_lines import quoted_lines

ADVICE_CHARACTERS = 1_200  # our own words, and words of the post that a check has shortened
LONG_EXCERPT = EXCERPT_CHARACTERS // 2  # of a shorter one, an ellipsis is the post's own


def finding_line(finding: Finding, words: Catalogue, why: str, source: SourceText | None = None) -> FindingLine:
    """Return the line about `finding`, with the lines of the file `source`."""
    return FindingLine(
        finding.check,
        finding.span.line,
        visible(finding.context.section, 80) if finding.context else "",
        finding.severity.label,
        visible(words.render(finding.message)),
        _words(finding),
        words.text(why),
        visible(words.render(finding.suggestion), ADVICE_CHARACTERS) if finding.suggestion else "",
        quoted_lines(source, finding),
    )


def loud_findings(decision: Decision) -> list[Finding]:
    """Return the findings that count and are more than information, the worst first."""
    loud = [finding for finding in decision.findings if finding.waived is None and finding.severity > Severity.INFO]
    return sorted(loud, key=lambda finding: -finding.severity)


def _words(finding: Finding) -> Words | None:
    """Return the words, marked in what stands around them; the whole excerpt when they fill more than a line."""
    around = finding.context
    if around and visible(around.words):
        return Words(_kept(around.before), _quoted(excerpt(around.words)), _kept(around.after))
    return Words("", _quoted(finding.excerpt), "") if finding.excerpt else None


def _kept(text: str) -> str:
    """Return `text` made visible, with the space at its ends that parts it from the marked words."""
    shown = between_words(visible(text))
    return f"{' ' if text[:1].isspace() else ''}{shown}{' ' if text[-1:].isspace() and shown else ''}"


def _quoted(text: str) -> str:
    """Return an excerpt, cut between words where it was cut."""
    shown = visible(text)
    return between_words(shown) if shown.startswith("…") or len(shown) >= LONG_EXCERPT else shown
