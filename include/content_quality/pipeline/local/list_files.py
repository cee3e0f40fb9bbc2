"""Which posts the paths of a command line name."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from content_quality.adapters.site import sources


def files_of(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the posts that `paths` name, as the user would type them, and the paths that cannot be read."""
    files: dict[str, None] = {}
    missing = []
    for name in paths:
        path = Path(name)
        try:
            if name == "":  # pathlib would take it for the current folder
                missing += [""]
            elif path.is_dir():
                prefix = "" if name == "." else name.rstrip(f"/{os.sep}") + "/"
                files.update((prefix + file.path, None) for file in sources.walk(path))
            elif path.exists() or path.is_symlink():
                files[name] = None
            else:
                missing.append(name)
        except OSError:
            missing.append(name)
    return list(files), missing
