"""What a check is: a named, versioned function from a post to findings."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator

from content_quality.core.document.post import Post
from content_quality.core.findings import Category, DraftFinding, Finding, Severity, fingerprint
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings

CheckFunction = Callable[[Post, Settings], Iterable[DraftFinding | Finding]]


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
    asks_posts: bool = False  # for what only a post has: not run on pages, such as `_index.md` and README

    @property
    def documentation(self) -> str:
        """The check's docstring: what, why it matters, example, instead, known false positives."""
        return inspect.getdoc(self.function) or ""

    def findings(self, post: Post, settings: Settings) -> Iterator[Finding]:
        """Yield what this check finds in `post`, under its own name."""
        for found in self.function(post, settings):
            yield self.bind(found) if isinstance(found, DraftFinding) else found

    def bind(self, draft: DraftFinding) -> Finding:
        """Return `draft` as a finding of this check."""
        return Finding(
            check=self.name,
            category=self.category,
            severity=self.severity if draft.severity is None else draft.severity,
            span=draft.span,
            message=draft.message,
            excerpt=draft.excerpt,
            suggestion=draft.suggestion,
            related=draft.related,
            fingerprint=fingerprint(self.name, draft.passage),
            evidence=draft.evidence,
            silences=draft.silences,
            fix=draft.fix,
        )


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check said about one post: findings, or the error it crashed with; a crashed check has not passed."""

    check: str
    version: int
    findings: tuple[Finding, ...] = ()
    error: str | None = None
