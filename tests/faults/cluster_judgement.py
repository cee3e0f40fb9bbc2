"""What became of the posts of a cluster that came to harm: lost, decided twice, falsely released, told twice or never."""

from __future__ import annotations

import collections
import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

from content_quality.adapters.state import outbox
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.failures import failures
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.alerts.alert import ABOUT_THE_PIPELINE, AlertKind, DeliveryState, MentionRole
from content_quality.core.gate.decide import Decision
from tests.e2e.cluster import Cluster
from tests.e2e.run_cluster import mails
from tests.faults.faulty_cluster import FaultyCluster

WRONG = ("lost", "doubled", "false releases", "not released", "alerts twice", "not recovered")
COUNTED = ("posts", *WRONG, "helped by hand")


def decisions(cluster: Cluster) -> dict[str, list[Decision]]:
    """Return all decisions of the site by post, the oldest first."""
    found = collections.defaultdict(list)
    for _, one in _by_batch(cluster):
        found[one.post_id].append(one)
    return found


def undecided(cluster: FaultyCluster) -> set[str]:
    """Return the posts whose present bytes have no decision."""
    found = decisions(cluster)
    return {name for name, sha256 in cluster.wanted.items() if all(one.sha256 != sha256 for one in found.get(name, ()))}


def judged(cluster: FaultyCluster) -> dict[str, int]:
    """Return what went wrong with the posts, the release and the alerts so far."""
    found = decisions(cluster)
    return {
        "posts": len(cluster.wanted),
        "lost": len(undecided(cluster)),
        "doubled": sum(len({one.sha256 for one in several}) < len(several) for several in found.values()),
        "false releases": _false_releases(cluster, found),
        "not released": len(not_released(cluster, found)),
        "alerts twice": _letters_twice(cluster) + len(told_twice(cluster, found)),
    }


def _false_releases(cluster: Cluster, found: dict[str, list[Decision]]) -> int:
    """Return how many released files hold bytes that no decision has released."""
    may = {one.sha256 for several in found.values() for one in several if one.released}
    files = (cluster.state / "release").rglob("*.md")
    return sum(_sha256(path) not in may for path in files)


def not_released(cluster: FaultyCluster, found: dict[str, list[Decision]]) -> list[str]:
    """Return the posts whose present bytes may leave and do not lie in the release."""
    return [
        name
        for name, sha256 in cluster.wanted.items()
        if any(one.sha256 == sha256 and one.released for one in found.get(name, ())[-1:])
        and _sha256(cluster.state / "release" / "posts" / name) != sha256
    ]


def _letters_twice(cluster: Cluster) -> int:
    return sum(times > 1 for times in collections.Counter(one[2] for one in mails(cluster.folder)).values())


def told_twice(cluster: Cluster, found: dict[str, list[Decision]]) -> list[tuple[str, str, str]]:
    """Return which versions of posts one recipient was told of as newly held in more than one letter."""
    version = {(one.post_id, batch): one.sha256 for batch, one in _by_batch(cluster)}
    told = collections.Counter(
        (alert.recipient, mention.post_id, version.get((mention.post_id, mention.batch_id), mention.batch_id))
        for alert in outbox.journal(Workspace(cluster.state))
        if alert.state is not DeliveryState.MERGED
        for mention in alert.mentions
        if mention.role is MentionRole.NEW
    )
    return [key for key, times in told.items() if times > 1]


def _by_batch(cluster: Cluster) -> list[tuple[str, Decision]]:
    found = []
    for folder in sorted((cluster.state / "batches").glob("*Z-*")):
        with contextlib.suppress(FileNotFoundError):
            found += [(folder.name, one) for one in BatchFiles(folder).read_decisions()[1]]
    return found


def untold(cluster: FaultyCluster) -> dict[str, Any]:
    """Return what should have been told and was not: held posts, failed runs, failures that lie where none looks.

    The posts of a first look are told as a whole.
    """
    told = {mention.post_id for alert in outbox.journal(Workspace(cluster.state)) for mention in alert.mentions}
    folders = (cluster.state / "batches").glob("*Z-*")
    held = {line.post_id for one in folders for line in outbox.read(BatchFiles(one)) if line.kind == "held"}
    elsewhere = [
        path for path in cluster.folder.glob("*/var/alerts/*failures/*.json") if cluster.state not in path.parents
    ]
    alerts = outbox.journal(Workspace(cluster.state))
    return {
        "held posts not told": len(held - told),
        "failures not told": len(failures(Workspace(cluster.state))),
        "failures left on other machines": len(elsewhere),
        "alerts not sent": sum(one.state not in (DeliveryState.SENT, DeliveryState.MERGED) for one in alerts),
        "alerts of failures": sum(one.kind is AlertKind.FAILURE for one in alerts),
        "alerts to maintainers": sum(one.kind in ABOUT_THE_PIPELINE for one in alerts),
        "mails": len(mails(cluster.folder)),
    }


def _sha256(path: Path) -> str:
    with contextlib.suppress(OSError):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return ""


def table(log: Path) -> int:
    """Print how often each harm was done, and what came of it; return 1 when anything went wrong."""
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    print("| harm | runs | " + " | ".join(COUNTED) + " | longest recovery |\n| --- |" + " --- |" * (len(COUNTED) + 2))
    by_harm = collections.defaultdict(list)
    for row in rows:
        by_harm[row["harm"]].append(row)
    for harm, several in [*by_harm.items(), ("all", rows)]:
        sums = " | ".join(str(sum(int(row.get(key, 0)) for row in several)) for key in COUNTED)
        print(f"| {harm} | {len(several)} | {sums} | {max(row['recovered in'] for row in several):.0f} s |")
    return 1 if any(row.get(key) for row in rows for key in WRONG) else 0
