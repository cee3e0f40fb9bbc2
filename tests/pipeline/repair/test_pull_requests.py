"""A repair is pushed to the source's remote and becomes a pull request; what fails leaves a branch and a message."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from content_quality.adapters.forge import FORGES, api
from content_quality.adapters.site.source_place import Credentials, SourceUnusable
from content_quality.core.settings import Repairs, SettingsError, Source, reader
from content_quality.pipeline.project import Project
from content_quality.pipeline.repair.propose_repairs import propose_repairs
from content_quality.pipeline.repair.pull_request import PROJECT, PullRequestFailed
from content_quality.pipeline.repair.send_repair import send_repair
from tests.adapters.forge_server import ForgeServer, running_forge
from tests.adapters.site.git_site import QUIET, served
from tests.conftest import write_post
from tests.pipeline.repair.test_repairs import DAMAGED, SOUND, git, held

TOKEN = "secret"
PULL = "https://forge.example/mira/site/pulls/7"


@dataclass(frozen=True)
class Logins:
    """Access to servers with a login for everything."""

    password: str = TOKEN

    def credentials(self, source: Source) -> Credentials:
        return Credentials("mira", self.password)

    def storage(self, source: Source) -> Any:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def own_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, QUIET[name])


@pytest.fixture
def forge() -> Iterator[ForgeServer]:
    with running_forge() as running:
        yield running


@dataclass
class Desk:
    """A held post with a repair, in a repository with a remote that asks for a login."""

    project: Project
    sha256: str
    remote: Path
    forge: ForgeServer

    def send(self, **settings: Any) -> str:
        wanted = {"send_as": "pull-request", "forge_url": self.forge.url, "project": "mira/site", **settings}
        project = replace(self.project, settings=replace(self.project.settings, repairs=Repairs(**wanted)))
        return send_repair(project, "posts/tools.md", self.sha256)

    def branches(self, where: Path | None = None) -> list[str]:
        names = bare(where or self.remote, "for-each-ref", "--format=%(refname:short)", "refs/heads").split()
        return [name for name in names if name != "main"]


def bare(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, check=True, text=True).stdout


@pytest.fixture
def desk(project: Project, tmp_path: Path, forge: ForgeServer) -> Iterator[Desk]:
    batch_id, sha256 = held(project)
    propose_repairs(project, batch_id)
    served_folder = tmp_path / "served"
    remote = served_folder / "mira" / "site.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", remote], check=True)
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "_posts")
    git(project, "commit", "-q", "-m", "Posts")
    git(project, "push", "-q", str(remote), "main")
    with served(served_folder) as address:
        git(project, "remote", "add", "origin", f"{address}/mira/site.git")
        yield Desk(replace(project, access=Logins()), sha256, remote, forge)


def test_the_branch_is_pushed_and_a_pull_request_is_opened(desk: Desk):
    desk.forge.answer("POST", 201, {"html_url": PULL})
    assert desk.send() == f"The repaired post tools.md is the pull request {PULL}"
    (branch,) = desk.branches()
    assert branch.startswith(f"content-quality/repair-{desk.sha256[:8]}-")
    assert bare(desk.remote, "show", f"{branch}:_posts/tools.md") == SOUND
    assert bare(desk.remote, "diff", "--name-only", f"main..{branch}") == "_posts/tools.md\n"
    (asked,) = desk.forge.asked
    assert asked.path == "/api/repos/mira/site/pulls"
    assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
    assert (asked.row["head"], asked.row["base"], asked.row["title"]) == (branch, "main", "Repair tools.md")
    assert "findings gone" in asked.row["body"]
    assert desk.sha256 in asked.row["body"]
    assert "repair?post=posts%2Ftools.md" in asked.row["body"]
    assert (desk.project.root / "_posts" / "tools.md").read_text("utf-8") == DAMAGED, "the files do not change"


def test_the_project_is_that_of_the_remote_unless_the_settings_name_one(desk: Desk):
    desk.forge.answer("POST", 201, {"html_url": PULL})
    desk.send(project="")
    assert desk.forge.asked[0].path == "/api/repos/mira/site/pulls"


def test_a_merge_request_is_opened_as_gitlab_takes_it(desk: Desk):
    desk.forge.answer("POST", 201, {"web_url": PULL})
    assert desk.send(forge="gitlab").endswith(PULL)
    (asked,) = desk.forge.asked
    assert asked.path == "/api/projects/mira%2Fsite/merge_requests"
    assert asked.headers["PRIVATE-TOKEN"] == TOKEN
    assert (asked.row["source_branch"], asked.row["target_branch"]) == (desk.branches()[0], "main")


@pytest.mark.parametrize(
    ("kind", "status", "answer"),
    [
        ("github", 422, lambda branch: [{"html_url": "https://other", "head": {"ref": "x"}}, {"html_url": PULL, "head": {"ref": branch}}]),
        ("github", 409, lambda branch: [{"html_url": PULL, "head": {"ref": branch}}]),
        ("gitlab", 409, lambda _: [{"web_url": PULL}]),
    ],
)  # fmt: skip
def test_sent_twice_there_is_one_branch_and_the_request_that_exists(
    desk: Desk, kind: str, status: int, answer: Callable[[str], object]
):
    desk.forge.answer("POST", 201, {"html_url": PULL, "web_url": PULL})
    desk.send(forge=kind)
    (branch,) = desk.branches()
    desk.forge.answer("POST", status, {"message": "A pull request already exists"})
    desk.forge.answer("GET", 200, answer(branch))
    assert desk.send(forge=kind).endswith(PULL)
    assert desk.branches() == [branch]
    assert "state=open" in desk.forge.asked[-1].path


FAILURES = [
    (401, {"message": "Bad credentials secret"}, {}, True, "refused the login with HTTP 401. Renew the token"),
    (403, {}, {}, True, "refused the login with HTTP 403"),
    (403, {}, {"Retry_After": "60"}, False, "failed with HTTP 403"),
    (404, {}, {}, True, "no project mira/site (HTTP 404). Correct repairs.project"),
    (301, {}, {"Location": "https://elsewhere"}, True, "redirect (HTTP 301)"),
    (400, {"message": "bad secret words"}, {}, True, 'HTTP 400: {"message": "bad *** words"}'),
    (422, {"message": "No commits between"}, {}, True, "HTTP 422"),
    (429, {}, {}, False, "failed with HTTP 429"),
    (500, {}, {}, False, "failed with HTTP 500"),
    (503, b"\xff", {}, False, "failed with HTTP 503"),
    (201, b"no json", {}, True, "names no pull request"),
    (201, {"html_url": "javascript:alert(1)"}, {}, True, "names no pull request"),
    (201, [], {}, True, "names no pull request"),
]


@pytest.mark.parametrize(("status", "said", "headers", "final", "words"), FAILURES)
def test_what_a_forge_refuses_leaves_a_message_and_the_branch(
    desk: Desk, caplog: pytest.LogCaptureFixture, status: int, said: object, headers: dict, final: bool, words: str
):
    caplog.set_level(logging.DEBUG)
    desk.forge.answer("POST", status, said, **headers)
    desk.forge.answer("GET", 200, [])
    with pytest.raises(PullRequestFailed) as raised:
        desk.send()
    assert words in str(raised.value)
    assert raised.value.final == final
    (branch,) = desk.branches()
    assert f"The repaired post is the branch {branch}, on this machine and at the remote." in str(raised.value)
    assert branch in git(desk.project, "branch", "--list", branch)
    assert TOKEN not in str(raised.value)
    assert raised.value.__cause__ is None
    assert TOKEN not in caplog.text


def test_a_forge_that_is_silent_is_tried_again_later(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api, "SECONDS", 0.2)
    with pytest.raises(PullRequestFailed, match=r"cannot be reached \(ReadTimeout\)") as raised:
        desk.send()
    assert not raised.value.final
    assert len(desk.branches()) == 1


def test_a_second_attempt_goes_on_where_the_first_one_stopped(desk: Desk):
    desk.forge.answer("POST", 503, {})
    with pytest.raises(PullRequestFailed):
        desk.send()
    before = desk.branches()
    desk.forge.answer("POST", 201, {"html_url": PULL})
    assert desk.send().endswith(PULL)
    assert desk.branches() == before


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"forge_url": "http://forge.example/api"}, "does not begin with https://"),
        ({"forge_url": "https://["}, "does not begin with https://"),
        ({"remote": "upstream"}, "no remote upstream. Correct repairs.remote"),
        ({"remote": "--upload-pack=x"}, "no remote --upload-pack=x"),
        ({"base": "gone"}, "couldn't find remote ref"),
        ({"base": "../x"}, "not a valid ref"),
    ],
)
def test_settings_that_lead_nowhere_leave_a_local_branch(desk: Desk, settings: dict[str, str], words: str):
    with pytest.raises(PullRequestFailed) as raised:
        desk.send(**settings)
    assert words in str(raised.value) or "remote refused" in str(raised.value)
    assert "on this machine." in str(raised.value)
    assert len(desk.branches(desk.project.root)) == 1
    assert desk.branches() == []
    assert desk.forge.asked == []


def test_a_refused_login_of_the_remote_names_no_password(desk: Desk):
    desk.project = replace(desk.project, access=Logins("wrong-password"))
    with pytest.raises(PullRequestFailed) as raised:
        desk.send()
    assert "remote refused, or it cannot be reached" in str(raised.value)
    assert "wrong-password" not in str(raised.value)
    assert desk.branches() == []
    assert len(desk.branches(desk.project.root)) == 1


def test_a_password_in_the_address_of_the_remote_is_not_repeated(desk: Desk):
    git(desk.project, "remote", "set-url", "origin", "http://ann:hidden@127.0.0.1:1/mira/site.git")
    with pytest.raises(PullRequestFailed) as raised:
        desk.send()
    assert "hidden" not in str(raised.value)


def test_without_a_token_nothing_is_asked(desk: Desk):
    desk.project = replace(desk.project, access=Logins(""))
    with pytest.raises(PullRequestFailed, match="there is no token") as raised:
        desk.send()
    assert raised.value.final


def test_a_connection_that_airflow_does_not_have_is_named(desk: Desk):
    class Unknown(Logins):
        def credentials(self, source: Source) -> Credentials:
            raise SourceUnusable(f"no connection {source.connection}", "Add it in Airflow.")

    desk.project = replace(desk.project, access=Unknown())
    with pytest.raises(PullRequestFailed, match="no connection forge"):
        desk.send(connection="forge")


def test_a_post_that_is_another_one_at_the_remote_is_not_sent(desk: Desk):
    write_post(desk.project, "tools.md", DAMAGED + "\nMore.\n")
    git(desk.project, "commit", "-q", "-a", "-m", "Edit")
    git(desk.project, "push", "-q", str(desk.remote), "main")
    write_post(desk.project, "tools.md", DAMAGED)
    assert "has another version of the post" in desk.send()
    assert desk.branches() == []


def test_hooks_of_the_repository_do_not_run(desk: Desk):
    hook = desk.project.root / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    desk.forge.answer("POST", 201, {"html_url": PULL})
    assert desk.send().endswith(PULL)


def test_a_source_that_git_serves_needs_no_checkout(desk: Desk):
    url = git(desk.project, "remote", "get-url", "origin").strip()
    source = Source("posts", "_posts", kind="git", url=url, branch="main")
    far = replace(desk.project, settings=replace(desk.project.settings, sources=(source,)))
    list(far.open_source(source).files((".md",)))
    desk.project = far
    desk.forge.answer("POST", 201, {"html_url": PULL})
    assert desk.send().endswith(PULL)
    (branch,) = desk.branches()
    assert bare(desk.remote, "show", f"{branch}:_posts/tools.md") == SOUND
    assert desk.forge.asked[0].row["base"] == "main"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://github.com/mira/site.git", "mira/site"),
        ("https://git.example.org/group/below/site", "group/below/site"),
        ("git@github.com:mira/site.git", "mira/site"),
        ("ssh://git@git.example.org:2222/mira/site.git", "mira/site"),
        ("/srv/git/site.git", None),
    ],
)
def test_a_remotes_address_names_the_project(address: str, name: str | None):
    found = PROJECT.fullmatch(address)
    assert (found["path"] if found else None) == name


def test_forges_are_those_of_the_settings():
    assert set(FORGES) == set(reader.FORGES)
    with pytest.raises(SettingsError, match=r"repairs\.forge must be one of github, gitlab"):
        reader.loads('[repairs]\nforge = "svn"\n')
