"""Where a source is and how it is reached, as a kind of source is given it."""

from __future__ import annotations

import os
from dataclasses import field
from pathlib import Path
from typing import Protocol

from content_quality.adapters.object_storage import Login, ObjectStorage, StorageUnusable, open_storage
from content_quality.core.records import dataclass
from content_quality.core.settings import Limits, Source

ACCOUNT, SECRET, KEY = "USER", "PASSWORD", "KEY_FILE"  # behind CONTENT_QUALITY_SOURCE_NAME_


class SourceUnusable(OSError):  # noqa: N818 - names the state
    """A source that cannot be listed: why, and what to do. The words are ours; they quote no post and no secret."""

    def __init__(self, why: str, instead: str) -> None:
        super().__init__(0, why)
        self.why, self.instead = why, instead


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a server asks for; empty where it asks for nothing."""

    user: str = ""
    password: str = field(default="", repr=False)
    key: str = field(default="", repr=False)  # a private key, as text
    key_file: str = ""  # or the path of one
    known_hosts: str = ""  # host keys, as text; empty: those of the system


class SourceAccess(Protocol):
    """Reaches what lies outside of this machine."""

    def credentials(self, source: Source) -> Credentials:
        """Return what the server of `source` asks for; raise `SourceUnusable` when it cannot be looked up."""

    def storage(self, source: Source) -> ObjectStorage:
        """Return the objects below the address of `source`; raise `SourceUnusable` when it cannot be opened."""


class EnvironmentAccess:
    """Access without Airflow: from variables such as CONTENT_QUALITY_SOURCE_POSTS_KEY_FILE."""

    def credentials(self, source: Source) -> Credentials:
        """Return what the variables of `source` hold."""
        if source.connection:
            raise SourceUnusable(
                f"the Airflow connection {source.connection} can be read in Airflow only",
                "Run the source in Airflow, or leave out `connection` and set CONTENT_QUALITY_SOURCE_… variables.",
            )
        prefix = f"CONTENT_QUALITY_SOURCE_{source.name.upper().replace('-', '_')}_"
        user, password, key = (os.environ.get(prefix + name, "") for name in (ACCOUNT, SECRET, KEY))
        return Credentials(user, password, key_file=key)

    def storage(self, source: Source) -> ObjectStorage:
        """Return the objects below the address, opened with the variables of `source`, or those of the library."""
        found = self.credentials(source)
        return opened(source, Login(found.user, found.password))


def opened(source: Source, login: Login) -> ObjectStorage:
    """Return the objects below the address of `source`; raise `SourceUnusable`."""
    try:
        return open_storage(source.path, login)
    except StorageUnusable as error:
        raise SourceUnusable(error.why, error.instead) from error


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """One source of one site."""

    source: Source
    root: Path  # the folder of the settings file
    state: Path | None = None  # where a kind may keep a copy of what is far away; None: nowhere
    access: SourceAccess = field(default_factory=EnvironmentAccess)
    # how old the last look at a server may be, in seconds; the watcher looks every few seconds, an ingestion anew
    oldest_look: float = 0.0
    limits: Limits = field(default_factory=Limits)  # of what a post may be and cost

    @property
    def folder(self) -> Path:
        """The path of the source on this machine."""
        return self.root / self.source.path
