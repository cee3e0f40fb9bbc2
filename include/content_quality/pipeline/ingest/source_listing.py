"""List the files of all sources, and refuse what would be read as another post or as none."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from content_quality.adapters.site.source_kinds import open_source
from content_quality.adapters.site.sources import SourceFile
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.document import generators
from content_quality.core.settings import Source
from content_quality.pipeline.project import Project


class SourceVanished(Exception):  # noqa: N818 - names the state
    """A source that had posts lists none, or cannot be listed: that is a fault, not an empty day."""


def listing(project: Project) -> list[tuple[Source, SourceFile]]:
    """Return every Markdown file of every source; raise `SourceVanished` when one cannot be listed."""
    found = []
    _refuse_release_in_source(project)
    listed_by: dict[Path, str] = {}
    extensions = generators.extensions(project.settings.site.generator)
    for source in project.settings.sources:
        opened, root = open_source(project.root, source), project.root / source.path
        try:
            files = [
                file
                for file in opened.files(extensions)
                if source.takes(file.path) and not _is_ours(project, root / file.path)
            ]
        except OSError as error:
            raise SourceVanished(
                f"the source {source.name} ({source.path}) cannot be listed: {error.strerror}"
            ) from error
        if len(files) > project.settings.limits.max_posts:
            raise SourceVanished(
                f"the source {source.name} lists {len(files):,} posts; the limit is {project.settings.limits.max_posts:,}"  # noqa: E501 - one sentence for people
            )
        for file in files if len(project.settings.sources) > 1 else ():
            other = listed_by.setdefault(opened.identity(file.path), source.name)
            if other != source.name:
                raise SourceVanished(
                    f"the sources {other} and {source.name} both list {file.path!r}: change the path or the glob of one"
                )
        found += [(source, file) for file in files]
    return found


def _refuse_release_in_source(project: Project) -> None:
    """Refuse to read a folder into which posts are released: each release would be read as new posts."""
    if not project.settings.release.folder:
        return
    target = (project.root / project.settings.release.folder).resolve()
    for source in project.settings.sources:
        if target.is_relative_to((project.root / source.path).resolve()):
            raise SourceVanished(
                f"release.folder ({project.settings.release.folder}) lies in the source {source.name}: released posts would be read again"  # noqa: E501 - one sentence for people
            )


def _is_ours(project: Project, path: Path) -> bool:
    """Return whether `path` is a copy that the pipeline itself has written.

    A source may be the site's folder, with the state in it.
    """
    return path.absolute().is_relative_to(project.workspace.root)


def listing_digest(files: list[tuple[Source, SourceFile]], policy: str) -> str:
    """Return a digest that changes when a file appears, goes, or is written, and when the policy changes."""
    digest = hashlib.sha256(policy.encode())
    for source, file in files:
        digest.update(f"\0{source.name}\0{file.path}\0{file.size}\0{file.mtime_ns}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def is_settled(file: SourceFile, now: datetime, seconds: float) -> bool:
    """Return whether `file` was last written long enough ago that its writer has finished.

    A time far ahead is a wrong clock.
    """
    return abs(now.timestamp() - file.mtime_ns / 1e9) >= seconds


def refuse_emptiness(project: Project, files: list[tuple[Source, SourceFile]], known: frozenset[str]) -> None:
    """Raise `SourceVanished` when a source lists nothing and had posts, by the store or, before it, by the batches."""
    if not project.workspace.published.exists():
        known |= {
            post.post_id
            for path in project.workspace.batches.glob("*/manifest.json")
            for post in BatchFiles(path.parent).manifest().posts
        }
    listed = {source.name for source, _ in files}
    had_posts = {post_id.partition("/")[0] for post_id in known}
    for source in project.settings.sources:
        if source.name in had_posts and source.name not in listed:
            raise SourceVanished(f"the source {source.name} ({source.path}) had posts and now lists none")
