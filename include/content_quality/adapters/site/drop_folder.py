"""A folder into which another program drops finished posts, and from which it may take them away again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from content_quality.adapters.site import sources
from content_quality.adapters.site.source_place import SourcePlace
from content_quality.adapters.site.sources import SourceFile
from content_quality.core.records import dataclass

# What programs call a file while they write it; the finished post has its own name after a rename.
UNFINISHED = re.compile(
    r"(\A[~#]|[~#]\Z|\A(te?mp|part)[-_.]|[.~](te?mp|part|partial|filepart|crdownload|download|swp|bak|lock)(\Z|\.))",
    re.IGNORECASE,
)
# What such a file is called beside the post that it will replace; also with a dot in front.
BESIDE = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".lock")


@dataclass(frozen=True, slots=True)
class DropFolder:
    """A folder of finished posts. A post that has gone was taken away, and is not a deletion."""

    is_inbox: ClassVar[bool] = True
    place: SourcePlace

    def files(self, extensions: tuple[str, ...]) -> Iterator[SourceFile]:
        """Yield the finished Markdown files: no temporary ones, and none whose next version is being written."""
        root = self.place.folder
        for file in sources.walk(root, self.place.source.glob, extensions):
            folder, _, name = file.path.rpartition("/")
            if not UNFINISHED.search(name) and not _is_written_beside(root / folder, name):
                yield file

    def read(self, path: str, limit: int) -> bytes:
        """Return the bytes of a file below the folder, following no link on the way."""
        return sources.read_below(self.place.folder, path, limit)

    def has(self, path: str) -> bool:
        """Return whether there is a file at `path` now."""
        return (self.place.folder / path).is_file()

    def identity(self, path: str) -> Path:
        """Return the path of the file; the folder may be reached through a link."""
        return self.place.folder.resolve() / path


def _is_written_beside(folder: Path, name: str) -> bool:
    """Return whether a program writes the next version of `name` into a file beside it, such as `name.part`."""
    return any((folder / f"{dot}{name}{end}").exists() for dot in ("", ".") for end in BESIDE)
