"""What is kept of a repair: everything that a page or an alert shows of it, made where the post was read.

It belongs to the bytes of one version and holds places in them, so that no one has to read the post again.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Evidence, Finding, Message, Severity
from content_quality.core.records import dataclass
from content_quality.core.repair.patches import PROPOSED, Options, Patch, composed, possible_options
from content_quality.core.text.printable import one_line

if TYPE_CHECKING:  # whoever reads kept facts needs no parser
    from content_quality.core.repair.choices import RepairChoice
    from content_quality.core.repair.proposal import RepairProposal

VERSION = 1  # of the form below
DIFF_CHARACTERS = 60_000  # of one post: an attachment that a mail server takes
LINE_CHARACTERS = 2_000  # of a line of the diff; a flattened article is one line
CONTEXT_LINES = 1  # around a change; paragraphs are lines, and long


@dataclass(frozen=True, slots=True)
class ChoiceFacts:
    """One choice: which lines of the original, what happens there, and the finding that justifies it."""

    kinds: tuple[str, ...]
    first: int
    last: int
    words: str  # hostile text; characters that do not print are named
    check: str
    fingerprint: str
    message: Message | None  # None where the finding arose while the post was repaired
    evidence: tuple[Evidence, ...]
    guessed: bool
    other: tuple[int, int] | None = None  # lines of the passage that it repeats, if an editor may keep this one instead
    is_open: bool = False  # whether both copies stay unless an editor decides: they differ


@dataclass(frozen=True, slots=True)
class UnmendedFacts:
    """A place that the repair leaves."""

    line: int  # of the original
    check: str
    reason: Message


@dataclass(frozen=True, slots=True)
class RepairFacts:
    """A repair of the bytes `sha256`, made with the checks `checks`."""

    post_id: str
    sha256: str
    result: str  # the sha256 of the repaired file
    checks: str
    shorter: int  # per cent
    before: int  # findings
    left: int
    confidence: str
    reasons: tuple[Message, ...]
    choices: tuple[ChoiceFacts, ...]
    patches: tuple[Patch, ...]
    unmended: tuple[UnmendedFacts, ...]
    diff: str
    version: int = VERSION
    remaining: tuple[
        tuple[str, str], ...
    ] = ()  # what names the findings of the repaired text, those of the whole repair

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is proposed."""
        return not self.patches

    @property
    def gone(self) -> int:
        """How many findings the repair removes."""
        return max(0, self.before - self.left)


def repaired_file(source: SourceText, facts: RepairFacts, options: Options = PROPOSED) -> bytes:
    """Return the file of `source` with the repair, as `options` take it."""
    mark = b"\xef\xbb\xbf" if source.has_bom else b""
    return mark + composed(source.text, facts.patches, options).encode("utf-8", "surrogatepass")


def options_of(facts: RepairFacts, wanted: Mapping[str, object]) -> dict[int, int]:
    """Return what `wanted` takes of the choices that exist, each by its number; anything else is not used."""
    known = {number: wanted.get(str(number)) for number in range(len(facts.choices))}
    return possible_options(facts.choices, facts.patches, known)


def facts_of(post_id: str, checks: str, proposal: RepairProposal, data: bytes) -> RepairFacts:
    """Return the facts of `proposal`, whose repaired file holds `data`."""
    found = {(finding.check, finding.fingerprint): finding for finding in proposal.found}
    return RepairFacts(
        post_id,
        proposal.sha256,
        hashlib.sha256(data).hexdigest(),
        checks,
        proposal.shorter,
        proposal.findings_before,
        sum(finding.severity > Severity.INFO for finding in proposal.remaining),
        proposal.confidence.value,
        proposal.reasons,
        tuple(_choice(choice, found) for choice in proposal.choices),
        proposal.patches,
        tuple(UnmendedFacts(one.line, one.finding.check, one.reason) for one in proposal.unmended),
        "" if proposal.is_empty else diff(proposal.before, proposal.after),
        remaining=tuple(sorted({(one.check, one.fingerprint) for one in proposal.remaining if one.fingerprint})),
    )


def _choice(choice: RepairChoice, found: Mapping[tuple[str, str], Finding]) -> ChoiceFacts:
    edit, (first, last) = choice.main, choice.lines
    finding = found.get((edit.check, edit.fingerprint))
    return ChoiceFacts(
        tuple(kind.value for kind in choice.kinds),
        first,
        last,
        one_line(edit.words),
        edit.check,
        edit.fingerprint,
        finding.message if finding else None,
        edit.evidence,
        any(one.guessed for one in choice.edits),
        choice.other,
        choice.is_open,
    )


def diff(before: str, after: str) -> str:
    """Return the unified diff as text for people: invisible characters named, long lines and the whole cut."""
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), "the post", "the repair", lineterm="", n=CONTEXT_LINES
    )
    return _bounded(lines)


def _bounded(lines: Iterable[str]) -> str:
    kept: list[str] = []
    size = 0
    for line in lines:
        shown = one_line(line if len(line) <= LINE_CHARACTERS else f"{line[:LINE_CHARACTERS]}…")
        size += len(shown) + 1
        if size > DIFF_CHARACTERS:
            kept.append("…")
            break
        kept.append(shown)
    return "".join(f"{line}\n" for line in kept)
