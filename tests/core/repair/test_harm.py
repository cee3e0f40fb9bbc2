"""A repair that would hold a post for more than before is none; of repeats their length counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.repair import SETTINGS, look
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity
from content_quality.core.repair.proposal import propose
from tests.core.repair.test_proposals import FIRST, HEAD, SECOND, THIRD

DAMAGED = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n\n{SECOND}\n"


@pytest.mark.parametrize(
    ("check", "characters", "is_none"),
    [("repeated-passage", 20, False), ("repeated-passage", 600, True), ("truncated-section", 20, True)],
)
def test_more_findings_after_a_repair_refuse_it_unless_they_are_shorter_repeats(check, characters, is_none):
    post, before = look(DAMAGED.encode())
    (repeat,) = [one for one in before if one.severity is Severity.BLOCKER]

    def found_later(data: bytes) -> tuple[Post, tuple[Finding, ...]]:
        again = Post.read(data, "post.md")
        start = len(HEAD)
        span = again.span(start, start + characters)
        category = Category.DUPLICATES if check == "repeated-passage" else Category.TRUNCATION
        return again, (replace(repeat, check=check, category=category, span=span, related=()),) * 2

    assert propose(post, before, SETTINGS, found_later).is_empty is is_none
