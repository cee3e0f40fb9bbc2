"""First looks at an archive: one immutable file each, and beside it what a person accepted of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from content_quality.adapters.state.files import Json, read_json, write_json
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.gate.first_look import FirstLook
from content_quality.core.records import dataclass

SCHEMA = "content-quality/first-look/1"
ACCEPTED = ".accepted.json"


@dataclass(frozen=True, slots=True)
class LookAccepted:
    """Who accepted the present state of the archive, when and why, and how many findings of each check."""

    by: str
    reason: str
    at: datetime
    checks: dict[str, int]


def write(workspace: Workspace, look: FirstLook) -> None:
    """Keep `look`."""
    posts: list[Json] = [
        {"post": post_id, "sha256": sha256, "seen": post_id in look.seen}
        for post_id, sha256 in sorted(look.posts.items())
    ]
    about: Json = {"schema": SCHEMA, "batch": look.batch_id, "looked_at": look.looked_at.isoformat(), "held": look.held}
    write_json(workspace.first_looks / f"{look.batch_id}.json", {**about, "posts": posts})


def waiting(workspace: Workspace) -> Iterator[FirstLook]:
    """Yield the first looks that nobody has accepted, the oldest first; an unreadable one is none."""
    for path in sorted(workspace.first_looks.glob("*.json")):
        if path.name.endswith(ACCEPTED) or path.with_name(f"{path.stem}{ACCEPTED}").exists():
            continue
        try:
            yield _look(cast("dict[str, Any]", read_json(path)))
        except (OSError, ValueError, KeyError, TypeError):
            continue  # its posts are then told of and asked about like any other


def _look(row: dict[str, Any]) -> FirstLook:
    return FirstLook(
        str(row["batch"]),
        datetime.fromisoformat(row["looked_at"]),
        int(row["held"]),
        {str(post["post"]): str(post["sha256"]) for post in row["posts"]},
        frozenset(str(post["post"]) for post in row["posts"] if post["seen"]),
    )


def accept(workspace: Workspace, look: FirstLook, accepted: LookAccepted) -> None:
    """Note that a person accepted what `look` found; the look is over."""
    row: Json = {
        "by": accepted.by,
        "reason": accepted.reason,
        "at": accepted.at.isoformat(),
        "checks": dict(accepted.checks),
    }
    write_json(workspace.first_looks / f"{look.batch_id}{ACCEPTED}", row)
