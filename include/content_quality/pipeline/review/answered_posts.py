"""Use case: find the posts that a person answers about without a question: those they saw, or all that match."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.store.known import held_now, present_versions
from content_quality.core.records import dataclass
from content_quality.core.settings.path_patterns import PatternError, check_patterns, matches
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.held_patterns import MOST_OF_PATTERN, HeldVersion, Row, patterns_of, row_of
from content_quality.pipeline.review.review_posts import Held, NotHeld, decision_of


class AnswerRefused(Exception):  # noqa: N818 - an outcome, said to a person
    """What a person answers about cannot be meant; the words say what to change."""


@dataclass(frozen=True, slots=True)
class Matching:
    """What names the held posts of one answer: a post, or a pattern of names, or a check that holds them."""

    post: str = ""
    pattern: str = ""
    held_by: str = ""

    def __bool__(self) -> bool:
        return bool(self.post or self.pattern or self.held_by)


def answered_posts(project: Project, versions: Mapping[str, str]) -> list[Row]:
    """Return the versions that a person answers about without a question, as rows like those of `held_posts`.

    A post that no finding holds or lists for a review any more is left out.
    """
    present = present_versions(project.workspace.published)
    held = [Held(present[post_id][1], post_id, sha256) for post_id, sha256 in versions.items() if post_id in present]
    return [
        {"batch_id": one.batch_id, "post_id": one.post_id, "sha256": one.sha256, "label": one.post_id[:200]}
        for one in held
        if _waits(project, one)
    ]


def matching_posts(project: Project, matching: Matching) -> list[Row]:
    """Return all posts that are held now and match, the posts of one batch together; raise `AnswerRefused`.

    The answer is about the versions that are held when this is asked.
    """
    patterns = (matching.pattern,) if matching.pattern else ()
    try:
        check_patterns(patterns)
    except PatternError as error:
        raise AnswerRefused(f"The pattern of the posts: {error}.") from None
    found: dict[str, set[str]] = defaultdict(set)
    for post_id, batch_id, reasons in held_now(project.workspace.published):
        named = matching.post in ("", post_id) and (not patterns or matches(patterns, post_id))
        if named and (not matching.held_by or matching.held_by in reasons):
            found[batch_id].add(post_id)
    number = sum(map(len, found.values()))
    if not number:
        raise AnswerRefused("No held post matches. The dashboard lists the names of held posts and their checks.")
    if number > MOST_OF_PATTERN:
        raise AnswerRefused(
            f"{number} held posts match, and one answer is about at most {MOST_OF_PATTERN}. Narrow the pattern, or name a check."  # noqa: E501 - one sentence for people
        )
    return [row for batch_id, post_ids in sorted(found.items()) for row in _rows(project, batch_id, post_ids)]


def _rows(project: Project, batch_id: str, post_ids: set[str]) -> list[Row]:
    decisions = BatchFiles.of(project.workspace, batch_id).read_decisions()[1]
    held = [HeldVersion(batch_id, one) for one in decisions.among(post_ids).values() if one.sha256]
    return list(patterns_of(batch_id, (), held)) if len(held) > 1 else [row_of(one) for one in held]


def _waits(project: Project, held: Held) -> bool:
    try:
        return bool(decision_of(project, held))
    except NotHeld:
        return False
