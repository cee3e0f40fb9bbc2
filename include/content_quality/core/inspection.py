"""Inspection: every check on one post. Whatever the bytes are, the outcome is an `Inspection`, never an exception."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Sequence
from dataclasses import field, replace
from typing import Any

from content_quality.core.check import Check, CheckResult
from content_quality.core.document.markdown import MOST_MARKS, TooMuchMarkup
from content_quality.core.document.other_encodings import not_utf8
from content_quality.core.document.pages import is_page
from content_quality.core.document.post import Post
from content_quality.core.document.surroundings import with_context
from content_quality.core.facts import PostFacts
from content_quality.core.findings import (
    WHOLE_POST,
    Category,
    Finding,
    Message,
    Severity,
    Span,
    fingerprint,
    message,
)
from content_quality.core.measure import describe
from content_quality.core.outline import Outline, outline
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.settings.post_settings import settings_for
from content_quality.core.settings.severity_overrides import apply_severity_override

UNREADABLE = "unreadable-post"
PROCESS = "inspection"  # stands for all checks where the process they run in ended


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that later stages know about one post. `facts` and `outline` are None when the post could not be read.

    An earlier version of this program kept no outline: the gate then holds the post until it is inspected again.
    """

    post_id: str
    path: str
    sha256: str
    language: str
    facts: PostFacts | None
    results: tuple[CheckResult, ...]
    outline: Outline | None = None
    compared: Any = field(default=None, repr=False, compare=False)  # what other posts are compared with

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, by place, then by check."""
        found = [finding for result in self.results for finding in result.findings]
        return tuple(
            sorted(found, key=lambda finding: (finding.span, -finding.severity, finding.check, str(finding.message)))
        )

    @property
    def error(self) -> str | None:
        """What crashed, or None."""
        errors = [f"{result.check}: {result.error}" for result in self.results if result.error]
        return "; ".join(errors) or None


def inspect(
    data: bytes,
    path: str,
    checks: Sequence[Check],
    settings: Settings,
    post_id: str | None = None,
    *,
    compare: Callable[[Post, Settings], Any] | None = None,
) -> Inspection:
    """Return what `checks` find in the post `data`; a check that crashes becomes a `CheckResult` with an error.

    The overrides of `settings` that name the post count. The inspection also holds what `compare` makes of the post for
    a comparison with others, so that none of them is read again.
    """
    name, sha256 = post_id or path, hashlib.sha256(data).hexdigest()
    settings = settings_for(settings, name)
    if len(data) > settings.limits.max_bytes:
        reason = message(
            "The file has {size} bytes; the limit is {limit} bytes.",
            size=len(data),
            limit=settings.limits.max_bytes,
        )
        return unreadable(name, path, sha256, reason, WHOLE_POST)
    try:
        post = Post.read(data, path, name, sha256, language=settings.site.language)
        _ = post.blocks
    except UnicodeDecodeError as error:
        reason, instead, place = not_utf8(data, error.start)
        return unreadable(name, path, sha256, reason, place, instead)
    except TooMuchMarkup:
        reason = message(
            (
                "The post contains more than {count} brackets, asterisks and other marks. Split the post, or "
                "remove the marks."
            ),
            count=MOST_MARKS,
        )
        return unreadable(name, path, sha256, reason, WHOLE_POST)
    results = _heard(tuple(run(check, post, settings) for check in checks))
    try:
        results = tuple(_with_context(post, result) for result in results)
        facts, version = describe(post, settings), compare(post, settings) if compare else None
        return Inspection(name, path, sha256, post.language, facts, results, outline(post, settings), version)
    except Exception:  # noqa: BLE001 - the one place where a crash becomes data: facts that cannot be computed hold the post
        crash = CheckResult("describe", 1, error=_crash())
        return Inspection(name, path, sha256, "und", None, (*results, crash))


def _heard(results: tuple[CheckResult, ...]) -> tuple[CheckResult, ...]:
    """Return `results` without findings that begin where a finding of another check, as severe, silences them."""
    silencing = [(result.check, one) for result in results for one in result.findings if one.silences]
    if not silencing:
        return results

    def is_heard(finding: Finding) -> bool:
        return not any(
            check != finding.check
            and one.severity >= finding.severity
            and span.line <= finding.span.line <= span.end_line
            for check, one in silencing
            for span in one.silences
        )

    return tuple(
        replace(result, findings=tuple(replace(one, silences=()) for one in result.findings if is_heard(one)))
        for result in results
    )


def _with_context(post: Post, result: CheckResult) -> CheckResult:
    if not result.findings:
        return result
    return replace(result, findings=tuple(with_context(post, finding) for finding in result.findings))


def run(check: Check, post: Post, settings: Settings) -> CheckResult:
    """Return what `check` says about `post` under the site's level for it."""
    level = settings.level(check.name)
    if level == "off" or (check.asks_posts and is_page(post)):
        return CheckResult(check.name, check.version)
    try:
        found = tuple(_sound(finding) for finding in check.findings(post, settings))
    except Exception:  # noqa: BLE001 - see inspect()
        return CheckResult(check.name, check.version, error=_crash())
    if not found:
        return CheckResult(check.name, check.version)
    found = _first(found, settings.limits.findings_per_check)
    leveled = (apply_severity_override(finding, check.severity, level) for finding in found)
    return CheckResult(check.name, check.version, tuple(finding for finding in leveled if finding is not None))


def _first(found: tuple[Finding, ...], most: int) -> tuple[Finding, ...]:
    """Return at most `most` of the findings of one check, the worst first; the last of them counts those left out."""
    if len(found) <= most:
        return found
    worst = sorted(found, key=lambda finding: -finding.severity)
    kept, left = worst[: most - 1], worst[most - 1 :]
    first = left[0]
    told = message(
        "{count} more findings of the same kind; the first is in line {line}.", count=len(left), line=first.span.line
    )
    more = replace(
        first,
        message=told,
        related=(),
        fix=None,
        fingerprint=fingerprint(first.check, "\0".join(finding.fingerprint for finding in left)),
    )
    return (*kept, more)


def _sound(finding: Finding) -> Finding:
    """Return `finding` when it can be sorted, said and counted.

    Raise for anything else that a check may have returned.
    """
    span, severity = finding.span, Severity(finding.severity)
    if not (
        1 <= span.line <= span.end_line
        and min(span.column, span.end_column) >= 1
        and isinstance(finding.severity, Severity)
    ):
        raise ValueError(f"{finding.check} returned the place {span} with severity {severity}")
    Category(finding.category)
    for text in (finding.message, finding.suggestion):
        str(text)
    return finding


def _crash() -> str:
    return traceback.format_exc(limit=-3, chain=False)[-2_000:]


def unreadable(
    post_id: str, path: str, sha256: str, reason: Message, span: Span, instead: Message | None = None
) -> Inspection:
    """Return the inspection of a post that cannot be read at all: one blocker that says why."""
    named = fingerprint(UNREADABLE, sha256)
    finding = Finding(
        UNREADABLE, Category.INSPECTION, Severity.BLOCKER, span, reason, suggestion=instead, fingerprint=named
    )
    return Inspection(post_id, path, sha256, "und", None, (CheckResult(UNREADABLE, 1, (finding,)),))


def too_slow(post_id: str, path: str, sha256: str, seconds: int) -> Inspection:
    """Return the inspection of a post whose checks were stopped after `seconds` of computing."""
    reason = message(
        (
            "The program stopped checking this post after {seconds} s. Split the post, or remove text that is "
            "repeated thousands of times."
        ),
        seconds=seconds,
    )
    return unreadable(post_id, path, sha256, reason, WHOLE_POST)


def crashed(post_id: str, path: str, sha256: str, detail: str) -> Inspection:
    """Return the inspection of a post at which the process that checks it ended, such as by SIGSEGV."""
    return Inspection(
        post_id, path, sha256, "und", None, (CheckResult(PROCESS, 1, error=f"the process ended with {detail}"),)
    )
