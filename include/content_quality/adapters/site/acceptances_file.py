"""The files in which a site's people say what they accept.

Waivers and the baseline, beside the settings and under version control.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.state.files import read_lines, write_atomically, write_lines
from content_quality.core.gate import waivers
from content_quality.core.gate.acceptances import Acceptances, Baseline, BaselinePost, Recorded
from content_quality.core.gate.post_ids import present_id
from content_quality.core.gate.waivers import Waiver, WaiversUnreadable
from content_quality.core.settings import WaiverRules

WAIVERS = "content-quality.waivers.toml"
BASELINE = "content-quality.baseline.jsonl"
WAIVERS_HEAD = "# Accepted findings. An edit of the passage ends a waiver; see docs/waivers.md.\n"
BASELINE_SCHEMA = "content-quality/baseline/1"


def load(
    root: Path, rules: WaiverRules, today: date, checks: Collection[str], accepted: Path | None = None
) -> Acceptances:
    """Return what is granted on `today`; `accepted` is the folder of what people accepted through Airflow.

    A file that is there and cannot be read becomes a fault, which holds everything.
    """
    try:
        sound, void = waivers.in_force(read_waivers(root, rules), today, checks, rules)
    except WaiversUnreadable as error:
        return Acceptances(fault=f"{WAIVERS}: {error}")
    baseline = Baseline()
    for path in (root / BASELINE, *(sorted(accepted.glob("*.jsonl")) if accepted else ())):
        try:
            found = read_baseline_file(path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            return Acceptances(fault=f"{path.name} cannot be read: {error}")
        baseline = baseline.joined(found) if baseline.posts else found
    return Acceptances(sound, void, baseline)


def read_waivers(root: Path, rules: WaiverRules) -> tuple[Waiver, ...]:
    """Return all waivers of the site, in force or not; raise `WaiversUnreadable`."""
    path = root / WAIVERS
    if not (path.exists() or path.is_symlink()):
        return ()
    try:
        found = waivers.parse(path.read_text("utf-8"), rules)
    except (OSError, UnicodeDecodeError) as error:
        raise WaiversUnreadable(f"it cannot be read: {error}") from error
    return tuple(replace(waiver, post=present_id(waiver.post)) for waiver in found)


def add_waiver(root: Path, waiver: Waiver) -> Path:
    """Write `waiver` at the end of the site's file, which keeps its comments; return the file."""
    path = root / WAIVERS
    before = path.read_text("utf-8") if path.exists() else WAIVERS_HEAD
    write_atomically(path, (before.rstrip("\n") + "\n\n" + waiver_table(waiver)).encode())
    return path


def waiver_table(waiver: Waiver) -> str:
    """Return `waiver` as a table of the site's file."""
    # A JSON string is a TOML string, except for DEL, which TOML wants escaped.
    words = {
        "check": waiver.check,
        "post": waiver.post,
        "fingerprint": waiver.fingerprint,
        "reason": waiver.reason,
        "by": waiver.granted_by,
    }
    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f") for key, value in words.items()
    ]
    lines += [f"granted = {waiver.granted.isoformat()}", f"until = {waiver.until.isoformat()}"]
    return "[[waivers]]\n" + "\n".join(lines) + "\n"


def read_baseline(root: Path) -> Baseline:
    """Return the site's baseline, empty when there is none; raise what says that the file is none."""
    return read_baseline_file(root / BASELINE)


def read_baseline_file(path: Path) -> Baseline:
    """Return the baseline in `path`, empty when there is no such file; raise what says that the file is none."""
    if not (path.exists() or path.is_symlink()):
        return Baseline()
    rows = read_lines(path)
    about = cast("dict[str, Any]", next(rows, {}))
    if about["schema"] != BASELINE_SCHEMA:
        raise ValueError(f"its schema is {about['schema']!r}, not {BASELINE_SCHEMA}")
    recorded = Recorded(str(about["recorded_on"]), str(about["recorded_by"]), str(about.get("reason", "")))
    posts = {}
    for row in cast("list[dict[str, Any]]", list(rows)):
        posts[present_id(str(row["post"]))] = BaselinePost(
            str(row["sha256"]), frozenset((str(check), str(name)) for check, name in row["findings"]), recorded
        )
    if len(posts) != about["posts"]:
        raise ValueError(f"it names {len(posts)} posts and promises {about['posts']}")
    return Baseline(posts, recorded.on, recorded.by, recorded.reason)


def write_baseline(path: Path, baseline: Baseline) -> Path:
    """Write a baseline to `path`, in an order that makes small diffs; return the file."""
    about = {
        "schema": BASELINE_SCHEMA,
        "recorded_on": baseline.recorded_on,
        "recorded_by": baseline.recorded_by,
        **({"reason": baseline.reason} if baseline.reason else {}),
        "posts": len(baseline.posts),
    }
    rows = [
        {"post": post_id, "sha256": post.sha256, "findings": [list(name) for name in sorted(post.findings)]}
        for post_id, post in sorted(baseline.posts.items())
    ]
    write_lines(path, [about, *rows], seal=False)
    return path
