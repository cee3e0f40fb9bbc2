"""List one source: its posts, and the files in the folders that posts own, which are decided and released with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import PurePosixPath

from content_quality.adapters.site.source_kinds import SourceKind, is_inbox
from content_quality.adapters.site.sources import SourceFile
from content_quality.core.document import generators
from content_quality.core.document.bundles import files_by_post
from content_quality.core.gate.bundle_files import is_named
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings, Source

ANY = ("",)  # what every file name ends in
NAMED_FILES = 3  # in one line of a log


@dataclass(frozen=True, slots=True)
class SourceListing:
    """The files of one source."""

    posts: list[SourceFile]
    beside: Mapping[str, tuple[SourceFile, ...]] = field(default_factory=dict)  # by path of a post that owns its folder
    left_out: tuple[str, ...] = ()  # files in such folders that the site does not release


def list_source(
    settings: Settings, source: Source, opened: SourceKind, is_ours: Callable[[str], bool]
) -> SourceListing:
    """Return what `source` holds, without files that the pipeline itself has written; raise `OSError` as it does."""
    endings = generators.extensions(settings.site.generator)
    rules = generators.bundle_rules(settings.site.generator)
    if not (settings.release.bundles and rules.names) or is_inbox(opened):  # a file may be taken away before its post
        return SourceListing([one for one in opened.files(endings) if source.takes(one.path) and not is_ours(one.path)])
    posts: list[SourceFile] = []
    others: dict[str, SourceFile] = {}
    for file in opened.files(ANY):
        if file.path.lower().endswith(endings):
            if source.takes(file.path) and not is_ours(file.path):
                posts.append(file)
        elif source.may_take_along(file.path) and not is_ours(file.path):
            others[file.path] = file
    owned = files_by_post((post.path for post in posts), others, rules)
    patterns = (*settings.gate.other_files, *settings.release.bundle_files)
    known = {path: _may_leave(path, source, patterns) for paths in owned.values() for path in paths}
    beside = {post: tuple(others[path] for path in paths if known[path]) for post, paths in owned.items()}
    return SourceListing(posts, beside, tuple(path for path, leaves in known.items() if not leaves))


def _may_leave(path: str, source: Source, patterns: Sequence[str]) -> bool:
    """Return whether the file is of a kind that the site releases; a post of another generator is not."""
    is_post = path.lower().endswith(generators.extensions("auto"))
    return not is_post and is_named(patterns, PurePosixPath(source.folder, path).as_posix())


def left_out(paths: Sequence[str]) -> str:
    """Return a sentence about files beside posts that are not released with them."""
    more = len(paths) - NAMED_FILES
    shown = ", ".join(map(ascii, paths[:NAMED_FILES])) + (f" and {more} more" if more > 0 else "")
    return f"{len(paths)} files beside posts are of a kind that is not released (release.bundle_files): {shown}"
