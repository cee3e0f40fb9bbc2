"""What a check is: a named, versioned function from a post to findings."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity
from content_quality.core.settings import Settings

CheckFunction = Callable[[Post, Settings], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Raise `version` whenever it may find something else in the same bytes: posts are then inspected anew.
    """

    name: str
    function: CheckFunction
    category: Category
    severity: Severity  # the worst it reports by itself
    version: int

    @property
    def documentation(self) -> str:
        """The check's docstring: what, why it matters, example, instead, known false positives."""
        return inspect.getdoc(self.function) or ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check said about one post: findings, or the error it crashed with; a crashed check has not passed."""

    check: str
    version: int
    findings: tuple[Finding, ...] = ()
    error: str | None = None
