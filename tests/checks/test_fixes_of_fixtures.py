"""The fixtures of every check keep the laws of fixes, and the documentation says which checks have one."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_quality.checks import CHECKS
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding
from content_quality.core.inspection import inspect
from content_quality.core.repair.fixing import propose_fixes
from content_quality.core.repair.proposal import encoded
from content_quality.core.report.explanation import Explanation
from tests.checks.test_fixtures import FILES, FIXTURES, Fixture

FIXABLE = {check.name for check in CHECKS if Explanation.of(check.documentation).is_fixable}


def name_of(file: object) -> str:
    return str(file).removeprefix(f"{FIXTURES}/")


def test_each_fixture_keeps_the_laws_of_fixes():
    broken = []
    for file in FILES:
        try:
            keeps_the_laws(file)
        except AssertionError as error:
            broken.append(f"{name_of(file)}: {error}")
    assert broken == []


def keeps_the_laws(file: Path) -> None:
    fixture = Fixture.read(file)

    def look(data: bytes) -> tuple[Post, tuple[Finding, ...]]:
        inspection = inspect(data, fixture.post.path, CHECKS, fixture.settings)
        assert inspection.error is None
        return Post.read(data, fixture.post.path), inspection.findings

    post, findings = look(file.read_bytes())
    proposal = propose_fixes(post, findings, fixture.settings, look)
    assert {one.check for one in findings if one.fix} <= FIXABLE
    if not file.name.startswith("flagged-"):
        assert not [one for one in findings if one.fix and one.check == file.parent.name]
    if proposal.is_empty:
        return
    after, left = look(encoded(post, proposal.after, drops_bom=proposal.drops_bom))
    assert propose_fixes(after, left, fixture.settings, look).is_empty
    assert after.front_matter.readable
    if post.front_matter.readable:
        touched = {edit.check for edit in proposal.edits} & {"reading-time"}
        changed = {
            key
            for key in post.front_matter.values
            if post.front_matter.values[key] != after.front_matter.values.get(key)
        }
        assert len(changed) <= len(touched)


@pytest.mark.parametrize("name", sorted(FIXABLE))
def test_a_check_that_promises_a_fix_has_a_fixture_that_is_fixed(name: str):
    def has_fix(file) -> bool:
        fixture = Fixture.read(file)
        found = inspect(file.read_bytes(), fixture.post.path, CHECKS, fixture.settings).findings
        return any(one.fix and one.check == name for one in found)

    assert any(has_fix(file) for file in FIXTURES.glob(f"{name}/flagged-*.md"))
