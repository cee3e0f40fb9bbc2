"""Posts that could not be converted: each is tried once, and then again only when it, or what judges it, is another."""

from __future__ import annotations

from collections.abc import Collection

from content_quality import __version__
from content_quality.adapters.site.sources import SourceFile
from content_quality.adapters.state.files import read_json, write_json
from content_quality.pipeline.project import Project


class RememberedRefusals:
    """Why each revision of a file was refused, by path; of sources that name revisions."""

    def __init__(self, project: Project, source: str, *, anew: bool) -> None:
        self._path = project.workspace.root / "sources" / source / "refused.json"
        self._under = f"{__version__} {project.settings.limits}"
        self._now: dict[str, object] = {}
        self._is_believed = not anew
        try:
            row = read_json(self._path) if self._path.exists() else {}
        except ValueError:  # damaged: each is tried again
            row = {}
        known = row.get("files") if row.get("under") == self._under else None
        self._before: dict[str, object] = dict(known) if isinstance(known, dict) else {}

    def of(self, file: SourceFile) -> str:
        """Return why this revision of the file was refused; empty when it was not, or is not known."""
        known = self._before.get(file.path)
        if self._is_believed and file.revision and isinstance(known, list) and known[:1] == [file.revision]:
            self._now[file.path] = known
            return str(known[1])
        return ""

    def learn(self, file: SourceFile, why: str) -> None:
        """Keep why the file was refused."""
        if file.revision:
            self._now[file.path] = [file.revision, why]

    def write(self, present: Collection[str]) -> None:
        """Keep what is known of the files that are `present`."""
        together = {path: row for path, row in {**self._before, **self._now}.items() if path in present}
        if together != self._before:
            write_json(self._path, {"under": self._under, "files": together})
