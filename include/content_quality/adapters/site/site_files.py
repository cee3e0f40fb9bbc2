"""The images of a site: names and folders below its root, without following links."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from content_quality.core.document.generators import of_any
from content_quality.core.document.missing_references import SiteImages
from content_quality.core.document.references import IMAGE_SUFFIXES

NOT_THE_SITE = frozenset({"node_modules", "__pycache__"})
MOST_FILES = 300_000  # of a site; beyond it no image is called missing
MOST_LEVELS = 8  # folders above the posts that may be the root


def site_root(path: Path) -> Path | None:
    """Return the nearest folder at or above `path` that looks like the root of a site, None when none does."""
    folder = path.resolve()
    return next(
        (
            above
            for above in (folder, *folder.parents)[:MOST_LEVELS]
            if any((above / mark).exists() for mark in of_any("config_files"))
        ),
        None,
    )


def images_of(root: Path) -> SiteImages | None:
    """Return the images below `root`; None when there are too many files to look at, or a folder cannot be read."""
    names: set[str] = set()
    folders: set[str] = set()
    seen = 0
    try:
        for folder, inner, files in os.walk(root, followlinks=False, onerror=_raise):
            inner[:] = [name for name in inner if not name.startswith(".") and name not in NOT_THE_SITE]
            seen += len(files)
            if seen > MOST_FILES:
                return None
            found = [name.lower() for name in files if PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES]
            if found:
                names.update(found)
                folders.add(Path(folder).relative_to(root).as_posix())
    except OSError:
        return None
    return SiteImages(frozenset(names), frozenset(folders))


def _raise(error: OSError) -> None:
    raise error  # an unreadable folder may hold the image
