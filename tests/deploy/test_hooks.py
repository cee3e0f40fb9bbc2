"""The hooks and the jobs of the documentation, each run as its host would, in a git repository and without a network."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from tests.conftest import CLEAN, ROOT
from tests.installed import with_command
from tests.patience import PATIENCE

EXAMPLES = ROOT / "docs" / "examples"
SOUND = CLEAN.format(title="The reading room")
PARAGRAPH = (
    "The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for "
    "apples, and members pay twelve euros a year. Most tools come back cleaner than they left.\n"
)
DAMAGED = f"---\ntitle: Tools\ndate: 2026-11-02\n---\n\n{PARAGRAPH}\n{PARAGRAPH}"
WHO = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in (("NAME", "Mira"), ("EMAIL", "mira@example.org"))
}


class Site:
    """A site in a git repository, and the environment that a host gives to a step."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self.root, self.environment = root, {**environment, **WHO}

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.root,
            env=self.environment | variables,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def commit(self, *options: str) -> str:
        """Commit everything, and return the revision."""
        assert self.run("git", "add", "-A").returncode == 0
        done = self.run("git", "commit", "-q", "-m", "a post", *options)
        assert done.returncode == 0, done.stderr
        return self.run("git", "rev-parse", "HEAD").stdout.strip()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "site").mkdir()
    found = Site(tmp_path / "site", with_command(tmp_path))
    assert found.run("git", "init", "-q").returncode == 0
    return found


# git alone


def test_the_hook_of_git_stops_a_commit_with_a_blocker(site: Site):
    hook = site.root / ".git" / "hooks" / "pre-commit"
    hook.write_bytes((EXAMPLES / "pre-commit.sh").read_bytes())
    hook.chmod(0o755)
    site.write("_posts/a.md", SOUND)
    site.commit()
    site.write("_posts/b.md", DAMAGED)
    site.run("git", "add", "-A")
    site.write("_posts/b.md", SOUND)  # not what is committed
    stopped = site.run("git", "commit", "-m", "a damaged post")
    assert stopped.returncode == 1
    assert "_posts/b.md: hold" in stopped.stdout + stopped.stderr
    assert site.run("git", "rev-list", "--count", "HEAD").stdout.strip() == "1"
    site.run("git", "add", "-A")
    assert site.run("git", "commit", "-qm", "a sound post").returncode == 0


def test_the_hook_of_git_reads_the_whole_of_a_commit_of_all_changes(site: Site):
    hook = site.root / ".git" / "hooks" / "pre-commit"
    hook.write_bytes((EXAMPLES / "pre-commit.sh").read_bytes())
    hook.chmod(0o755)
    site.write("a.md", SOUND)
    site.commit()
    site.write("a.md", DAMAGED)
    assert site.run("git", "commit", "-a", "-m", "through another index").returncode == 1


def test_the_hook_of_git_uses_the_settings_of_the_site(site: Site):
    site.write("content-quality.toml", '[checks]\nrepeated-passage = "off"\n')
    site.write("a.md", DAMAGED)
    site.run("git", "add", "-A")
    assert site.run("sh", str(EXAMPLES / "pre-commit.sh")).returncode == 0
    site.write("content-quality.toml", "[")
    assert site.run("sh", str(EXAMPLES / "pre-commit.sh")).returncode == 2


# pre-commit


HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def test_the_hook_of_pre_commit_gets_the_names_of_staged_posts(site: Site):
    hook, _ = HOOKS
    assert (hook["id"], hook["language"], hook["require_serial"]) == ("content-quality", "python", True)
    site.write("_posts/a.md", SOUND)
    site.write("_posts/b.md", DAMAGED)
    entry = [*shlex.split(hook["entry"]), *hook.get("args", [])]
    assert site.run(*entry, "_posts/a.md").returncode == 0
    stopped = site.run(*entry, "_posts/a.md", "_posts/b.md")
    assert (stopped.returncode, "_posts/b.md: hold" in stopped.stdout) == (1, True)
    site.write("content-quality.toml", '[profiles.writing]\nrepeated-passage = "info"\n')
    settings = ["--config", "content-quality.toml", "--profile", "writing"]
    assert site.run(*entry, *settings, "_posts/b.md").returncode == 0


def test_the_hook_that_fixes_changes_the_file_and_lets_pre_commit_stop_the_commit(site: Site):
    _, hook = HOOKS
    assert (hook["id"], hook["language"], hook["require_serial"]) == ("content-quality-fix", "python", True)
    entry = [*shlex.split(hook["entry"]), *hook.get("args", [])]
    site.write("_posts/a.md", SOUND)
    site.write("_posts/b.md", SOUND.replace('"The reading room"', '"The "reading" room"'))
    site.write("_posts/c.md", DAMAGED)
    done = site.run(*entry, "_posts/a.md", "_posts/b.md", "_posts/c.md")
    assert (done.returncode, "_posts/b.md:2: fixed [front-matter-syntax]" in done.stderr) == (0, True), done.stderr
    assert (site.root / "_posts/a.md").read_text() == SOUND
    assert (site.root / "_posts/b.md").read_text() == SOUND.replace('"The reading room"', "'The \"reading\" room'")
    assert (site.root / "_posts/c.md").read_text() == DAMAGED  # which copy goes is for `repair` and an editor
    assert "nothing to fix" in site.run(*entry, "_posts/b.md").stderr


# GitHub

ACTION: dict[str, Any] = yaml.safe_load((ROOT / ".github" / "actions" / "check" / "action.yml").read_text("utf-8"))


def github(site: Site, temporary: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """Run the step that checks, as the runner does; return it with the outputs and the summary."""
    (step,) = [one for one in ACTION["runs"]["steps"] if one.get("id") == "check"]
    given = {name: value["default"] for name, value in ACTION["inputs"].items()} | inputs
    names = {name: re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", text) for name, text in step["env"].items()}
    variables = {name: given[found[1]] for name, found in names.items() if found}
    assert variables.keys() == step["env"].keys()
    assert "${{" not in step["run"]  # nothing of an input is part of the script
    temporary.mkdir(exist_ok=True)
    output, summary = temporary / "output", temporary / "summary"
    output.write_text("")
    summary.write_text("")
    files = {"RUNNER_TEMP": str(temporary), "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    done = site.run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"], **variables, **files)
    outputs = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return done, outputs, summary.read_text()


def test_the_action_annotates_and_fails_at_a_blocker(site: Site, tmp_path: Path):
    site.write("_posts/a.md", SOUND)
    site.write("more posts/b.md", DAMAGED)
    done, outputs, summary = github(site, tmp_path / "runner", paths="_posts\nmore posts\n")
    assert (done.returncode, outputs["status"]) == (1, "1")
    assert "::error " in done.stdout
    assert "more posts/b.md" in done.stdout
    assert json.loads(Path(outputs["sarif"]).read_text("utf-8"))["version"] == "2.1.0"
    assert "### content-quality" in summary
    assert github(site, tmp_path / "runner", paths="_posts")[0].returncode == 0
    assert github(site, tmp_path / "runner", **{"fail-on": "never"})[0].returncode == 0


def test_the_action_can_look_at_changed_posts_only(site: Site, tmp_path: Path):
    site.write("_posts/old.md", DAMAGED)
    base = site.commit()
    site.write("_posts/new.md", SOUND)
    site.commit()
    done, _, summary = github(site, tmp_path / "runner", since=base)
    assert (done.returncode, "1 post:" in summary) == (0, True), done.stderr
    assert github(site, tmp_path / "runner")[0].returncode == 1


def test_the_action_takes_settings_and_refuses_what_it_cannot_decide(site: Site, tmp_path: Path):
    site.write("_posts/a.md", DAMAGED)
    site.write("content-quality.toml", '[profiles.ci]\nrepeated-passage = "info"\n')
    done, outputs, _ = github(site, tmp_path / "runner", config="content-quality.toml", profile="ci")
    assert (done.returncode, outputs["status"]) == (0, "0"), done.stderr
    (site.root / "drafts").mkdir()  # a folder without a post is a mistake, and no clean site
    assert github(site, tmp_path / "runner", paths="drafts")[0].returncode == 2
    done, outputs, _ = github(site, tmp_path / "runner", config="nowhere.toml")
    assert (done.returncode, outputs) == (2, {"status": "2"})


HOSTILE = ("$(touch stolen)", "`touch stolen`", "a.md; touch stolen", "--config", "-x.md", "*")


@pytest.mark.parametrize("text", HOSTILE)
def test_an_input_of_the_action_is_never_part_of_a_script(site: Site, tmp_path: Path, text: str):
    done, outputs, _ = github(site, tmp_path / "runner", paths=text)
    assert (done.returncode, outputs["status"]) == (2, "2")
    assert github(site, tmp_path / "runner", since=text)[0].returncode == 2
    assert not (site.root / "stolen").exists()


def test_the_example_names_inputs_and_outputs_that_the_action_has():
    document = yaml.safe_load((EXAMPLES / "check-action.yml").read_text("utf-8"))
    (step,) = [one for one in document["jobs"]["check"]["steps"] if one.get("id") == "posts"]
    assert step["with"].keys() <= ACTION["inputs"].keys()
    assert step["uses"].endswith("/.github/actions/check@v1")
    page = (ROOT / "docs" / "hooks.md").read_text("utf-8")
    for name, value in ACTION["inputs"].items():
        default = f" `{value['default']}`" if value["default"] else ""
        assert f"| `{name}` |{default} |" in page


# GitLab


def gitlab(site: Site, **variables: str) -> subprocess.CompletedProcess[str]:
    document = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text("utf-8"))
    given = document["variables"] | variables
    script = "\n".join(document["content-quality"]["script"])
    return site.run("bash", "-eo", "pipefail", "-c", script, **given)


def test_the_job_of_gitlab_writes_its_reports_and_fails_at_a_blocker(site: Site):
    site.write("_posts/a.md", DAMAGED)
    base = site.commit()
    assert gitlab(site).returncode == 1
    (issue, *_) = json.loads((site.root / "gl-code-quality-report.json").read_text("utf-8"))
    assert issue["location"]["path"] == "_posts/a.md"
    assert ElementTree.parse(site.root / "content-quality.xml").getroot().tag == "testsuites"
    site.write("_posts/b.md", SOUND)
    site.commit()
    assert gitlab(site, CI_MERGE_REQUEST_DIFF_BASE_SHA=base).returncode == 0
    site.write("content-quality.toml", '[checks]\nrepeated-passage = "off"\n')
    assert gitlab(site, CONTENT_QUALITY_OPTIONS="--config content-quality.toml").returncode == 0
    assert gitlab(site, CONTENT_QUALITY_PATHS="nowhere").returncode == 2


def test_the_reports_of_the_job_of_gitlab_are_those_that_it_uploads():
    job = yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text("utf-8"))["content-quality"]
    for file in job["artifacts"]["reports"].values():
        assert f"={file}" in job["script"][0]
    assert job["artifacts"]["when"] == "always"


# reviewdog


def review(site: Site) -> subprocess.CompletedProcess[str]:
    document = yaml.safe_load((EXAMPLES / "reviewdog.yml").read_text("utf-8"))
    (step,) = [one for one in document["jobs"]["review"]["steps"] if one.get("name") == "Review"]
    return site.run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"])


def test_reviewdog_gets_what_it_reads(site: Site):
    dog = Path(site.environment["PATH"].partition(os.pathsep)[0]) / "reviewdog"
    dog.write_text('#!/bin/sh\ncat > received.json\nprintf "%s\\n" "$@" > arguments\n')
    dog.chmod(0o755)
    site.write("_posts/a.md", DAMAGED)
    done = review(site)
    assert done.returncode == 0, done.stderr
    received = json.loads((site.root / "received.json").read_text("utf-8"))
    assert received["source"]["name"] == "content-quality"
    (first, *_) = received["diagnostics"]
    assert (first["location"]["path"], first["severity"]) == ("_posts/a.md", "ERROR")
    assert "-f=rdjson" in (site.root / "arguments").read_text().split()


def test_what_cannot_be_decided_ends_the_review(site: Site):
    dog = Path(site.environment["PATH"].partition(os.pathsep)[0]) / "reviewdog"
    dog.write_text("#!/bin/sh\ncat > received.json\n")
    dog.chmod(0o755)
    assert review(site).returncode == 2  # there is no folder _posts
