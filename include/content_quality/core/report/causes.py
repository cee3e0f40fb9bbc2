"""The causes of many findings: one for each check and sentence, whatever values stand in the sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from content_quality.core.findings import Category, Finding, Severity

VALUE = re.compile(r"\{[a-z_]+\}")  # of a message template that is shown without its values
# Checks about characters that can hide or imitate other text. Whoever accepts them accepts a risk, not a flaw of style.
ABOUT_SECURITY = frozenset({"invisible-character", "mixed-scripts"})


@dataclass(frozen=True, slots=True)
class CommonCause:
    """One cause: what the findings of many posts have in common."""

    check: str
    category: Category
    severity: Severity
    template: str
    posts: int
    findings: int

    @property
    def is_apart(self) -> bool:
        """Whether it is shown apart from flaws of the text: programs read front matter, and security is at risk."""
        return self.category is Category.FRONT_MATTER or self.check in ABOUT_SECURITY


class PostFinding(NamedTuple):
    """One finding of one post, as far as it says what it has in common with others."""

    post_id: str
    check: str
    category: Category
    severity: Severity
    template: str

    @classmethod
    def of(cls, post_id: str, finding: Finding) -> PostFinding:
        """Return what `finding` has in common with those of other posts."""
        return cls(post_id, finding.check, finding.category, finding.severity, finding.message.template)


def common_causes(found: Iterable[PostFinding]) -> list[CommonCause]:
    """Return the causes of the findings: blockers first, then by the number of posts."""
    posts: dict[tuple[str, Severity, str], set[str]] = defaultdict(set)
    numbers: dict[tuple[str, Severity, str], int] = defaultdict(int)
    categories: dict[str, Category] = {}
    for one in found:
        key = one.check, one.severity, one.template
        posts[key].add(one.post_id)
        numbers[key] += 1
        categories[one.check] = one.category
    causes = [
        CommonCause(check, categories[check], severity, template, len(posts[key]), numbers[key])
        for key in posts
        for check, severity, template in [key]
    ]
    return sorted(causes, key=lambda cause: (-cause.severity, -cause.posts, cause.check, cause.template))


def blanked(template: str) -> str:
    """Return a sentence with an ellipsis in the place of each value."""
    return VALUE.sub("…", template)
