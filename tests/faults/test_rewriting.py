"""Drafts are rewritten in place at every moment between reading and releasing; no byte leaves that was not decided."""

from __future__ import annotations

import hashlib
import os
import random
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from content_quality.adapters.release.attestation import Released
from content_quality.adapters.release.folder import ReleaseFolder
from content_quality.adapters.site.sources import SourceFile
from content_quality.checks import CHECKS, EVIDENCE
from content_quality.core.check import CheckResult
from content_quality.core.gate.context import CommentRules, GateContext, Validation
from content_quality.core.gate.decide import Verdict, decide, worst
from content_quality.core.inspection import Inspection, inspect
from content_quality.pipeline.gate import release_batch
from content_quality.pipeline.ingest import inspect_shard
from content_quality.pipeline.ingest.keep_posts import keep_posts
from content_quality.pipeline.ingest.source_listing import Listing
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post

GOOD = CLEAN.format(title="Chairs") + "\nRound {number}.\n"
BAD = CLEAN.format(title="Chairs") + "\n<<<<<<< HEAD\nOne.\n=======\nTwo {number}.\n>>>>>>> theirs\n"
# What the writer wrote in one go. A mixture of two versions may be clear, too: the settle window, which is left out
# here,
# keeps files from being read while they are written. What counts is that the very bytes which leave were inspected
# and clear.
WRITTEN = re.compile(re.escape(GOOD).replace(r"\{number\}", r"\d+").encode())
WHOLE = Validation(True, (), {})
ROUNDS = int(os.environ.get("REWRITING_ROUNDS", "2000"))


def rewrite_for_ever(path: Path, stop: threading.Event) -> None:
    """Write good and bad versions over each other, in pieces, without truncating first."""
    chance = random.Random(1)
    number = 0
    with path.open("r+b", buffering=0) as file:
        while not stop.is_set():
            number += 1
            text = chance.choice((GOOD, BAD)).format(number=number).encode()
            cut = chance.randrange(len(text))
            file.seek(0)
            file.write(text[:cut])
            file.write(text[cut:])
            file.truncate()


def with_comparison(inspection: Inspection) -> Inspection:
    """Add what a comparison with no other post says; the gate misses it otherwise, and holds."""
    ran = {result.check for result in inspection.results}
    return replace(
        inspection,
        results=(
            *inspection.results,
            *(CheckResult(check.name, check.version) for check in EVIDENCE if check.name not in ran),
        ),
    )


def run(project: Project, monkeypatch: pytest.MonkeyPatch, rounds: int) -> dict[str, int]:
    monkeypatch.setattr(os, "fsync", lambda _: None)  # durability is not what is tried here
    path = write_post(project, "2026-11-02-a.md", GOOD.format(number=0))
    folder = ReleaseFolder(project.workspace.release)
    target = folder.target("posts/2026-11-02-a.md")
    source, policy = project.settings.sources[0], project.policy
    rules = CommentRules(project.today, project.settings.waivers, project.finding_names)
    gate = GateContext(EVIDENCE, policy, NOW, WHOLE, project.settings.gate.release_review, project.acceptances, rules)
    opened = {source.name: project.open_source(source)}
    stop = threading.Event()
    writer = threading.Thread(target=rewrite_for_ever, args=(path, stop))
    writer.start()
    counts = {"rounds": 0, "refused": 0, "held": 0, "released": 0, "versions": 0, "torn": 0}
    approved: set[str] = set()
    before: Released | None = None
    try:
        for number in range(rounds):
            found = Listing([(source, SourceFile("2026-11-02-a.md", 0, 0))], opened=opened)
            (post,) = keep_posts(project, found, found.files, {})
            inspection = with_comparison(inspect_shard._inspect(project, post))
            decision = decide(post, inspection, gate)
            counts["rounds"] += 1
            counts["refused"] += post.refused is not None
            counts["held"] += decision.verdict is Verdict.HOLD
            if release_batch.may_leave(decision, project, policy):
                data = project.snapshots.read(decision.sha256)
                again = inspect(data, post.path, CHECKS, project.settings, post.post_id)
                assert (again.sha256, again.error) == (decision.sha256, None)
                assert worst(again.findings) is not Verdict.HOLD
                counts["torn"] += WRITTEN.fullmatch(data) is None
                approved.add(decision.sha256)
                at = f"2026-11-20T09:00:{number:08d}"
                entry = Released(
                    post.post_id,
                    post.path,
                    decision.sha256,
                    policy,
                    decision.verdict.label,
                    at,
                    f"b{number:08d}",
                    "run",
                    at,
                )
                counts["released"] += folder.release(entry, project.snapshots, before)
                before = entry
            if target.exists():
                assert hashlib.sha256(target.read_bytes()).hexdigest() in approved
    finally:
        stop.set()
        writer.join()
    counts["versions"] = len(approved)
    assert {entry.sha256 for entry in folder.newest().values()} <= approved
    return counts


def test_no_undecided_byte_leaves_while_a_draft_is_rewritten(project: Project, monkeypatch: pytest.MonkeyPatch):
    counts = run(project, monkeypatch, 200)
    assert counts["rounds"] == 200
    assert counts["released"] > 0
    assert counts["held"] > 0


@pytest.mark.slow
def test_nor_in_thousands_of_rounds(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    counts = run(project, monkeypatch, ROUNDS)
    with capsys.disabled():
        print(f"\nin-place rewriting: {counts}")
    assert counts["released"] > 100
    assert counts["held"] > 100
