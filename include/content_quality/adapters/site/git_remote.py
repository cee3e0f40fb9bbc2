"""A remote of a repository, to which a branch is pushed. Its errors name no secret."""

from __future__ import annotations

import re
from pathlib import Path

from content_quality.adapters.channels import masked
from content_quality.adapters.site import git
from content_quality.adapters.site.git import GitUnusable
from content_quality.adapters.site.git_login import QUIET, authenticated, login_options
from content_quality.adapters.site.source_place import Credentials
from content_quality.core.records import dataclass

SECONDS = 120  # of one exchange with the server
LOGIN_IN_ADDRESS = re.compile(r"(?<=://)[^/\s@]*@")
SLOW = ("-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=30")  # bytes and seconds after which git gives up


@dataclass(frozen=True, slots=True)
class GitRemote:
    """The server at `address`, asked from the folder of the repository."""

    repository: Path
    address: str
    login: Credentials

    def default_branch(self) -> str:
        """Return the name of the branch that the server shows first; empty where it names none."""
        lines = self._run("ls-remote", "--symref", "--", self.address, "HEAD").decode("utf-8", "replace").splitlines()
        heads = (line.split("\t")[0] for line in lines if line.startswith("ref: refs/heads/"))
        return next(heads, "").removeprefix("ref: refs/heads/")

    def newest(self, branch: str) -> str:
        """Fetch the branch and return its newest commit."""
        reference = "refs/content-quality/base"
        options = ("--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--no-auto-gc")
        self._run("fetch", *options, "--", self.address, f"+refs/heads/{branch}:{reference}")
        return git.run(self.repository, "rev-parse", "--verify", f"{reference}^{{commit}}").decode().strip()

    def has(self, branch: str) -> bool:
        """Return whether the server has the branch."""
        return bool(self._run("ls-remote", "--", self.address, f"refs/heads/{branch}").strip())

    def push(self, commit: str, branch: str) -> None:
        """Make the branch at the server; no hook of the repository runs, and nothing is overwritten."""
        self._run("push", "--quiet", "--no-verify", "--", self.address, f"{commit}:refs/heads/{branch}")

    def _run(self, *arguments: str) -> bytes:
        try:
            with authenticated(self.login) as environment:
                options = (*login_options(environment), *SLOW)
                return git.run(
                    self.repository, *options, *arguments, environment={**QUIET, **environment}, seconds=SECONDS
                )
        except GitUnusable as error:
            words = masked(str(error), (self.login.password, self.login.key))
            raise GitUnusable(LOGIN_IN_ADDRESS.sub("***@", words)) from None
