"""The example of a site's own deploy, its steps run as the runner does: it goes on with released posts only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, ROOT, write_post
from tests.pipeline.gate.test_acceptances import CUT
from tests.pipeline.gate.test_release import git, policy
from tests.pipeline.steps import gate

WORKFLOW = ROOT / "docs" / "examples" / "site-deploy.yml"


def steps() -> list[dict[str, Any]]:
    document = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    assert document[True]["push"]["branches"] == ["released"]  # YAML 1.1 reads `on` as true
    assert document["permissions"] == {"contents": "read"}
    found: list[dict[str, Any]] = document["jobs"]["deploy"]["steps"]
    assert not any(
        "continue-on-error" in step or "if" in step for step in found
    )  # nothing goes on after the gate said no
    return found


def run(step: str, folder: Path, **variables: str) -> int:
    (script,) = [one["run"] for one in steps() if one.get("name") == step]
    found = (
        os.environ
        | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "RUNNER_TEMP": str(folder)}
        | variables
    )
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=found, check=False, capture_output=True
    ).returncode


def test_the_gate_stands_between_taking_the_posts_and_publishing_them():
    names = [step.get("name") for step in steps() if "run" in step]
    assert names[-3:] == [
        "Take the released posts in place of the drafts",
        "Only what was released, as these very bytes",
        "Build and publish",
    ]


def test_the_example_builds_what_was_released_and_stops_for_anything_else(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    private = Ed25519PrivateKey.generate()
    (project.root / "key.pem").write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    monkeypatch.setenv("CONTENT_QUALITY_RELEASE_KEY", str(project.root / "key.pem"))
    git(project.root, "init", "-q")
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    write_post(project, "2026-11-02-b.md", CUT)
    gate(policy(project, policy="git"))
    runner = tmp_path / "runner"
    git(tmp_path, "clone", "-q", "--branch", "released", str(project.root), str(runner / "released"))
    shutil.copytree(project.root / "_posts", runner / "site" / "_posts")
    gated = "Only what was released, as these very bytes"
    assert run(gated, runner, KEY=public) == 1  # the drafts still hold what is not released
    assert run("Take the released posts in place of the drafts", runner) == 0
    assert [path.name for path in (runner / "site" / "_posts").iterdir()] == ["2026-11-02-a.md"]
    assert run(gated, runner, KEY=public) == 0
    assert run(gated, runner, KEY="") == 2  # the secret is not set
    other = (
        Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    )
    assert run(gated, runner, KEY=other) == 2
    with (runner / "site" / "_posts" / "2026-11-02-a.md").open("a") as post:
        post.write("One more word.\n")
    assert run(gated, runner, KEY=public) == 1
