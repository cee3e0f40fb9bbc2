"""The git source reads a branch of a real repository, and survives what people do to branches."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from content_quality.adapters.site import git_mirror
from content_quality.adapters.site.git_source import GitRepository
from content_quality.adapters.site.source_place import Credentials, EnvironmentAccess, SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, Unreachable
from content_quality.core.settings import Source
from tests.adapters.site.git_site import QUIET, Repository, place_of, served
from tests.ports import free_port

ENDS = (".md", ".mdx", ".markdown")
MANY = 10_000_000


@pytest.fixture
def site(tmp_path: Path) -> Repository:
    made = Repository.new(tmp_path / "site")
    made.commit({"_posts/a.md": "one", "_posts/deep/b.md": "two", "README.md": "r", "_posts/c.txt": "t"})
    return made


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_mirror, "FIRST_WAIT", 0.001)


def opened(site: Repository, tmp_path: Path, **about: object) -> GitRepository:
    return GitRepository(place_of(site.url, tmp_path / "var", **about))


def listed(repository: GitRepository) -> dict[str, SourceFile]:
    return {file.path: file for file in repository.files(ENDS)}


def test_the_posts_of_a_folder_in_a_branch_are_listed_and_read(site: Repository, tmp_path: Path):
    repository = opened(site, tmp_path)
    assert list(listed(repository)) == ["a.md", "deep/b.md"]
    assert repository.read("a.md", MANY) == b"one"
    assert repository.read("deep/b.md", MANY) == b"two"
    assert repository.has("a.md")
    assert not repository.has("z.md")
    assert opened(site, tmp_path).has("a.md")  # without a new look


def test_the_whole_repository_is_a_source_too(site: Repository, tmp_path: Path):
    assert list(listed(opened(site, tmp_path, path="."))) == ["README.md", "_posts/a.md", "_posts/deep/b.md"]


def test_without_a_branch_the_one_counts_that_the_repository_names(site: Repository, tmp_path: Path):
    assert "a.md" in listed(opened(site, tmp_path, branch=""))


def test_each_post_has_the_author_and_commit_of_its_last_change(site: Repository, tmp_path: Path):
    first = site.git("rev-parse", "HEAD")
    second = site.commit({"_posts/a.md": "one, better"}, author="Jun Sato")
    files = listed(opened(site, tmp_path))
    assert (files["a.md"].author, files["a.md"].commit) == ("Jun Sato", second)
    assert (files["deep/b.md"].author, files["deep/b.md"].commit) == ("Mira Okafor", first)


def test_beyond_the_history_that_is_fetched_a_post_has_no_author(site: Repository, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(git_mirror, "COMMITS", 2)
    for number in range(4):
        site.commit({"_posts/a.md": f"{number}"}, author="Jun Sato")
    files = listed(opened(site, tmp_path))
    assert files["a.md"].author == "Jun Sato"
    assert (files["deep/b.md"].author, files["deep/b.md"].commit) == ("", "")


def test_only_what_changed_has_another_revision(site: Repository, tmp_path: Path):
    before = listed(opened(site, tmp_path))
    site.commit({"_posts/a.md": "changed", "_posts/new.md": "n"})
    after = listed(opened(site, tmp_path))
    assert after["deep/b.md"].revision == before["deep/b.md"].revision
    assert after["a.md"].revision != before["a.md"].revision
    assert opened(site, tmp_path).read("a.md", MANY) == b"changed"


@pytest.mark.parametrize("how", ["amend", "rebase", "orphan"])
def test_a_branch_that_was_rewritten_is_read_as_it_is_now(site: Repository, tmp_path: Path, how: str):
    site.commit({"_posts/a.md": "lost"})
    listed(opened(site, tmp_path))
    if how == "amend":
        (site.folder / "_posts/a.md").write_text("kept")
        site.git("commit", "--quiet", "-a", "--amend", "-m", "again")
    elif how == "rebase":
        site.git("reset", "--hard", "--quiet", "HEAD~1")
        site.commit({"_posts/a.md": "kept"})
    else:
        site.git("checkout", "--quiet", "--orphan", "fresh")
        (site.folder / "_posts/a.md").write_text("kept")
        site.git("add", "-A")
        site.git("commit", "--quiet", "-m", "anew")
        site.git("branch", "-M", "main")
    repository = opened(site, tmp_path)
    assert sorted(listed(repository)) == ["a.md", "deep/b.md"]
    assert repository.read("a.md", MANY) == b"kept"


def test_names_of_any_kind_are_read(site: Repository, tmp_path: Path):
    names = ["_posts/朝の記事.md", "_posts/with space.md", '_posts/quo"te.md', "_posts/tab\there.md"]
    site.commit(dict.fromkeys(names, "x"))
    repository = opened(site, tmp_path)
    assert {name.removeprefix("_posts/") for name in names} < set(listed(repository))
    assert all(repository.read(name.removeprefix("_posts/"), MANY) == b"x" for name in names)
    assert all(listed(repository)[name.removeprefix("_posts/")].author for name in names)


def test_hidden_and_built_folders_are_left_out(site: Repository, tmp_path: Path):
    site.commit({"_posts/.draft.md": "x", "_posts/node_modules/y.md": "x"})
    assert list(listed(opened(site, tmp_path))) == ["a.md", "deep/b.md"]


def test_links_and_pointers_of_lfs_and_long_files_are_refused_one_by_one(site: Repository, tmp_path: Path):
    (site.folder / "_posts/link.md").symlink_to("/etc/passwd")
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345\n"
    site.commit({"_posts/large.md": pointer, "_posts/long.md": "x" * 1000})
    repository = opened(site, tmp_path)
    assert {"link.md", "large.md", "long.md"} < set(listed(repository))
    for name, words in (("link.md", "symbolic link"), ("large.md", "pointer of Git LFS"), ("long.md", "1,000 bytes")):
        with pytest.raises(Refused, match=words):
            repository.read(name, 500)
    assert repository.read("a.md", 500) == b"one"
    with pytest.raises(Unreachable, match="not in the repository"):
        repository.read("gone.md", 500)


def test_a_submodule_is_named_and_not_read(site: Repository, tmp_path: Path):
    other = Repository.new(tmp_path / "other")
    other.commit({"x.md": "x"})
    site.git("submodule", "--quiet", "add", other.url, "_posts/guides")
    site.commit({})
    repository = opened(site, tmp_path)
    assert list(listed(repository)) == ["a.md", "deep/b.md"]
    assert repository.notices == ["The submodule guides is not read. Give it a source of its own."]


def test_a_young_look_is_not_repeated_and_an_ingestion_looks_anew(site: Repository, tmp_path: Path):
    listed(opened(site, tmp_path))
    site.commit({"_posts/new.md": "n"})
    assert "new.md" not in listed(opened(site, tmp_path, oldest_look=3600))
    assert "new.md" in listed(opened(site, tmp_path))


def test_a_look_that_failed_is_remembered_for_as_long(site: Repository, tmp_path: Path):
    site.folder.rename(tmp_path / "away")
    with pytest.raises(SourceUnusable):
        listed(opened(site, tmp_path))
    (tmp_path / "away").rename(site.folder)
    with pytest.raises(SourceUnusable, match="does not"):
        listed(opened(site, tmp_path, oldest_look=3600))
    assert listed(opened(site, tmp_path))


def test_a_server_that_fails_for_a_moment_is_asked_again(site: Repository, tmp_path: Path, monkeypatch):
    asked = []
    once = git_mirror.GitMirror._fetch_once

    def failing(self, environment):
        asked.append(1)
        if len(asked) < 3:
            raise SourceUnusable("git: the remote end hung up unexpectedly", "")
        once(self, environment)

    monkeypatch.setattr(git_mirror.GitMirror, "_fetch_once", failing)
    assert listed(opened(site, tmp_path))
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("about", "words", "instead"),
    [
        ({"branch": "nope"}, "couldn't find remote ref", "Correct `branch`"),
        ({"path": "nowhere"}, "the repository has no folder nowhere", "Correct `path`"),
        ({"path": "../up"}, "not a folder in the repository", "without /"),
        ({"branch": "--upload-pack=touch x"}, "not the name of a branch", "such as main"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(site: Repository, tmp_path: Path, about, words: str, instead: str):
    with pytest.raises(SourceUnusable, match=words) as raised:
        listed(opened(site, tmp_path, **about))
    assert instead in raised.value.instead


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "needs `url`"),
        ("--upload-pack=touch x", "needs `url`"),
        ("ext::sh -c touch% x", "not allowed"),
        ("https://mira:secret@git.example.org/site.git", "holds a password"),
        ("file:///nowhere/at/all", "does not"),
    ],
)
def test_an_address_that_cannot_be_meant_runs_nothing_and_shows_no_secret(tmp_path: Path, url: str, words: str):
    with pytest.raises(SourceUnusable, match=words) as raised:
        listed(GitRepository(place_of(url, tmp_path / "var")))
    assert "secret" not in f"{raised.value} {raised.value.instead}"


@pytest.fixture
def daemon(site: Repository) -> Iterator[str]:
    """Serve the folder of the site over the git protocol; yield the address."""
    port = free_port()
    command = [
        "git",
        "daemon",
        "--export-all",
        "--listen=127.0.0.1",
        f"--port={port}",
        f"--base-path={site.folder.parent}",
        "--reuseaddr",
    ]
    server = subprocess.Popen(command, env=QUIET, stderr=subprocess.DEVNULL)
    yield f"git://127.0.0.1:{port}/site"
    server.terminate()
    server.wait()


def test_a_git_server_is_read_over_the_network(daemon: str, site: Repository, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(git_mirror, "FIRST_WAIT", 0.5)  # until the server listens
    repository = GitRepository(place_of(daemon, tmp_path / "var"))
    assert list(listed(repository)) == ["a.md", "deep/b.md"]
    site.commit({"_posts/new.md": "n"})
    assert "new.md" in listed(GitRepository(place_of(daemon, tmp_path / "var")))


@pytest.fixture
def server(site: Repository) -> Iterator[str]:
    with served(site.folder.parent) as address:
        yield f"{address}/site/.git"


class _Access(EnvironmentAccess):
    def __init__(self, found: Credentials) -> None:
        self.found = found

    def credentials(self, source: Source) -> Credentials:
        return self.found


def over_http(url: str, tmp_path: Path, found: Credentials) -> GitRepository:
    place = place_of(url, tmp_path / "var")
    return GitRepository(SourcePlace(place.source, place.root, place.state, _Access(found)))


def test_a_login_opens_a_server_that_asks_for_one(server: str, tmp_path: Path):
    with pytest.raises(SourceUnusable, match="could not read Username") as raised:
        listed(over_http(server, tmp_path, Credentials()))
    assert "`connection` with a login" in raised.value.instead
    with pytest.raises(SourceUnusable, match="Authentication failed") as raised:
        listed(over_http(server, tmp_path, Credentials("mira", "wrong-word")))
    assert "wrong-word" not in str(raised.value)
    assert list(listed(over_http(server, tmp_path, Credentials("mira", "secret")))) == ["a.md", "deep/b.md"]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file())
    assert b"secret" not in kept


def test_the_environment_names_a_login_for_the_command_line(server: str, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("CONTENT_QUALITY_SOURCE_SITE_USER", "mira")
    monkeypatch.setenv("CONTENT_QUALITY_SOURCE_SITE_PASSWORD", "secret")
    assert "a.md" in listed(GitRepository(place_of(server, tmp_path / "var")))


def test_a_deploy_key_is_given_to_ssh_and_is_gone_afterwards(tmp_path: Path, monkeypatch):
    """Ssh itself is replaced by a program that writes down how it was called."""
    said = tmp_path / "said"
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text(
        f'#!/bin/sh\necho "$@" > {said}\nfor one in "$@"; do test -f "$one" && cat "$one" >> {said}; done\nexit 1\n'
    )
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ssh.parent}:/usr/bin:/bin")
    found = Credentials(key="THE KEY", known_hosts="THE HOSTS")
    with pytest.raises(SourceUnusable):
        listed(over_http("ssh://git@git.example.org/site.git", tmp_path, found))
    words = said.read_text()
    assert "BatchMode=yes" in words
    assert "StrictHostKeyChecking=yes" in words
    assert "THE KEY\n" in words
    key = words.split(" -i ")[1].split()[0]
    assert not Path(key).exists()


def test_two_looks_at_once_wait_for_each_other(site: Repository, tmp_path: Path):
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(listed(opened(site, tmp_path))))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2, 2, 2, 2]
