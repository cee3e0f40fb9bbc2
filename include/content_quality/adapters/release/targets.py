"""Where cleared posts go, by the name that `release.policy` gives.

The manifest is in the release folder of the state in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from content_quality.adapters.release.bundles import PLACES, SOURCE
from content_quality.core.records import dataclass
from content_quality.core.settings import Release, SettingsError

if TYPE_CHECKING:  # settings are read at every start; what a target needs is imported when posts leave
    from pathlib import Path

    from content_quality.adapters.release.folder import ReleaseFolder
    from content_quality.adapters.release.object_prefix import ObjectStore
    from content_quality.adapters.site.source_kinds import SourceKind
    from content_quality.adapters.state.snapshots import Snapshots


@dataclass(frozen=True, slots=True)
class Departure:
    """What a target needs: what was released, the bytes, and where the site wants them."""

    root: Path  # the folder of the settings file
    settings: Release
    folder: ReleaseFolder  # the manifest, and the posts when the target has copies
    snapshots: Snapshots
    label: str  # one line about the release, such as a commit's message
    store: ObjectStore | None = None  # what an Airflow connection reaches
    sources: Mapping[str, SourceKind] = field(default_factory=dict)  # those that are gated, by name
    cleared: Mapping[str, str] = field(default_factory=dict)  # sha256 of every post that may leave today, by post_id
    kept_back: Mapping[str, str] = field(default_factory=dict)  # sha256 of the batch's posts that may not leave, by id


@dataclass(frozen=True, slots=True)
class ReleaseTarget:
    """A place for cleared posts.

    `send` brings the newest released version of every post there, unless it is there already, and returns words for
    the run's note. It raises `ReleaseIncomplete` when some posts could not be brought, after the others were.
    """

    send: Callable[[Departure], str]
    copies: bool = False  # whether the posts lie beside the manifest
    over_connection: bool = False  # whether it is reached over an Airflow connection
    refuse: Callable[[Release], None] = lambda _: None  # raises `SettingsError` for settings that it cannot use


def _nowhere_else(_: Departure) -> str:
    return ""


def _git(departure: Departure) -> str:
    from content_quality.adapters.release import branch

    chosen = departure.settings
    repository = departure.root / chosen.repository
    commit = branch.push(repository, chosen.branch, departure.folder, departure.snapshots, departure.label)
    return f" as commit {commit[:12]}"


def _object_store(departure: Departure) -> str:
    from content_quality.adapters.release import object_prefix
    from content_quality.adapters.release.folder import ReleaseIncomplete

    prefix = departure.settings.prefix
    if departure.store is None:
        raise ReleaseIncomplete(f"nobody who released this could reach {prefix}")
    return f" and {object_prefix.upload(departure.store, departure.folder, departure.snapshots)} written below {prefix}"


def _wordpress(departure: Departure) -> str:
    from content_quality.adapters.release import wordpress
    from content_quality.adapters.release.folder import ReleaseIncomplete
    from content_quality.adapters.site.wordpress_source import WordPressSource

    ours = {name: source for name, source in departure.sources.items() if isinstance(source, WordPressSource)}
    if not ours:
        raise ReleaseIncomplete("the site has no source of the kind wordpress to release to")
    newest = departure.folder.newest()  # what the manifest does not name did not leave
    cleared = {
        name: sha256 for name, sha256 in departure.cleared.items() if name in newest and newest[name].sha256 == sha256
    }
    published, taken_back = wordpress.change_states(ours, cleared, departure.kept_back)
    return f", {published} published in WordPress and {taken_back} taken back from its schedule"


def _refuse_prefix(release: Release) -> None:
    if not all(release.prefix.partition("://")[::2]):
        raise SettingsError(f"release.prefix must be an address such as s3://bucket/site, not {release.prefix!r}.")


TARGETS: Mapping[str, ReleaseTarget] = {
    "folder": ReleaseTarget(_nowhere_else, copies=True),
    "git": ReleaseTarget(_git),
    "object-store": ReleaseTarget(_object_store, over_connection=True, refuse=_refuse_prefix),
    "manifest": ReleaseTarget(_nowhere_else),
    "wordpress": ReleaseTarget(_wordpress),
}


def refuse_unknown_target(release: Release) -> None:
    """Raise `SettingsError` for a target that does not exist, or one that the settings do not describe."""
    if release.policy not in TARGETS:
        raise SettingsError(f"release.policy must be one of {', '.join(TARGETS)}, not {release.policy!r}.")
    TARGETS[release.policy].refuse(release)


def refuse_shared_paths(release: Release, sources: int) -> None:
    """Raise `SettingsError` for paths that do not exist, or that the posts of several `sources` may share."""
    if release.paths not in PLACES:
        raise SettingsError(f"release.paths must be one of {', '.join(PLACES)}, not {release.paths!r}.")
    if release.paths == SOURCE and sources > 1:
        raise SettingsError(
            f'release.paths = "{SOURCE}" is for a site with one source; this site has {sources}, and two posts could '
            'have one path. Write "release".'
        )
