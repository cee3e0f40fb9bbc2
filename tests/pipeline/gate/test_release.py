"""What leaves, where to, and that a site's CI can verify it."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from content_quality import cli
from content_quality.adapters.release.attestation import Key, Released, Untrusted, from_line, to_line
from content_quality.adapters.state.files import write_lines
from content_quality.core.settings import Alerts, Recipient, Release
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.gate.explain_decisions import explain_all
from content_quality.pipeline.gate.release_batch import ReleaseIncomplete
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.gate.test_acceptances import CUT, NAME
from tests.pipeline.steps import gate
from tests.pipeline.wire import Wire

ENTRY = Released(
    NAME,
    "_posts/2026-11-02-a.md",
    "a" * 64,
    "policy",
    "clear",
    "2026-11-20T09:00:00+00:00",
    "b1",
    "run",
    "2026-11-20T09:00:01+00:00",
)


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True).stdout


def policy(project: Project, **release: str) -> Project:
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, release=Release(**release)))


def verified(project: Project, *more: str) -> int:
    return cli.main(
        [
            "gate",
            str(project.root / "_posts"),
            "--root",
            str(project.root),
            "--manifest",
            str(project.workspace.release / "manifest.jsonl"),
            *more,
        ]
    )


def test_a_line_of_the_manifest_is_a_verification_summary_about_these_bytes():
    line = to_line(ENTRY, None)
    assert (line["_type"], line["predicateType"]) == (
        "https://in-toto.io/Statement/v1",
        "https://slsa.dev/verification_summary/v1",
    )
    assert line["subject"] == [{"name": "_posts/2026-11-02-a.md", "digest": {"sha256": "a" * 64}}]
    predicate = line["predicate"]
    assert isinstance(predicate, dict)
    assert predicate["verificationResult"] == "PASSED"
    assert predicate["resourceUri"] == "content-quality:post/posts/2026-11-02-a.md"
    assert all(":" in predicate[name][key] for name, key in (("verifier", "id"), ("policy", "uri")))
    assert predicate["timeVerified"] == ENTRY.decided_at
    assert from_line(line, None) == ENTRY


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line["subject"][0]["digest"].update(sha256="b" * 64),
        lambda line: line["subject"][0].update(name="_posts/other.md"),
        lambda line: line["predicate"].update(verificationResult="FAILED"),
        lambda line: line.update(predicateType="https://slsa.dev/provenance/v1"),
        lambda line: line["predicate"]["contentQuality"].update(verdict=1),
    ],
)
def test_a_line_that_contradicts_itself_is_not_believed(change: Callable[[dict[str, Any]], None]):
    line = json.loads(json.dumps(to_line(ENTRY, None)))
    change(line)
    with pytest.raises(Untrusted, match="contradicts itself"):
        from_line(line, None)


def keys() -> dict[str, tuple[Key, Key]]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {"ed25519": (Key(pem), Key(public)), "hmac": (Key(b"s" * 32), Key(b"s" * 32 + b"\n"))}


@pytest.mark.parametrize("kind", ["ed25519", "hmac"])
def test_a_signed_line_is_believed_with_its_key_only_and_no_bit_may_change(kind: str):
    signing, verifying = keys()[kind]
    other = keys()["ed25519"][1] if kind == "ed25519" else Key(b"t" * 32)
    line = json.loads(json.dumps(to_line(ENTRY, signing)))
    assert from_line(line, verifying) == ENTRY
    forged = to_line(dataclasses.replace(ENTRY, sha256="b" * 64), signing) | {"signatures": line["signatures"]}
    for wrong, key in (
        (line, other),
        (forged, verifying),
        (to_line(ENTRY, None), verifying),
        (line | {"signatures": []}, verifying),
    ):
        with pytest.raises(Untrusted):
            from_line(wrong, key)


def test_the_gate_of_a_sites_ci_says_released_not_released_and_cannot_decide(project: Project):
    post = write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    assert verified(project) == 2  # no manifest
    gate(project)
    assert verified(project) == 0
    assert (
        cli.main(
            [
                "gate",
                str(project.workspace.release / "posts"),
                "--manifest",
                str(project.workspace.release / "manifest.jsonl"),
            ]
        )
        == 0
    )
    post.write_text(CLEAN.format(title="Tables"))
    assert verified(project) == 1
    post.write_text(CLEAN.format(title="Chairs"))
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Chairs"))  # the right bytes under another name
    assert verified(project) == 1
    (project.root / "_posts" / "2026-11-02-b.md").unlink()
    secret = project.root / "secret"
    secret.write_bytes(b"s" * 32)
    assert verified(project, "--key", str(secret)) == 2  # not signed
    secret.write_bytes(b"short")
    assert verified(project, "--key", str(secret)) == 2
    manifest = project.workspace.release / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes()[:-10])
    assert verified(project) == 2
    write_lines(manifest, [])
    assert verified(project) == 2


@pytest.mark.parametrize("folder", ["public", ".hidden", "vendor/deep"])
def test_the_gate_of_a_sites_ci_overlooks_no_folder_and_follows_no_link(project: Project, folder: str, tmp_path: Path):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project)
    write_post(project, f"{folder}/2026-11-02-b.md", CLEAN.format(title="Tables"))
    assert verified(project) == 1
    (project.root / "_posts" / folder / "2026-11-02-b.md").unlink()
    assert verified(project) == 0
    (tmp_path / "elsewhere").mkdir()
    (project.root / "_posts" / "linked").symlink_to(tmp_path / "elsewhere")
    assert verified(project) == 2


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '"x"', "7", "[]", '{"payload": 1}', '{"payload": "e30=", "signatures": 3}', "\x00"]
)
def test_a_manifest_of_nonsense_decides_nothing(project: Project, line: str):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    manifest = project.workspace.release / "manifest.jsonl"
    manifest.parent.mkdir(parents=True)
    manifest.write_text(line + "\n")
    key = project.root / "key"
    key.write_bytes(b"s" * 32)
    assert verified(project) == 2
    assert verified(project, "--key", str(key)) == 2


def test_an_older_release_is_not_what_was_released_last(project: Project):
    post = write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project)
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Tables"))
    gate(project, NOW + timedelta(minutes=1))
    assert verified(project) == 0
    post.write_text(CLEAN.format(title="Chairs"))
    assert verified(project) == 1


def test_a_signed_release(project: Project, monkeypatch: pytest.MonkeyPatch):
    secret = project.root / "secret"
    secret.write_bytes(b"s" * 32)
    monkeypatch.setenv("CONTENT_QUALITY_RELEASE_KEY", str(secret))
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project)
    assert verified(project, "--key", str(secret)) == 0


def test_release_as_commits_on_a_branch_leaves_the_working_tree_alone(project: Project):
    git(project.root, "init", "-q")
    chosen = policy(project, policy="git")
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs").replace("\n", "\r\n"))
    write_post(project, "2026-11-02-b.md", CUT)
    gate(chosen)
    assert git(project.root, "ls-tree", "-r", "--name-only", "released").split() == [
        "_posts/2026-11-02-a.md",
        "content-quality.manifest.jsonl",
    ]
    shown = subprocess.run(
        ["git", "-C", str(project.root), "show", "released:_posts/2026-11-02-a.md"], check=True, capture_output=True
    ).stdout
    assert shown == (project.root / "_posts" / "2026-11-02-a.md").read_bytes()
    assert git(project.root, "status", "--porcelain", "_posts").startswith("??")
    assert not (project.workspace.release / "posts").exists()
    gate(chosen, NOW + timedelta(minutes=1), force=True)
    before = git(project.root, "rev-parse", "released")
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Tables"))
    gate(chosen, NOW + timedelta(minutes=2))
    assert git(project.root, "rev-parse", "released~1") == before
    assert "_posts/2026-11-02-b.md" in git(project.root, "ls-tree", "-r", "--name-only", "released")


def test_release_to_another_folder_or_as_the_manifest_only(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(policy(project, folder="bucket/site"))
    assert (project.root / "bucket" / "site" / NAME).read_text() == CLEAN.format(title="Chairs")
    write_post(project, "2026-11-02-b.md", CLEAN.format(title="Tables"))
    gate(policy(project, policy="manifest"), NOW + timedelta(minutes=1))
    assert not (project.workspace.release / "posts").exists()
    assert verified(project) == 0


def test_a_live_post_with_a_new_blocker_alerts_its_owner_and_is_not_unpublished(project: Project):
    git(project.root, "init", "-q")
    mika = Recipient(to="mika@example.org", authors=("Mika",))
    settings = dataclasses.replace(
        project.settings,
        release=Release(policy="git"),
        alerts=Alerts(editors=("desk@example.org",), recipients=(mika,)),
    )
    site, wire = dataclasses.replace(project, settings=settings), Wire()
    good = CLEAN.format(title="Chairs").replace("date:", "author: Mika\ndate:")
    write_post(site, "2026-11-02-a.md", good)
    gate(site)
    deliver_alerts(site, wire, NOW)
    assert wire.sent == []
    write_post(site, "2026-11-02-a.md", good + CUT.removeprefix(CLEAN.format(title="Chairs")))
    (decision,) = gate(site, NOW + timedelta(minutes=1)).values()
    deliver_alerts(site, wire, NOW + timedelta(minutes=2))
    assert (decision.released, decision.publication) == (False, "live")
    assert [(to, letter.posts) for to, letter in wire.sent] == [("mika@example.org", (NAME,))]
    assert git(site.root, "show", "released:_posts/2026-11-02-a.md") == good  # what readers see stays


DATED = "date: 2026-11-02 09:00:00 +0900"


@pytest.mark.parametrize(
    ("line", "state"), [(f"{DATED}\npublished: false", "draft"), ("date: 2027-03-01 09:00:00 +0900", "scheduled")]
)
def test_drafts_and_scheduled_posts_are_reported_and_wake_nobody(project: Project, line: str, state: str):
    wire = Wire()
    write_post(
        project,
        "2027-03-01-a.md",
        CUT.replace(
            "date: 2026-11-02 09:00:00 +0900", "date: 2026-11-02 09:00:00 +0900\n" + line if state == "draft" else line
        ),
    )
    (decision,) = gate(project).values()
    deliver_alerts(project, wire, NOW + timedelta(minutes=1))
    assert (decision.released, decision.publication, wire.sent) == (False, state, [])
    (line,) = explain_all(project)
    assert line.startswith(f"hold ({state})")


def test_a_released_file_gives_way_to_a_folder_of_its_name_and_a_folder_to_nobody(project: Project):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(project)
    drafts, released = project.root / "_posts", project.workspace.release / "posts" / "posts"
    (drafts / "2026-11-02-a.md").unlink()
    (drafts / "2026-11-02-a.md").mkdir()
    (drafts / "2026-11-02-a.md" / "index.md").write_text(CLEAN.format(title="Lamps"), "utf-8")
    gate(project, NOW + timedelta(minutes=30))
    assert (released / "2026-11-02-a.md" / "index.md").exists()
    (drafts / "2026-11-02-a.md" / "index.md").unlink()
    (drafts / "2026-11-02-a.md").rmdir()
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs again"))
    with pytest.raises(ReleaseIncomplete, match="delete the folder"):
        gate(project, NOW + timedelta(minutes=60))
    assert (released / "2026-11-02-a.md" / "index.md").exists()
