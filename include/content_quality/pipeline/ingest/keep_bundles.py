"""Keep the bytes of files in the folders that posts own; each file is read once, and again when it was written."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from content_quality.adapters.site.sources import Refused, SourceFile
from content_quality.adapters.state.files import read_json, write_json
from content_quality.core.gate import post_ids
from content_quality.core.gate.bundle_files import Bundle, BundleFile
from content_quality.core.records import dataclass
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.source_listing import Listing
from content_quality.pipeline.project import Project

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The bytes of a file, and what names them without reading the file."""

    stamp: str
    sha256: str
    size: int


class BundleKeeper:
    """Reads the files of posts. Translations of a post share a folder, and one reading of its files."""

    def __init__(self, project: Project, found: Listing, held: Mapping[str, str]) -> None:
        self._project, self._found, self._held = project, found, held
        self._seen: dict[tuple[str, str], _Kept | str] = {}  # by source and path; or why a file is refused
        self._before = {name: self._read_notes(name) for name in found.opened}

    def files_of(self, source: Source, post: SourceFile) -> Bundle | None:
        """Return the files of a post that owns its folder, else None.

        Raise `Refused` when one of them cannot leave as it is, or when they are too many or too large.
        """
        files = self._found.beside.get((source.name, post.path))
        if files is None:
            return None
        self._refuse_too_much(len(files), sum(max(0, file.size) for file in files))
        kept = [(file, self._keep(source, file)) for file in files]
        self._refuse_too_much(len(kept), sum(one.size for _, one in kept))  # not every source knows sizes before
        folder = post.path.rpartition("/")[0]
        return tuple(BundleFile(file.path.removeprefix(f"{folder}/"), one.sha256, one.size) for file, one in kept)

    def write_notes(self) -> None:
        """Note what was read, so that the next look reads only what was written since."""
        present = {(name, file.path) for (name, _), files in self._found.beside.items() for file in files}
        for name in self._found.opened.keys() - self._found.faulty:
            now = {path: one for (source, path), one in self._seen.items() if source == name and isinstance(one, _Kept)}
            together = {path: one for path, one in {**self._before[name], **now}.items() if (name, path) in present}
            if together != self._before[name]:
                write_json(
                    self._notes(name), {path: [one.stamp, one.sha256, one.size] for path, one in together.items()}
                )

    def _refuse_too_much(self, files: int, size: int) -> None:
        most = self._project.settings.release
        if files > most.bundle_max_files:
            raise Refused(
                f"The folder of the post has {files:,} files; the limit is {most.bundle_max_files:,}. "
                "Take files out, or raise release.bundle_max_files."
            )
        if size > most.bundle_max_bytes:
            raise Refused(
                f"The files in the folder of the post have {size:,} bytes; the limit is {most.bundle_max_bytes:,} "
                "bytes. Make files smaller, or raise release.bundle_max_bytes."
            )

    def _keep(self, source: Source, file: SourceFile) -> _Kept:
        key = source.name, file.path
        if key not in self._seen:
            self._seen[key] = self._refusal(source, file) or self._known(source, file) or self._read(source, file)
        kept = self._seen[key]
        if isinstance(kept, str):
            name = file.path.encode("utf-8", "replace").decode()
            raise Refused(f"The file {name} in the folder of the post cannot be released. {kept}")
        return kept

    def _refusal(self, source: Source, file: SourceFile) -> str:
        if not post_ids.is_utf8(file.path):
            return "The name of the file is not UTF-8. Give it another one."
        return self._held.get(post_ids.post_id_of(source.name, file.path), "")

    def _known(self, source: Source, file: SourceFile) -> _Kept | None:
        """Return the bytes of an earlier look when the file was not written since and they are still kept."""
        known = self._before[source.name].get(file.path)
        if known is None or known.stamp != _stamp(file):
            return None
        return known if self._project.snapshots.path(known.sha256).is_file() else None

    def _read(self, source: Source, file: SourceFile) -> _Kept | str:
        limit = self._project.settings.release.bundle_max_bytes
        try:
            data = self._found.opened[source.name].read(file.path, limit)
        except Refused as refusal:
            return str(refusal)
        except Exception as error:  # one file stops no other post, whatever its source does not expect of it
            log.exception("%s/%s cannot be read", source.name, ascii(file.path))
            return f"The file cannot be read: {type(error).__name__}."
        return _Kept(_stamp(file), self._project.snapshots.keep(data), len(data))

    def _read_notes(self, source: str) -> dict[str, _Kept]:
        path = self._notes(source)
        try:
            rows = read_json(path) if path.exists() else {}
            return {name: _Kept(str(row[0]), str(row[1]), int(row[2])) for name, row in rows.items()}  # type: ignore[index] # our own file
        except (OSError, ValueError, TypeError, IndexError):
            return {}  # all files are read again

    def _notes(self, source: str) -> Path:
        return self._project.workspace.root / "sources" / f"{source}.bundles.json"


def _stamp(file: SourceFile) -> str:
    return file.revision or f"{file.size} {file.mtime_ns}"
