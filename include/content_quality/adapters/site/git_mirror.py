"""A bare copy of one branch of a repository, fetched when somebody looks and the last look is too old.

The words of errors are ours or git's own; no secret stands in an argument, and none in an address.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from pathlib import Path

from content_quality.adapters.site import git
from content_quality.adapters.site.git import GitUnusable
from content_quality.adapters.site.git_login import QUIET, authenticated, login_options
from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.state.files import write_atomically
from content_quality.core.records import dataclass

HEAD = "refs/source/head"  # the branch, whatever it is called
COMMITS = 500  # of history that are fetched: they say who wrote a post; older posts have no author
FETCH_SECONDS = 600  # of one attempt; a first fetch of a large site takes minutes
ATTEMPTS, FIRST_WAIT, LONGEST_WAIT = 3, 1.0, 20.0  # seconds between attempts, doubled each time
# What waiting does not mend.
FINAL = re.compile(
    r"authentication failed|permission denied|could not read (username|password)|couldn't find remote ref|not found"
    r"|does not (appear|exist)|host key verification|transport .* not allowed|unable to find remote helper",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class GitMirror:
    """The copy of the branch that `place` names, in the state folder."""

    place: SourcePlace

    @property
    def folder(self) -> Path:
        """Where the copy lies."""
        if self.place.state is None:
            raise SourceUnusable("a git source needs a state folder", "Set CONTENT_QUALITY_STATE.")
        return self.place.state / "mirror.git"

    def commit(self) -> str:
        """Return the newest commit of the branch, fetched unless the last look is young enough."""
        from content_quality.adapters.state.locks import locked  # not on a system without file locks

        self._refuse_address()
        with locked(self.folder.with_suffix(".lock")):
            last = self._last_look()
            if time.time() - float(str(last.get("at", 0))) >= self.place.oldest_look:
                last = self._fetched()
        if why := str(last.get("why", "")):
            raise SourceUnusable(why, str(last["instead"]))
        return self.run("rev-parse", "--verify", f"{HEAD}^{{commit}}").decode().strip()

    def run(self, *arguments: str, seconds: int = git.SECONDS, environment: Mapping[str, str] | None = None) -> bytes:
        """Return what git answers about the copy; raise `SourceUnusable`."""
        own = {"GIT_DIR": str(self.folder), **QUIET}
        try:
            return git.run(self.folder, *arguments, environment={**own, **(environment or {})}, seconds=seconds)
        except GitUnusable as error:
            raise SourceUnusable(f"git: {error}", _instead(str(error))) from error

    def _refuse_address(self) -> None:
        source = self.place.source
        if not source.url or source.url.startswith("-"):
            raise SourceUnusable("a git source needs `url`", "Write the address to clone from, such as https://….")
        if re.match(r"[a-z+]+://[^/@]*:[^/@]*@", source.url):
            raise SourceUnusable("`url` holds a password", "Put the password into an Airflow connection.")
        if source.branch.startswith("-"):
            raise SourceUnusable("`branch` is not the name of a branch", "Write its name, such as main.")

    def _last_look(self) -> dict[str, object]:
        """Return when and with what outcome this branch was looked at last; nothing when it never was."""
        try:
            last: dict[str, object] = json.loads((self.folder / "look.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return last if last.get("of") == self._of else {}

    @property
    def _of(self) -> str:
        return f"{self.place.source.url} {self.place.source.branch}"

    def _fetched(self) -> dict[str, object]:
        why = instead = ""
        try:
            self._fetch()
        except SourceUnusable as error:
            why, instead = error.why, error.instead
        look: dict[str, object] = {"of": self._of, "at": time.time(), "why": why, "instead": instead}
        write_atomically(self.folder / "look.json", json.dumps(look).encode())
        return look

    def _fetch(self) -> None:
        from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "HEAD").exists():
            self.run("init", "--bare", "--quiet")
        with authenticated(self.place.access.credentials(self.place.source)) as environment:
            for attempt in Retrying(
                retry=retry_if_exception(_may_pass),
                stop=stop_after_attempt(ATTEMPTS),
                wait=wait_random_exponential(multiplier=FIRST_WAIT, max=LONGEST_WAIT),
                reraise=True,
            ):
                with attempt:
                    self._fetch_once(environment)

    def _fetch_once(self, environment: Mapping[str, str]) -> None:
        source = self.place.source
        wanted = f"refs/heads/{source.branch}" if source.branch else "HEAD"
        options = ("--quiet", "--depth", str(COMMITS), "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head")
        quiet = ("-c", "gc.autoDetach=false", "-c", "http.lowSpeedLimit=100", "-c", "http.lowSpeedTime=60")
        fetch = ("fetch", *options, "--", source.url, f"+{wanted}:{HEAD}")  # + for a branch that was rewritten
        self.run(*login_options(environment), *quiet, *fetch, seconds=FETCH_SECONDS, environment=environment)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, SourceUnusable) and not FINAL.search(error.why)


def _instead(why: str) -> str:
    """Return what to do about an answer of git."""
    if re.search(r"couldn't find remote ref", why, re.IGNORECASE):
        return "Correct `branch` of the source in the settings."
    if re.search(r"authentication|permission denied|could not read|host key", why, re.IGNORECASE):
        return "Give the source a `connection` with a login or a deploy key, and the host's key."
    return "Correct `url` of the source, or look at its server; the next look tries again."
