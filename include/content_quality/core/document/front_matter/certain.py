"""Fixes of front matter that are certain: the reading of the fixed text shows that they are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from content_quality.core.document.front_matter.model import HARMLESS, FrontMatter, Problem
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Fix

MOST_MISTAKES = 8  # that stand in one post's front matter and are fixed one after the other
Reading = Callable[[SourceText], FrontMatter]


def read_with_fixes(source: SourceText, read: Reading, left: int = MOST_MISTAKES) -> FrontMatter:
    """Return what `read` makes of `source`, without the fixes that lead nowhere."""
    found = read(source)
    if all(problem.fix is None for problem in found.problems):
        return found

    def certain(problem: Problem) -> Problem:
        if problem.fix is None or problem.fix.drops_bom:
            return problem
        if left:
            fixed = SourceText(applied(source.text, problem.fix), has_bom=source.has_bom)
            after = read_with_fixes(fixed, read, left - 1)
            if _leads_on(found, problem, after, len(fixed.text) - len(source.text)):
                return problem
        return replace(problem, fix=None)

    return replace(found, problems=tuple(map(certain, found.problems)))


def applied(text: str, fix: Fix) -> str:
    """Return `text` after `fix`."""
    pieces, at = [], 0
    for one in fix.replacements:
        pieces += [text[at : one.start], one.text]
        at = one.end
    return "".join([*pieces, text[at:]])


def _leads_on(before: FrontMatter, problem: Problem, after: FrontMatter, longer: int) -> bool:
    """Return whether `after`, the reading of the fixed text, shows that the fix of `problem` is right.

    Values that were read before are the same. Otherwise they can be read now, or the next mistake, further down, has a
    fix that leads there.
    """
    if before.readable and before.values:
        has_gone = all((one.kind, one.message) != (problem.kind, problem.message) for one in after.problems)
        return has_gone and after.readable and repr(dict(after.values)) == repr(dict(before.values))
    wrong = [one for one in after.problems if one.kind not in HARMLESS]
    if not wrong:
        return bool(after.values)
    return all(one.fix is not None and one.start > problem.start + longer for one in wrong)
