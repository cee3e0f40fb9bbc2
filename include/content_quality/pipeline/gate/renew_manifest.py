"""Use case: say which lines of the site's release manifest can be believed, and write it anew from those."""

from __future__ import annotations

from pathlib import Path

from content_quality.adapters.release import manifest
from content_quality.adapters.release.attestation import Untrusted
from content_quality.adapters.release.folder import MANIFEST
from content_quality.core.records import dataclass
from content_quality.pipeline.gate.release_batch import release_folder
from content_quality.pipeline.project import Project

__all__ = ["Renewal", "Untrusted", "renew_manifest"]


@dataclass(frozen=True, slots=True)
class Renewal:
    """What stands in the manifest, and where the old one lies when it was written anew."""

    believed: int
    doubts: tuple[str, ...]
    aside: Path | None

    def describe(self) -> str:
        """Return one line."""
        lines = f"{self.believed} lines can be believed"
        if self.aside:
            return f"{lines}; the manifest holds only those now, and the old one lies in {self.aside.name}."
        return (
            f"{lines}; the manifest stays as it is. Write it anew from those with --renew."
            if self.doubts
            else f"{lines}."
        )


def renew_manifest(project: Project, *, write: bool, trust_unsigned: bool) -> Renewal:
    """Read every line by itself; with `write`, number, chain and sign the believed ones anew.

    A release that was in another line is made again by the next batch that holds its post.
    """
    folder = release_folder(project)
    path = folder.root / MANIFEST
    rows = list(manifest.believable(path, None if trust_unsigned else folder.key))
    entries = [row for row in rows if not isinstance(row, str)]
    doubts = [row for row in rows if isinstance(row, str)]
    if not doubts:
        try:
            manifest.parse(path.read_bytes(), folder.key)
        except Untrusted as error:
            doubts.append(str(error))
    aside = None
    if write:
        aside = manifest.renew(path, entries, folder.key)
        folder.seal()
    return Renewal(len(entries), tuple(doubts), aside)
