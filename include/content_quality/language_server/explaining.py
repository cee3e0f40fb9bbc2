"""What a finding means: the words of `content-quality explain`, and the page of its check."""

from __future__ import annotations

from pathlib import Path

import content_quality
from content_quality.checks import CHECKS
from content_quality.core.findings import Finding
from content_quality.core.i18n.catalogue import Catalogue
from content_quality.core.report.explanation import Explanation
from content_quality.core.text.printable import several_lines

_PACKAGE = Path(content_quality.__file__).resolve().parent
PACKAGED, OWN = _PACKAGE / "check_pages", _PACKAGE.parents[1] / "docs" / "checks"  # in a wheel, in this project
KNOWN = {check.name: check for check in CHECKS}


def page(check: str) -> str | None:
    """Return the address of the page of `check`; None for what the suites and the gate find."""
    folder = PACKAGED if PACKAGED.is_dir() else OWN
    file = folder / f"{check}.md"
    return file.as_uri() if check in KNOWN and file.is_file() else None


def explanation(check: str, words: Catalogue) -> str:
    """Return what `explain` says about `check`; empty when there is no such check."""
    if check not in KNOWN:
        return ""
    about = Explanation.of(KNOWN[check].documentation)
    parts = [" ".join(words.text(text) for text in (about.brief, about.rest) if text)]
    parts += [f"{words.in_context(('dashboard', ''), label)}: {words.text(text)}" for label, text in about.panels]
    return "\n\n".join(parts)


def summary(finding: Finding, words: Catalogue) -> str:
    """Return the message of `finding` and what to do. Text of posts in it makes no control character."""
    parts = [words.render(finding.message), words.render(finding.suggestion) if finding.suggestion else ""]
    return several_lines("\n".join(part for part in parts if part))


def hover_text(finding: Finding, words: Catalogue) -> str:
    """Return all that is known about `finding`, as plain text: the words of a post can be no link and no picture."""
    head = f"{finding.check} ({words.text(finding.severity.label)})"
    return "\n\n".join(part for part in (head, summary(finding, words), explanation(finding.check, words)) if part)
