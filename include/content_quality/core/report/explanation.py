"""A check's docstring in parts: a first sentence, then paragraphs that start with a label and a colon."""

from __future__ import annotations

import re

from content_quality.core.records import dataclass

FIX = "Certain fix"  # what `content-quality check --fix` does; a check without it leaves all to people
LABELS = ("Why it matters", "Example", "Instead", FIX, "Known false positives")
LABEL = re.compile(rf"^({'|'.join(LABELS)}):\s+")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a check looks for, and labelled paragraphs: why it matters, example, instead, known false positives."""

    summary: str
    parts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, docstring: str) -> Explanation:
        """Return the parts of `docstring`; a line that starts with a label starts a part."""
        parts: list[tuple[str, str]] = [("", "")]
        for line in docstring.splitlines():
            if label := LABEL.match(line):
                parts.append((label[1], line[label.end() :]))
            else:
                parts[-1] = (parts[-1][0], f"{parts[-1][1]} {line.strip()}".strip())
        return cls(parts[0][1], tuple(parts[1:]))

    @property
    def brief(self) -> str:
        """The first sentence of the summary."""
        head, dot, _ = self.summary.partition(". ")
        return f"{head}." if dot else self.summary

    @property
    def rest(self) -> str:
        """What the summary says after its first sentence."""
        return self.summary[len(self.brief) :].strip()

    @property
    def panels(self) -> tuple[tuple[str, str], ...]:
        """The labelled paragraphs, each beginning like a sentence."""
        return tuple((label, f"{text[:1].upper()}{text[1:]}") for label, text in self.parts)

    @property
    def is_fixable(self) -> bool:
        """Return whether `content-quality check --fix` can mend some of what the check finds."""
        return any(label == FIX for label, _ in self.parts)

    @property
    def reason(self) -> str:
        """Why it matters, in one sentence; empty when the docstring does not say."""
        text = (
            next((text for label, text in self.parts if label == "Why it matters"), "").partition(". ")[0].rstrip(".")
        )
        return f"{text[:1].upper()}{text[1:]}." if text else ""
