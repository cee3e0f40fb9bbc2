"""The causes of many findings: one for each check and sentence, whatever values stand in the sentence."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from content_quality.core.findings import Category, Finding, Severity
from content_quality.core.records import dataclass

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
    """Return the causes of the findings: blockers first, then by the number of posts.

    The singular and the plural of a sentence are one cause, which is called by the one that is found more often.
    """
    groups: dict[tuple[str, Severity, str], list[PostFinding]] = defaultdict(list)
    for one in found:
        groups[one.check, one.severity, _without_number(one.template)].append(one)
    causes = [_cause(group) for group in groups.values()]
    return sorted(causes, key=lambda cause: (-cause.severity, -cause.posts, cause.check, cause.template))


def _cause(group: Sequence[PostFinding]) -> CommonCause:
    first = group[0]
    ((template, _),) = Counter(one.template for one in group).most_common(1)
    posts = len({one.post_id for one in group})
    return CommonCause(first.check, first.category, first.severity, template, posts, len(group))


def _without_number(template: str) -> str:
    """Return a sentence without the endings that part singular and plural: "Line … repeats", "Lines … repeat"."""
    return " ".join(word.rstrip("s") for word in blanked(template).split())


def blanked(template: str) -> str:
    """Return a sentence with an ellipsis in the place of each value."""
    return VALUE.sub("…", template)
