"""A cut, what speaks for it, and how severe it is."""

from __future__ import annotations

from enum import Enum, auto

from content_quality.core.document.article import Paragraph
from content_quality.core.findings import Evidence, Severity
from content_quality.core.records import dataclass
from content_quality.core.settings import Truncation
from content_quality.core.truncation.cut_signs import (
    SHOWN_ELSEWHERE,
    WITHIN_SENTENCE,
    CutSign,
    severity_of,
)


class Form(Enum):
    """What a cut looks like on the page."""

    PARAGRAPH = auto()  # a paragraph that stops too soon
    RESTART = auto()  # a sentence that breaks off inside a paragraph, and begins again there
    SPLIT = auto()  # a paragraph cut in two by a blank line
    FRAGMENT = auto()  # a few characters left by a write that broke off


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut. `continuation` is where it goes on, as an offset into the file; None when nothing shows where."""

    form: Form
    paragraph: Paragraph
    signs: tuple[CutSign, ...]
    at_end: bool
    continuation: int | None = None
    may_be_heading: bool = False  # of a fragment: its words are a name, and stand at the start of what follows

    @property
    def is_within_sentence(self) -> bool:
        """Return whether the words themselves, or the post elsewhere, show that the sentence goes on."""
        return not (WITHIN_SENTENCE | SHOWN_ELSEWHERE).isdisjoint(self.signs)

    @property
    def lacks_stop_only(self) -> bool:
        """Return whether nothing but the missing stop speaks for the cut."""
        return set(self.signs) <= {CutSign.NO_STOP, CutSign.OTHERS_END_IN_STOPS, CutSign.ENDS_ARTICLE}

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Why the cut is believed."""
        return tuple(sign.evidence for sign in self.signs)

    def severity(self, rules: Truncation) -> Severity:
        """Return what the weights of all signs come to.

        A missing stop and a fragment that nothing repeats never block.
        """
        may_block = not self.lacks_stop_only and not self.may_be_heading
        if self.form is Form.FRAGMENT:
            may_block = may_block and not SHOWN_ELSEWHERE.isdisjoint(self.signs)
        if self.lacks_stop_only and CutSign.OTHERS_END_IN_STOPS not in self.signs:
            return Severity.INFO  # the post leaves stops out elsewhere, too
        severity = severity_of(self.evidence, rules)
        return severity if may_block else min(severity, Severity.WARNING)
