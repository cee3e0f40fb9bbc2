"""The names under which other posts may refer to a post."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from content_quality.core.document.post import Post

DATE_PREFIX = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-(?=.)")
GENERIC_STEMS = frozenset({"index", "_index", "readme"})


def names(path: str, slug: str | None = None, address: str | None = None) -> frozenset[str]:
    """Return the names of the post at `path`: its file, its slug, and the end of its address."""
    file = PurePosixPath(path)
    stem = file.name.partition(".")[0]
    own = {file.parent.name if stem.lower() in GENERIC_STEMS else stem, slug or "", name_of(address or "")}
    return frozenset(DATE_PREFIX.sub("", name).casefold() for name in own) - {""} | frozenset(
        name.casefold() for name in own if name
    )


def name_of(target: str) -> str:
    """Return the last part of an address or path that names something."""
    parts = [part for part in target.split("/") if part not in ("", ".", "..")]
    if parts and parts[-1].partition(".")[0].lower() in GENERIC_STEMS and len(parts) > 1:
        parts.pop()
    return re.sub(r"\.(?:html?|mdx?|markdown)$", "", parts[-1]) if parts else ""


def names_of(post: Post) -> frozenset[str]:
    """Return the names of `post`."""
    front_matter = post.front_matter
    return names(post.path, front_matter.text("slug"), front_matter.text("permalink") or front_matter.text("url"))
