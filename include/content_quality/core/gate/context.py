"""What the gate knows when it decides.

The same for all posts of a batch, and what people answered about one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime

from content_quality.core.check import Check
from content_quality.core.findings import Finding
from content_quality.core.gate.acceptances import Acceptances, Approval
from content_quality.core.records import dataclass
from content_quality.core.settings import WaiverRules


@dataclass(frozen=True, slots=True)
class Validation:
    """What the suites said about a batch: findings per post and, when the batch is not whole, why.

    `complete` is the positive evidence that every expectation of every required suite was evaluated on every post.
    """

    complete: bool
    broken: tuple[str, ...]  # contract violations and faults, in words; any of them holds the whole batch
    findings: Mapping[str, tuple[Finding, ...]]  # by post_id


@dataclass(frozen=True, slots=True)
class CommentRules:
    """Which comments of a post count as waivers."""

    today: date  # in the site's time zone
    rules: WaiverRules
    checks: Collection[str]  # the names that a comment may give


@dataclass(frozen=True, slots=True)
class GateContext:
    """What is the same for all posts that are decided together.

    The default accepts nothing and knows of no validation.
    """

    checks: Sequence[Check]  # that must have run on every post
    policy: str
    now: datetime
    validation: Validation | None = None
    release_review: bool = False
    acceptances: Acceptances = field(default_factory=Acceptances)
    comments: CommentRules | None = None  # None: comments in posts are not looked at


@dataclass(frozen=True, slots=True)
class PostAnswers:
    """What people answered about one version: an approval, or why their answers cannot be read."""

    approval: Approval | None = None
    fault: str = ""


NOT_ANSWERED = PostAnswers()
