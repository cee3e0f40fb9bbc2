"""Use case: bring the index up to date, with what inspections left of the posts, or else from their bytes."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from content_quality.adapters.fingerprints.index import Index
from content_quality.adapters.fingerprints.index_file import ALGORITHM
from content_quality.adapters.fingerprints.version_files import VersionsDamaged, has_versions, write_versions
from content_quality.adapters.isolation import WorkerLost, run_isolated
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.cross_post.passages import PostVersion, post_version
from content_quality.core.document.post import Post
from content_quality.core.document.source_text import SourceText
from content_quality.core.inspection import Inspection
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.settings.post_settings import settings_for
from content_quality.pipeline.progress import Progress, silent

CHUNK = 100  # posts that are read before their passages are written: bounds memory


@dataclass(frozen=True, slots=True)
class ComparedFile:
    """A version of a post, and how to read its bytes."""

    post_id: str
    path: str
    sha256: str
    first_seen: str  # ISO 8601 in UTC
    read: Callable[[], bytes | None]  # None when the bytes are lost or refused
    settings_name: str = ""  # the post_id that overrides name, where it is another one
    version: Callable[[], PostVersion] | None = None  # what its inspection left, where there is any

    def post(self, language: str) -> Post | None:
        """Return the post, in `language` where it names none; None when it cannot be read."""
        data = self.read()
        if data is None:
            return None
        try:
            return Post.read(data, self.path, self.post_id, language=language)
        except (UnicodeDecodeError, ValueError, RecursionError):
            return None

    def text(self) -> SourceText | None:
        """Return the file as an editor sees it, None when it cannot be read."""
        data = self.read()
        with contextlib.suppress(UnicodeDecodeError):
            return SourceText.decode(data) if data is not None else None
        return None


def made_with(settings: Settings) -> str:
    """Return a digest of the settings that passages depend on; another one calls for another index."""
    parts: list[object] = [settings.repeats.boilerplate, settings.across.shortest_characters, settings.site.timezone]
    if settings.site.language or settings.overrides:  # an override may change boilerplate and language
        parts += [settings.site.language, settings.digest() if settings.overrides else ""]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def keep_versions(files: BatchFiles, shard: str, settings: Settings, inspections: Iterable[Inspection]) -> None:
    """Keep what the comparison needs of the posts of `shard`, so that it does not read them again."""
    versions = [one.compared for one in inspections if one.compared is not None]
    write_versions(_folder(files.folder, settings) / shard, versions)


def kept_versions(files: BatchFiles, settings: Settings) -> list[Path]:
    """Return the folders that hold what was kept of the posts of a batch."""
    return sorted(path for path in _folder(files.folder, settings).glob("[!.]*") if has_versions(path))


def forget_versions(files: BatchFiles) -> None:
    """Drop what was kept of the posts of a batch: they are compared, and the index holds them."""
    shutil.rmtree(files.folder / "versions", ignore_errors=True)


def _folder(batch: Path, settings: Settings) -> Path:
    return batch / "versions" / f"{ALGORITHM.replace('/', '-')}-{made_with(settings)}"


def synchronise(
    index: Index,
    wanted: Iterable[ComparedFile],
    settings: Settings,
    kept: Sequence[Path] = (),
    workers: int = 1,
    progress: Progress = silent,
) -> tuple[int, int]:
    """Make `index` hold exactly the versions in `wanted`; return how many were added and removed.

    They are taken from the folders `kept` where these have them, and made from their bytes otherwise. A repeat
    changes nothing.
    """
    sources = {(source.post_id, source.sha256): source for source in wanted}
    known = index.known()
    missing = {key: source for key, source in sources.items() if key not in known}
    seen = index.first_seen([source.post_id for source in missing.values()])
    first_seen = {
        key: min((moment for moment in (seen.get(source.post_id, ""), source.first_seen) if moment), default="")
        for key, source in missing.items()
    }
    left = dict(missing)
    for folder in kept if left else ():
        with contextlib.suppress(VersionsDamaged):  # made from the bytes, as those that were not kept
            for key in index.load(folder, first_seen):
                left.pop(key, None)
    chunk: list[PostVersion] = []
    for source, version in _versions(list(left.values()), settings, workers, progress):
        if version is not None and not isinstance(version, WorkerLost):
            moment = first_seen[source.post_id, source.sha256]
            named = dataclasses.replace(version, post_id=source.post_id, sha256=source.sha256, first_seen=moment)
            chunk.append(named)
        if len(chunk) == CHUNK:
            index.add(chunk)
            chunk = []
    index.add(chunk)
    stale = [number for key, number in known.items() if key not in sources]
    index.remove(stale)
    return len(missing), len(stale)


def _versions(
    files: Sequence[ComparedFile], settings: Settings, workers: int, progress: Progress
) -> Iterator[tuple[ComparedFile, PostVersion | WorkerLost | None]]:
    """Yield each of `files` as it is compared: as its inspection left it, or read in children."""
    unread = [source for source in files if source.version is None]
    made = run_isolated(partial(_version, settings), unread, settings.limits, workers)
    read = iter(progress(made, len(unread), "Reading"))
    for source in files:
        yield source, source.version() if source.version else next(read)
    for _ in read:  # lets the children and the bar end
        pass


def _version(settings: Settings, source: ComparedFile) -> PostVersion | None:
    settings = settings_for(settings, source.settings_name or source.post_id)
    post = source.post(settings.site.language)
    return None if post is None else post_version(post, settings)
