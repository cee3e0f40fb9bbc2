"""Findings: the only currency between checks, suites, the gate and the editors."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import field, replace
from enum import IntEnum, StrEnum

from content_quality.core.records import dataclass


class Severity(IntEnum):
    """How much a finding weighs: a blocker holds the post, a warning asks for review, information does neither."""

    INFO = 1
    WARNING = 2
    BLOCKER = 3

    @property
    def label(self) -> str:
        """Return the word used in reports: `info`, `warning` or `blocker`."""
        return self.name.lower()

    @classmethod
    def from_label(cls, label: str) -> Severity:
        """Return the severity named `label`; raise `ValueError` for any other word."""
        try:
            return cls[label.upper()]
        except KeyError:
            raise ValueError(f"{label!r} is not one of info, warning, blocker") from None


class Category(StrEnum):
    """What family a finding belongs to; editors filter and reports group by it."""

    DUPLICATES = "duplicates"
    TRUNCATION = "truncation"
    FRONT_MATTER = "front-matter"
    READING_TIME = "reading-time"
    RESIDUE = "residue"
    CROSS_POST = "cross-post"
    INSPECTION = "inspection"


class Role(StrEnum):
    """What a related place is to its finding."""

    KEPT = "kept"
    COPY = "copy"
    CONTINUATION = "continuation"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in the file on disk: 1-based lines and columns in Unicode code points, the end inclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


WHOLE_POST = Span(1, 1, 1, 1)  # where a finding without a better place points

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the editor: an English template, also the catalogue's key, and the values it names.

    Templates are ours and constant; values may be hostile text of posts and are never formatted twice.
    """

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


def message(template: str, /, **values: Value) -> Message:
    """Return the message `template` with `values`.

    What a post calls a number may be none that JSON can hold, and is then a word.
    """
    return Message(
        template,
        {
            name: str(value) if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in values.items()
        },
    )


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding; `path` is None when it is in the same post."""

    span: Span
    role: Role
    path: str | None = None


class AcceptanceKind(StrEnum):
    """What set a finding aside."""

    WAIVER = "waiver"
    BASELINE = "baseline"  # the accepted state of an archive: the post owes the finding
    APPROVAL = "approval"
    COMMENT = "comment"  # in the post itself
    SETTINGS = "settings"  # a check that only reports


@dataclass(frozen=True, slots=True)
class Waived:
    """Who accepted a finding, why, and until when (ISO date)."""

    reason: str
    by: str
    until: str
    kind: AcceptanceKind = AcceptanceKind.WAIVER


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to believe a finding. A positive weight speaks for damage, a negative one against it."""

    name: str  # a constant of ours, never text of a post
    weight: float


@dataclass(frozen=True, slots=True)
class Replacement:
    """Put `text` in the place of the characters [start, end) of the file; its byte order mark is not counted."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """The edits that make a finding go, for certain: apart, in order, applied together or not at all."""

    replacements: tuple[Replacement, ...] = ()
    drops_bom: bool = False  # whether the file loses its byte order mark


def replaced(start: int, end: int, text: str) -> Fix:
    """Return the fix that puts `text` in the place of [start, end)."""
    return Fix((Replacement(start, end, text),))


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around the words of a finding (hostile text), for those who read about it and do not see the post."""

    section: str  # the heading above it
    before: str = ""  # on the same line, a few words
    words: str = ""  # the words themselves; empty when they fill more than a line
    after: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, where, why it matters to the reader, and what to do.

    `excerpt` holds the words themselves (hostile text), cut to `EXCERPT_CHARACTERS`. `fingerprint` names the passage:
    an edit of the passage changes it, a move does not.
    """

    check: str
    category: Category
    severity: Severity
    span: Span
    message: Message
    excerpt: str = ""
    suggestion: Message | None = None
    related: tuple[Related, ...] = ()
    fingerprint: str = ""
    waived: Waived | None = None
    evidence: tuple[Evidence, ...] = ()
    context: Context | None = field(default=None, compare=False)  # None where the post was not at hand
    # where the damage named here makes nonsense of the text: an inspection leaves out what other checks find there
    silences: tuple[Span, ...] = ()
    fix: Fix | None = field(default=None, compare=False)  # of the bytes that were inspected

    def with_severity(self, severity: Severity) -> Finding:
        """Return the same finding at another severity."""
        return replace(self, severity=severity)


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """What a check yields: a finding without the check's name, category and default severity, which `Check` binds."""

    span: Span
    message: Message
    excerpt: str
    passage: str  # what the fingerprint names
    suggestion: Message | None = None
    severity: Severity | None = None  # None: the check's own
    related: tuple[Related, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    silences: tuple[Span, ...] = ()
    fix: Fix | None = None


EXCERPT_CHARACTERS = 160  # about two lines of an e-mail; enough to recognise a passage


def excerpt(text: str, limit: int = EXCERPT_CHARACTERS) -> str:
    """Return `text` on one line, cut in the middle to `limit` characters so that its start and its end both show."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = (limit - 1) * 2 // 3
    return f"{line[:head]}…{line[-(limit - 1 - head) :]}"


def fingerprint(check: str, passage: str) -> str:
    """Return 16 hex digits that name `passage` for `check`, whatever its white space, width or place."""
    from content_quality.core.text.characters import narrow  # NumPy stays out of DAG parsing

    return hashlib.sha256(f"{check}\0{narrow(passage)}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SiteFinding:
    """A pattern of the whole site, said once instead of once per post; `share` is in [0, 1]."""

    check: str
    category: Category
    severity: Severity
    message: Message
    count: int
    share: float
    examples: tuple[str, ...]
