"""Posts of an export on the disk, in a file without a name: an export of any size needs little memory to be read."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import IO

from content_quality.adapters.site.wordpress_items import ExportItem


class SpooledItems:
    """What an export says of each post, by name. The file is gone when nobody holds it any more."""

    def __init__(self, folder: Path | None) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - as long as the posts are read
        self._places: dict[str, tuple[int, int]] = {}

    def put(self, name: str, item: ExportItem) -> None:
        """Keep a post; of two with one name, the last."""
        line = json.dumps(item).encode("ascii")
        self._places[name] = (self._file.seek(0, 2), len(line))
        self._file.write(line)

    def get(self, name: str) -> ExportItem | None:
        """Return a post that was kept."""
        if name not in self._places:
            return None
        at, length = self._places[name]
        self._file.seek(at)
        found: ExportItem = json.loads(self._file.read(length))
        return found
