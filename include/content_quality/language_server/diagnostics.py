"""Findings as an editor shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lsprotocol import types

from content_quality.core.findings import Finding, Role, Severity
from content_quality.core.i18n.catalogue import Catalogue, marked
from content_quality.core.text.printable import one_line
from content_quality.language_server.explaining import page, summary
from content_quality.language_server.inspecting import Inspected
from content_quality.language_server.positions import Positions

SOURCE = "content-quality"
SEVERITIES = {
    Severity.BLOCKER: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
ROLES = {  # how the label of a place reads
    Role.KEPT: marked("The first occurrence"),
    Role.COPY: marked("Another copy"),
    Role.CONTINUATION: marked("The continuation"),
}
LONGEST_FAULT = 300  # characters


@dataclass(frozen=True)
class Result:
    """What is known about one version of an open post."""

    uri: str
    version: int | None
    inspected: Inspected
    positions: Positions = field(repr=False)
    words: Catalogue = field(repr=False)
    # whether the fix of a finding, named by its number, is right; editors ask with each move of the cursor
    confirmed: dict[int, bool] = field(default_factory=dict, repr=False, compare=False)
    # likewise, what deletes the copies that a finding names
    deletions: dict[int, tuple[int, int, str] | None] = field(default_factory=dict, repr=False, compare=False)

    def at(self, place: types.Range) -> Iterator[Finding]:
        """Yield the findings that `place` touches."""
        for finding in self.inspected.findings:
            found = self.positions.span(finding.span)
            if _key(found.start) <= _key(place.end) and _key(place.start) <= _key(found.end):
                yield finding

    def related(self, finding: Finding) -> Iterator[tuple[str, types.Location]]:
        """Yield the other places of `finding` within the post, each with its label."""
        for one in finding.related:
            if one.path is None:
                yield self.words.text(ROLES[one.role]), types.Location(self.uri, self.positions.span(one.span))

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        """Return `finding` as the protocol has it."""
        address = page(finding.check)
        related = [types.DiagnosticRelatedInformation(place, label) for label, place in self.related(finding)]
        return types.Diagnostic(
            range=self.positions.span(finding.span),
            message=summary(finding, self.words),
            severity=SEVERITIES[finding.severity],
            code=finding.check,
            code_description=types.CodeDescription(address) if address else None,
            source=SOURCE,
            related_information=related or None,
        )

    def diagnostics(self) -> list[types.Diagnostic]:
        """Return all findings, and first of all whether the inspection is incomplete."""
        fault = self.inspected.undecided
        return [
            *([_undecided(fault)] if fault else []),
            *(self.diagnostic(finding) for finding in self.inspected.findings),
        ]


def _undecided(fault: str) -> types.Diagnostic:
    start = types.Position(0, 0)
    return types.Diagnostic(
        types.Range(start, start),
        f"The post could not be inspected completely: {one_line(fault)[:LONGEST_FAULT]}",
        severity=types.DiagnosticSeverity.Error,
        code="inspection",
        source=SOURCE,
    )


def _key(place: types.Position) -> tuple[int, int]:
    return place.line, place.character
