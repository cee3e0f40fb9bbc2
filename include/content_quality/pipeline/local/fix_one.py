"""Use cases: is the certain fix of one finding right when it is made alone, and what deletes the copy it names?"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from content_quality.core.document.post import Post
from content_quality.core.findings import Finding
from content_quality.core.repair.deleting import without_copy
from content_quality.core.repair.fixing import propose_fixes
from content_quality.core.repair.proposal import Look, RepairProposal
from content_quality.core.settings import Settings
from content_quality.pipeline.local.inspect_files import File
from content_quality.pipeline.local.repair_files import repair_texts
from content_quality.pipeline.project import Project


def is_confirmed(file: File, finding: Finding, settings: Settings, project: Project | None) -> bool:
    """Return whether an inspection confirms the fix of `finding`, which was found in the bytes of `file`."""
    (fixed,) = repair_texts([file], settings, project, partial(_propose_one, finding))
    return fixed.proposal is not None and not fixed.proposal.is_empty


def without_copy_of(
    file: File, finding: Finding, settings: Settings, project: Project | None
) -> tuple[str, str] | None:
    """Return the text of `file` and the text without the copies of `finding`; None where that is not certain."""
    (done,) = repair_texts([file], settings, project, partial(without_copy, finding))
    if done.proposal is None or done.proposal.is_empty:
        return None
    return done.proposal.before, done.proposal.after


def _propose_one(
    chosen: Finding, post: Post, findings: tuple[Finding, ...], settings: Settings, look: Look
) -> RepairProposal:
    """Return the fix of `chosen` and no other."""

    def look_only(data: bytes) -> tuple[Post, tuple[Finding, ...]]:
        again, found = look(data)
        return again, tuple(replace(one, fix=None) for one in found)

    alone = tuple(one if _names(one) == _names(chosen) else replace(one, fix=None) for one in findings)
    return propose_fixes(post, alone, settings, look_only)


def _names(finding: Finding) -> tuple[object, ...]:
    return finding.check, finding.span, finding.fingerprint, finding.fix
