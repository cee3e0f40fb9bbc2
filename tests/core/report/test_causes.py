"""The causes of many findings: one for each check, severity and sentence, blockers first."""

from __future__ import annotations

from content_quality.core.findings import Category, Severity
from content_quality.core.report.causes import PostFinding, common_causes


def found(post: int, template: str, severity: Severity = Severity.BLOCKER, check: str = "repeated-passage"):
    return PostFinding(f"posts/{post}.md", check, Category.DUPLICATES, severity, template)


def test_findings_with_other_values_are_one_cause_counted_by_posts():
    causes = common_causes(
        [found(1, "Line {line} repeats."), found(1, "Line {line} repeats."), found(2, "Line {line} repeats.")]
    )
    assert [(cause.template, cause.posts, cause.findings) for cause in causes] == [("Line {line} repeats.", 2, 3)]


def test_singular_and_plural_of_a_sentence_are_one_cause():
    forms = [
        "Line {line} repeats line {kept}.",
        "Lines {lines} repeat lines {kept}.",
        "Lines {lines} repeat line {kept}.",
    ]
    causes = common_causes([found(number, form) for number, form in enumerate([*forms, forms[1]])])
    assert [(cause.template, cause.posts) for cause in causes] == [(forms[1], 4)]


def test_blockers_come_first_then_what_most_posts_share():
    causes = common_causes(
        [
            *(found(number, "A.", Severity.WARNING, "title-text") for number in range(9)),
            found(1, "B.", check="no-text"),
            *(found(number, "C.") for number in range(3)),
        ]
    )
    assert [cause.template for cause in causes] == ["C.", "B.", "A."]


def test_front_matter_and_security_stand_apart():
    for check, category, apart in (
        ("title-text", Category.FRONT_MATTER, True),
        ("invisible-character", Category.RESIDUE, True),
        ("machine-text", Category.RESIDUE, False),
    ):
        (cause,) = common_causes([PostFinding("posts/a.md", check, category, Severity.BLOCKER, "A.")])
        assert cause.is_apart is apart
