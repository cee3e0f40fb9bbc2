"""Use case: copy what a source holds into a folder, to look at it; nothing is judged, stored or released."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from content_quality.adapters.site.source_place import SourceUnusable
from content_quality.adapters.site.sources import Refused
from content_quality.adapters.state.files import write_atomically
from content_quality.core.document import generators
from content_quality.core.gate.post_ids import file_of, post_id_of
from content_quality.core.records import dataclass
from content_quality.pipeline.project import Project


@dataclass(frozen=True, slots=True)
class Fetched:
    """One post of the source: where it lies now, or why it was not copied."""

    path: str
    refusal: str = ""


class FetchRefused(Exception):  # noqa: N818 - names the state
    """Nothing can be fetched; the message says why and what to do."""


def fetch_source(project: Project, name: str, folder: Path) -> Iterator[Fetched]:
    """Copy each post of the source `name` into `folder`, which must be empty; raise `FetchRefused`."""
    source = next((one for one in project.settings.sources if one.name == name), None)
    if source is None:
        known = ", ".join(one.name for one in project.settings.sources)
        raise FetchRefused(f"{name!r} is not a source. The settings have these sources: {known}.")
    if folder.exists() and any(folder.iterdir()):
        raise FetchRefused(f"{folder} is not empty. Name a new folder.")
    opened = project.open_source(source)
    try:
        extensions = generators.extensions(project.settings.site.generator)
        files = [file for file in opened.files(extensions) if source.takes(file.path)]
    except OSError as error:
        instead = error.instead if isinstance(error, SourceUnusable) else "Correct the path of the source."
        raise FetchRefused(f"The source {name} cannot be listed: {error.strerror}. {instead}") from error
    for notice in getattr(opened, "notices", ()):
        yield Fetched("", notice)
    for file in files[: project.settings.limits.max_posts]:
        if ".." in PurePosixPath(file.path).parts or file.path.startswith("/"):
            yield Fetched(file.path, "The name is not a path below the folder.")
            continue
        path = file_of(post_id_of(name, file.path)).partition("/")[2]
        try:
            write_atomically(folder / path, opened.read(file.path, project.settings.limits.max_bytes))
        except Refused as refusal:
            yield Fetched(path, str(refusal))
        else:
            yield Fetched(path)
