"""What a site's people accept on the command line, and what they are told about decisions."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from content_quality import cli
from content_quality.adapters.site import acceptances_file
from content_quality.core.gate.decide import Verdict
from content_quality.core.settings import Gate
from content_quality.pipeline.ingest import inspect_shard
from content_quality.pipeline.project import Project
from tests.conftest import CLEAN, NOW, ROOT, write_post
from tests.pipeline.gate.test_acceptances import CUT, NAME, on
from tests.pipeline.steps import gate

CONFIG = '[site]\nname = "Test"\ngenerator = "jekyll"\n[[sources]]\nname = "posts"\npath = "_posts"\n'


@pytest.fixture
def site(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    (project.root / "content-quality.toml").write_text(CONFIG)
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("CONTENT_QUALITY_EXPECTATIONS", str(ROOT / "expectations"))
    return project


REASON = "Published before the checks were there."


def check(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict]:
    capsys.readouterr()
    status = cli.main(["check", "--format", "json", "--config", "content-quality.toml", *more, "_posts"])
    out = capsys.readouterr().out
    return status, json.loads(out) if out else {}


def test_what_is_waived_on_the_command_line_passes_the_check_and_says_why(
    site: Project, capsys: pytest.CaptureFixture[str]
):
    post = write_post(site, "2026-11-02-a.md", CUT)
    status, report = check(capsys)
    assert status == 1
    for name in {finding["check"] for finding in report["posts"][0]["findings"]}:
        assert (
            cli.main(
                ["waive", str(post), "--check", name, "--reason", "a lesson about git", "--by", "mika", "--days", "10"]
            )
            == 0
        )
    status, report = check(capsys)
    assert status == 0
    waived = report["posts"][0]["findings"][0]["waived"]
    assert (waived["reason"], waived["by"]) == ("a lesson about git", "mika")
    moved = post.rename(post.with_name("2026-11-02-moved.md"))
    assert cli.main(["check", "--config", "content-quality.toml", "_posts"]) == 1
    assert (
        "posts/2026-11-02-a.md: The waiver of conflict-marker names a post that is not there."
        in capsys.readouterr().err
    )
    moved.rename(post)
    assert cli.main(["waive", str(post), "--check", "reading-time", "--reason", "x"]) == 1
    assert cli.main(["waive", str(post), "--check", "conflict-marker", "--reason", "x", "--days", "181"]) == 1
    (site.root / acceptances_file.WAIVERS).write_text("[[waivers]\n")
    assert check(capsys)[0] == 2
    assert cli.main(["waive", str(post), "--check", "conflict-marker", "--reason", "x"]) == 2


def test_a_baseline_covers_old_posts_until_they_are_edited_and_only_shrinks(
    site: Project, capsys: pytest.CaptureFixture[str]
):
    write_post(site, "2026-11-02-a.md", CUT)
    write_post(site, "2026-11-02-b.md", CUT)
    assert cli.main(["baseline", "--by", "mika", "--reason", REASON]) == 0
    status, report = check(capsys)
    assert status == 0
    assert {post["verdict"] for post in report["posts"]} == {"debt"}
    decisions = gate(on(site))
    assert {decision.verdict for decision in decisions.values()} == {Verdict.DEBT}
    write_post(site, "2026-11-02-c.md", CUT)
    assert check(capsys)[0] == 1
    write_post(site, "2026-11-02-a.md", CUT.replace("<<<<<<<", "<<<<<<< again\n<<<<<<<"))
    decisions = gate(on(site), NOW + timedelta(minutes=1))
    assert {name: decision.verdict for name, decision in decisions.items()} == {
        NAME: Verdict.HOLD,
        "posts/2026-11-02-c.md": Verdict.HOLD,
    }
    assert cli.main(["baseline"]) == 0
    assert set(acceptances_file.read_baseline(site.root).posts) == {"posts/2026-11-02-b.md"}
    (site.root / acceptances_file.BASELINE).write_text("{}\n")
    assert check(capsys)[0] == 2
    assert cli.main(["baseline"]) == 2


def test_a_baseline_holds_what_suites_and_other_posts_say_and_does_not_shrink_with_a_lost_folder(
    site: Project, monkeypatch: pytest.MonkeyPatch
):
    long = (
        "The shelf behind them was built before the river rose, and nobody has moved it since. Those who come early bring tea, "
        "and the librarian pretends not to see the cups. On Fridays a class from the school takes the whole table by the door."
    )
    text = CLEAN.format(title="The reading room") + long + "\n"
    old = [
        write_post(site, f"2026-11-{name}.md", text.replace("11-02", f"11-{name[:2]}"))
        for name in ("02-the-reading-room", "03-chairs-at-the-window")
    ]
    decided = gate(on(site))
    found = {finding.check for decision in decided.values() for finding in decision.findings}
    assert {"title-used-twice", "copied-post"} <= found  # a suite's, and the comparison's
    assert cli.main(["baseline", "--reason", REASON]) == 0
    assert {decision.verdict for decision in gate(on(site), NOW + timedelta(minutes=1)).values()} == {Verdict.DEBT}
    recorded = (site.root / acceptances_file.BASELINE).read_bytes()
    for path in old:
        path.rename(site.root / path.name)
    assert cli.main(["baseline"]) == 2
    assert (site.root / acceptances_file.BASELINE).read_bytes() == recorded


def test_only_what_changed_in_git_is_checked(site: Project, capsys: pytest.CaptureFixture[str]):
    write_post(site, "2026-11-02-a.md", CUT)
    write_post(site, "2026-11-02-b.md", CLEAN.format(title="B"))
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=m", "-c", "user.email=m@example.org", "commit", "-qm", "old"],
    ):
        subprocess.run(["git", *command], cwd=site.root, check=True)
    assert check(capsys, "--since", "HEAD")[1]["posts"] == []
    write_post(site, "2026-11-02-b.md", CUT)
    write_post(site, "2026-11-02-ü c.md", CUT)
    _, report = check(capsys, "--since", "HEAD")
    assert [post["path"] for post in report["posts"]] == ["_posts/2026-11-02-b.md", "_posts/2026-11-02-ü c.md"]
    assert check(capsys, "--since=--output=x")[0] == 2
    assert not Path("x").exists()


def test_decisions_are_told_with_reasons_and_history(site: Project, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["decisions"]) == 2
    write_post(site, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    gate(site)
    write_post(site, "2026-11-02-a.md", CUT)
    gate(site, NOW + timedelta(minutes=1))
    capsys.readouterr()
    assert cli.main(["decisions"]) == 0
    assert "hold    _posts/2026-11-02-a.md: conflict-marker" in capsys.readouterr().out
    assert cli.main(["decisions", "_posts/2026-11-02-a.md"]) == 0
    told = capsys.readouterr().out
    assert "posts/2026-11-02-a.md: hold, kept back" in told
    assert "before:\n    2026-11-20 09:00 UTC clear" in told
    assert cli.main(["decisions", "_posts/nobody.md"]) == 1


def test_a_change_of_tolerances_decides_again_and_inspects_nothing(project: Project, monkeypatch: pytest.MonkeyPatch):
    write_post(project, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    first = gate(project)[NAME]
    inspected: list[str] = []
    monkeypatch.setattr(inspect_shard, "_inspect", lambda project, post: inspected.append(post.post_id))
    changed = dataclasses.replace(
        project, settings=dataclasses.replace(project.settings, gate=Gate(release_review=False))
    )
    again = gate(changed, NOW + timedelta(minutes=1))[NAME]
    assert inspected == []
    assert (again.verdict, again.released) == (Verdict.CLEAR, True)
    assert again.policy != first.policy
