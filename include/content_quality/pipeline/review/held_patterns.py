"""Many posts of a batch that are held for the same causes: one question names the pattern instead of many its posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from content_quality.core.alerts.assignees import AirflowUser
from content_quality.core.document.file_names import called
from content_quality.core.findings import Category
from content_quality.core.gate.decide import Decision
from content_quality.core.records import dataclass
from content_quality.core.settings.outcomes import Review
from content_quality.core.text.printable import one_line

MOST_OF_PATTERN = 200  # posts of one question; a list that is longer is not read
MOST_OF_LABEL = 100  # characters

Row = dict[str, Any]  # what one question is about, as it travels between tasks: ids, hashes, and a label
Cause = tuple[str, str]  # a check and its sentence, whatever values stand in it


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """A held version of a post with the batch that decided about it, and who may answer."""

    batch_id: str
    decision: Decision
    people: tuple[AirflowUser, ...] = ()  # empty: whoever Airflow lets


def questions(held: Sequence[HeldVersion], rules: Review) -> list[Row]:
    """Return what people are asked about, at most `rules.most_posts` questions: patterns first, the largest first.

    The posts that no question is about are counted in each row.
    """
    groups: dict[tuple[str, tuple[Cause, ...], tuple[AirflowUser, ...]], list[HeldVersion]] = defaultdict(list)
    for one in held:
        if rules.pattern_posts and (causes := causes_of(one.decision)):
            groups[one.batch_id, causes, one.people].append(one)
    patterns = {key: found for key, found in groups.items() if len(found) > rules.pattern_posts}
    together = {id(one) for found in patterns.values() for one in found}
    rows = [
        row
        for (batch_id, causes, _), found in sorted(patterns.items(), key=lambda pattern: -len(pattern[1]))
        for row in patterns_of(batch_id, causes, found)
    ]
    rows += [row_of(one) for one in held if id(one) not in together]
    asked, left = rows[: rules.most_posts], rows[rules.most_posts :]
    untold = sum(len(posts_of(row)) for row in left)
    return [{**row, "untold": untold} if untold else row for row in asked]


def causes_of(decision: Decision) -> tuple[Cause, ...]:
    """Return what holds a post, as far as a person can accept it; nothing when something else holds it too."""
    counted = decision.counted
    if any(not finding.fingerprint or finding.category is Category.INSPECTION for finding in counted):
        return ()
    return tuple(sorted({(finding.check, finding.message.template) for finding in counted}))


def patterns_of(batch_id: str, causes: Sequence[Cause], found: Sequence[HeldVersion]) -> Iterator[Row]:
    """Yield questions about posts of one batch together, a part of them each; without causes, about whole posts."""
    checks = ", ".join(dict.fromkeys(check for check, _ in causes))
    for start in range(0, len(found), MOST_OF_PATTERN):
        part = found[start : start + MOST_OF_PATTERN]
        yield {
            "batch_id": batch_id,
            "post_id": "",
            "sha256": "",
            "label": f"{len(part)} posts" + (f": {checks}"[:MOST_OF_LABEL] if checks else ""),
            "causes": [list(cause) for cause in causes],
            "posts": [[one.decision.post_id, one.decision.sha256] for one in part],
            **_people(part[0]),
        }


def row_of(one: HeldVersion) -> Row:
    """Return a question about one post."""
    decision = one.decision
    label = " ".join(one_line(decision.title or called(decision.path), " ").split())[:MOST_OF_LABEL]
    return {
        "batch_id": one.batch_id,
        "post_id": decision.post_id,
        "sha256": decision.sha256,
        "label": label or decision.post_id[:MOST_OF_LABEL],
        **_people(one),
    }


def _people(one: HeldVersion) -> Row:
    return {"people": [[user.user_id, user.name] for user in one.people]} if one.people else {}


def people_of(row: Row) -> tuple[AirflowUser, ...]:
    """Return who may answer a question; empty: whoever Airflow lets."""
    return tuple(AirflowUser(str(user_id), str(name)) for user_id, name in row.get("people", ()))


def is_pattern(row: Row) -> bool:
    """Return whether a question is about posts together."""
    return "posts" in row


def posts_of(row: Row) -> list[tuple[str, str]]:
    """Return the post_id and sha256 of every post that a question is about."""
    if is_pattern(row):
        return [(str(post_id), str(sha256)) for post_id, sha256 in row["posts"]]
    return [(str(row["post_id"]), str(row.get("sha256", "")))]


def covers(row: Row, check: str, template: str) -> bool:
    """Return whether the answer to a question is about a finding; that about whole posts is about all."""
    return not row.get("causes") or [check, template] in [list(cause) for cause in row["causes"]]
