"""A held post has a stored repair, and a person sends it as a draft or as a branch while the post is the same."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest

from content_quality.adapters.state import repairs
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.alerts.addresses import Addresses
from content_quality.core.gate.decide import Decision
from content_quality.core.repair.patches import LEAVE
from content_quality.core.settings import Repairs, SettingsError, reader
from content_quality.pipeline.alerts.proposed_repairs import DIFFS_ATTACHED, repair_line
from content_quality.pipeline.gate import gate_batch
from content_quality.pipeline.project import Project
from content_quality.pipeline.repair.approve_repaired import RepairApproval
from content_quality.pipeline.repair.propose_repairs import propose_repairs
from content_quality.pipeline.repair.send_repair import SENDING, send_repair
from content_quality.pipeline.review.question_text import question
from tests.conftest import CLEAN, NOW, write_post
from tests.core.repair.test_proposals import FIRST, HEAD, SECOND, THIRD
from tests.pipeline.steps import compare, finish, freeze, inspect_all

DAMAGED = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n"
SOUND = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n"


def held(project: Project, text: str | bytes = DAMAGED) -> tuple[str, str]:
    """Gate one damaged and one sound post; return the batch and the sha256 of the damaged one."""
    write_post(project, "tools.md", text)
    write_post(project, "sound.md", CLEAN.format(title="Sound"))
    batch_id = freeze(project)
    inspect_all(project, batch_id)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    decisions = finish(project, batch_id)
    return batch_id, decisions["posts/tools.md"].sha256


def test_a_held_post_gets_a_repair_once_and_a_released_post_none(project):
    batch_id, sha256 = held(project)
    assert propose_repairs(project, batch_id) == "1 held posts; 1 looked at anew, 1 repairs proposed"
    facts = repairs.read(project.workspace.repairs, sha256)
    assert facts is not None
    assert (facts.post_id, facts.left, facts.confidence) == ("posts/tools.md", 0, "high")
    assert facts.gone == facts.before > 0
    assert f"-{SECOND}" in facts.diff
    assert propose_repairs(project, batch_id) == "1 held posts; 0 looked at anew, 0 repairs proposed"
    assert len(list(project.workspace.repairs.rglob("*.json"))) == 1


def test_of_thousands_of_held_posts_some_wait_for_a_person(project):
    batch_id, sha256 = held(project)
    line = "1 held posts; 0 looked at anew, 0 repairs proposed; 1 left to `content-quality repair`"
    assert propose_repairs(project, batch_id, most=0) == line
    assert repairs.read(project.workspace.repairs, sha256) is None
    assert propose_repairs(project, batch_id).endswith("1 looked at anew, 1 repairs proposed")


def test_a_site_may_ask_for_no_repairs(project):
    batch_id, sha256 = held(project)
    without = replace(project, settings=replace(project.settings, repairs=Repairs(propose=False)))
    assert propose_repairs(without, batch_id) == "the settings ask for no repairs"
    assert repairs.read(project.workspace.repairs, sha256) is None


def test_each_choice_names_the_finding_that_justifies_it_with_its_evidence(project):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    facts = repairs.read(project.workspace.repairs, sha256)
    assert facts is not None
    assert all(one.check == "repeated-passage" and one.evidence and one.fingerprint for one in facts.choices)
    assert [(one.first, one.last) for one in facts.choices] == [(10, 10), (14, 14)]
    assert facts.choices[0].message is not None


def test_a_repair_comes_back_from_its_file_as_it_was_kept(project):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    facts = repairs.read(project.workspace.repairs, sha256)
    assert facts is not None
    repairs.keep(project.workspace.repairs, facts)
    assert repairs.read(project.workspace.repairs, sha256) == facts


@pytest.mark.parametrize("bytes_of_file", [b"", b"{}", b"[1]", b'{"version": 9}', b"\xff"])
def test_a_damaged_file_is_no_repair(project, bytes_of_file):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    next(project.workspace.repairs.rglob("*.json")).write_bytes(bytes_of_file)
    assert repairs.read(project.workspace.repairs, sha256) is None
    assert send_repair(project, "posts/tools.md", sha256).startswith("Nothing was sent. There is no repair")


def test_a_post_whose_repair_dies_has_none_and_breaks_no_batch(project, monkeypatch):
    batch_id, sha256 = held(project)
    monkeypatch.setattr("content_quality.pipeline.repair.propose_repairs.propose", lambda *_: os._exit(7))
    assert propose_repairs(project, batch_id) == "1 held posts; 0 looked at anew, 0 repairs proposed"
    assert repairs.read(project.workspace.repairs, sha256) is None


def test_a_repair_is_sent_as_a_draft_beside_the_state(project):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    line = send_repair(project, "posts/tools.md", sha256)
    draft = project.workspace.drafts / "posts" / "tools.md"
    assert line == f"The repaired post is in {draft}"
    assert draft.read_text("utf-8") == SOUND
    assert (project.root / "_posts" / "tools.md").read_text("utf-8") == DAMAGED, "the source stays"


def test_what_a_person_leaves_out_stays_in_the_draft(project):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    send_repair(project, "posts/tools.md", sha256, {"1": LEAVE})
    draft = project.workspace.drafts / "posts" / "tools.md"
    assert draft.read_text("utf-8") == f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{FIRST}\n"
    assert send_repair(project, "posts/tools.md", sha256, {"0": LEAVE, "1": LEAVE}).startswith(
        "Nothing was sent. Every edit"
    )


def test_a_draft_goes_to_the_folder_of_the_settings_and_keeps_mark_and_line_ends(project):
    batch_id, sha256 = held(project, b"\xef\xbb\xbf" + DAMAGED.replace("\n", "\r\n").encode())
    propose_repairs(project, batch_id)
    settings = replace(project.settings, repairs=Repairs(folder="drafts"))
    send_repair(replace(project, settings=settings), "posts/tools.md", sha256)
    written = (project.root / "drafts" / "posts" / "tools.md").read_bytes()
    assert written == b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode()


def test_a_repair_ends_when_the_post_changes(project):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    write_post(project, "tools.md", DAMAGED + "\nOne more line.\n")
    assert "has changed" in send_repair(project, "posts/tools.md", sha256)
    (project.root / "_posts" / "tools.md").unlink()
    assert "cannot be read" in send_repair(project, "posts/tools.md", sha256)
    assert not project.workspace.drafts.exists()


@pytest.mark.parametrize("post_id", ["", "posts", "others/tools.md", "posts/../../etc/passwd", "../tools.md"])
def test_what_is_no_post_of_a_source_is_not_sent(project, post_id):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    assert send_repair(project, post_id, sha256).startswith("Nothing was sent.")
    assert not project.workspace.drafts.exists()


def test_a_draft_is_written_through_no_link(project, tmp_path):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    (tmp_path / "elsewhere").mkdir()
    project.workspace.drafts.mkdir(parents=True)
    (project.workspace.drafts / "posts").symlink_to(tmp_path / "elsewhere")
    assert "symbolic link" in send_repair(project, "posts/tools.md", sha256)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_an_alert_names_the_repair_from_what_the_gate_kept_and_carries_few_diffs(project):
    batch_id, _ = held(project)
    addresses = Addresses("http://desk/content-quality")
    decisions = {one.post_id: one for one in BatchFiles.of(project.workspace, batch_id).read_decisions()[1]}
    decision = decisions["posts/tools.md"]
    assert repair_line(project, addresses, decision, 0) is None
    propose_repairs(project, batch_id)
    line = repair_line(project, addresses, decision, 0)
    assert line is not None
    assert (line.shorter > 20, line.gone, line.before) == (True, line.before, line.before)
    assert line.page == "http://desk/content-quality/repair?post=posts%2Ftools.md"
    assert f"-{SECOND}" in line.diff
    last = repair_line(project, addresses, decision, DIFFS_ATTACHED)
    assert last is not None
    assert last.diff == ""
    assert repair_line(project, addresses, decisions["posts/sound.md"], 0) is None


def git(project: Project, *arguments: str) -> str:
    mine = ("-c", "user.name=Mira", "-c", "user.email=mira@example.org")
    done = subprocess.run(["git", "-C", project.root, *mine, *arguments], capture_output=True, check=True)
    return done.stdout.decode()


def test_a_repair_is_sent_as_a_branch_of_the_sources_repository(project):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "_posts")
    git(project, "commit", "-q", "-m", "Posts")
    by_git = replace(project, settings=replace(project.settings, repairs=Repairs(send_as="git")))
    line = send_repair(by_git, "posts/tools.md", sha256)
    branch = line.rpartition(" ")[2]
    assert branch.startswith(f"content-quality/repair-{sha256[:8]}-")
    assert git(project, "show", f"{branch}:_posts/tools.md") == SOUND
    assert git(project, "diff", "--name-only", f"main..{branch}") == "_posts/tools.md\n"
    assert git(project, "status", "--porcelain", "_posts") == "", "the working tree is not touched"
    assert git(project, "rev-parse", "--abbrev-ref", "HEAD") == "main\n"
    assert send_repair(by_git, "posts/tools.md", sha256).endswith(branch), "sent twice, there is one branch"


def test_a_repository_that_somebody_put_into_the_source_runs_nothing(project, tmp_path):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    for arguments in (("init", "-q", "-b", "main"), ("add", "_posts"), ("commit", "-q", "-m", "Posts")):
        git(project, *arguments)
    inner = project.root / "_posts"
    subprocess.run(["git", "-C", inner, "init", "-q"], check=True)
    mine = ("-c", "user.name=Mira", "-c", "user.email=mira@example.org")
    subprocess.run(["git", "-C", inner, *mine, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    ran = tmp_path / "ran"
    hook = inner / ".git" / "hooks" / "reference-transaction"
    hook.write_text(f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    subprocess.run(["git", "-C", inner, "config", "core.fsmonitor", str(hook)], check=True)
    by_git = replace(project, settings=replace(project.settings, repairs=Repairs(send_as="git")))
    line = send_repair(by_git, "posts/tools.md", sha256)
    assert not ran.exists()
    assert git(project, "show", f"{line.rpartition(' ')[2]}:_posts/tools.md") == SOUND


def test_no_branch_is_made_for_a_source_outside_of_the_sites_repository(project, tmp_path):
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    (project.root / "site").mkdir()
    subprocess.run(["git", "-C", project.root / "site", "init", "-q"], check=True)
    outside = tuple(replace(source, path="../_posts") for source in project.settings.sources)
    settings = replace(project.settings, repairs=Repairs(send_as="git"), sources=outside)
    elsewhere = replace(project, settings=settings, root=project.root / "site")
    git_of_site = (
        "-c",
        "user.name=Mira",
        "-c",
        "user.email=mira@example.org",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    )
    subprocess.run(["git", "-C", elsewhere.root, *git_of_site], check=True)
    assert "send a draft instead" in send_repair(elsewhere, "posts/tools.md", sha256)


def test_ways_to_send_are_those_of_the_settings():
    assert set(SENDING) == set(reader.SENT_AS)
    with pytest.raises(SettingsError, match=r"repairs\.send_as must be one of draft, git, pull-request"):
        reader.loads('[repairs]\nsend_as = "post"\n')


NEAR = SECOND.replace("week.", "last week.", 1)
LEFT_OVER = f"{HEAD}{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{NEAR}\n\n{FIRST}\n"
MEANT = RepairApproval("Both sentences are meant.", "Nora", "manual__1", NOW)


def test_approved_with_its_repair_the_sent_version_is_released_without_a_question(project):
    batch_id, sha256 = held(project, LEFT_OVER)
    propose_repairs(project, batch_id)
    said = send_repair(project, "posts/tools.md", sha256, approval=MEANT)
    assert "Approved: the gate releases the version" in said
    draft = (project.workspace.drafts / "posts" / "tools.md").read_text("utf-8")
    decision = decided(project, draft)
    assert decision.released
    assert [finding.waived.by for finding in decision.findings if finding.waived] == ["Nora"]


def test_without_an_approval_what_is_left_holds_the_sent_version(project):
    batch_id, sha256 = held(project, LEFT_OVER)
    propose_repairs(project, batch_id)
    send_repair(project, "posts/tools.md", sha256)
    assert not decided(project, (project.workspace.drafts / "posts" / "tools.md").read_text("utf-8")).released


def test_the_approval_is_of_the_sent_bytes_and_of_what_was_shown_only(project):
    batch_id, sha256 = held(project, LEFT_OVER)
    propose_repairs(project, batch_id)
    send_repair(project, "posts/tools.md", sha256, approval=MEANT)
    draft = (project.workspace.drafts / "posts" / "tools.md").read_text("utf-8")
    assert not decided(project, draft + "\nOne more line.\n").released
    assert not decided(project, LEFT_OVER).released


@pytest.mark.parametrize("approval", [replace(MEANT, reason="?"), replace(MEANT, granted_by="")])
def test_an_approval_without_a_reason_or_a_name_sends_nothing(project, approval):
    batch_id, sha256 = held(project, LEFT_OVER)
    propose_repairs(project, batch_id)
    assert send_repair(project, "posts/tools.md", sha256, approval=approval).startswith("Nothing was sent. An approval")
    assert not project.workspace.drafts.exists()


def test_the_question_about_a_held_post_names_the_repair_and_its_page(project):
    batch_id, sha256 = held(project)
    row = {"batch_id": batch_id, "post_id": "posts/tools.md", "sha256": sha256}
    assert "A repair is proposed" not in question(project, row, NOW).body
    propose_repairs(project, batch_id)
    body = question(project, row, NOW).body
    assert "findings gone. [Side by side, and sent as a new version](" in body
    assert "/repair?post=posts%2Ftools.md)" in body


def decided(project: Project, text: str) -> Decision:
    """Gate this version of the post and return its decision."""
    write_post(project, "tools.md", text)
    batch_id = freeze(project, NOW + timedelta(hours=len(text)))
    inspect_all(project, batch_id)
    compare(project, batch_id)
    gate_batch.load_inspections(project, batch_id, NOW)
    gate_batch.validate_batch(project, batch_id)
    return finish(project, batch_id)["posts/tools.md"]
