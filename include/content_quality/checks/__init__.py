"""The checks, in the order their findings are explained to editors. One check, one module, one line here."""

from __future__ import annotations

from content_quality.checks.repeated_passage import repeated_passage
from content_quality.core.check import Check
from content_quality.core.findings import Category, Severity

CHECKS: tuple[Check, ...] = (Check("repeated-passage", repeated_passage, Category.DUPLICATES, Severity.BLOCKER, version=1),)
