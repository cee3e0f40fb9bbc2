"""A real repository, and a server for it, for tests of the git source."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from content_quality.adapters.site.source_place import SourcePlace
from content_quality.core.settings import Source

QUIET = os.environ | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


@dataclass(frozen=True)
class Repository:
    folder: Path

    @classmethod
    def new(cls, folder: Path) -> Repository:
        folder.mkdir(parents=True)
        made = cls(folder)
        made.git("init", "--quiet", "--initial-branch=main")
        return made

    def git(self, *arguments: str, author: str = "Mira Okafor") -> str:
        who = {
            "GIT_AUTHOR_NAME": author,
            "GIT_AUTHOR_EMAIL": "m@example.org",
            "GIT_COMMITTER_NAME": "c",
            "GIT_COMMITTER_EMAIL": "c@example.org",
        }
        command = ["git", "-C", str(self.folder), "-c", "protocol.file.allow=always", *arguments]
        return subprocess.run(command, env=QUIET | who, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self, files: dict[str, str | bytes | None], author: str = "Mira Okafor") -> str:
        """Write (or, for None, remove) files, commit them, and return the commit."""
        for name, text in files.items():
            path = self.folder / name
            if text is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", "edit", author=author)
        return self.git("rev-parse", "HEAD")

    @property
    def url(self) -> str:
        return f"file://{self.folder}"


def place_of(url: str, state: Path, branch: str = "main", path: str = "_posts", oldest_look: float = 0) -> SourcePlace:
    source = Source("site", path, kind="git", url=url, branch=branch)
    return SourcePlace(source, state, state / "sources" / "site", oldest_look=oldest_look)
