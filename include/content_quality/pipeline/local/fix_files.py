"""Use case: the certain fixes of the posts that a check was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from content_quality.core.records import dataclass
from content_quality.core.repair.fixing import propose_fixes
from content_quality.pipeline.local.check_paths import Checked, CheckRequest, site_of
from content_quality.pipeline.local.repair_files import Repaired, SourceChangedError, repair_files, write_repair


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing a fix: why it was not written, or an empty text."""

    name: str
    fault: str = ""


def fixable(checked: Checked) -> list[str]:
    """Return the posts of the report that have a finding with a fix, and which no waiver accepts."""
    posts = checked.report["posts"] if checked.report else []
    assert isinstance(posts, list)
    return [post["path"] for post in posts if any(one.get("fix") and not one["waived"] for one in post["findings"])]


def proposed_fixes(request: CheckRequest, names: Sequence[str]) -> Iterator[Repaired]:
    """Yield the fixes of each file, under the settings of `request`."""
    project, settings = site_of(request)
    return repair_files(names, settings, project, propose_fixes)


def write_fixes(request: CheckRequest, fixes: Iterable[Repaired]) -> Iterator[Written]:
    """Write each of `fixes` that changes something, and yield what came of it."""
    _, settings = site_of(request)
    for repaired in fixes:
        if repaired.proposal is None:
            yield Written(repaired.name, repaired.fault)
        elif not repaired.proposal.is_empty:
            yield _written(repaired, request.choice.paths, settings.limits.max_bytes)


def _written(repaired: Repaired, paths: Sequence[str], limit: int) -> Written:
    try:
        write_repair(repaired, limit, _root(repaired.name, paths))
    except SourceChangedError:
        return Written(repaired.name, "The file changed meanwhile. Nothing was written.")
    except OSError as error:
        return Written(repaired.name, f"{error.strerror or error}. Nothing was written.")
    return Written(repaired.name)


def _root(name: str, paths: Sequence[str]) -> str:
    """Return the folder among `paths` that holds the file `name`; empty where the file itself is named."""
    if name in paths:
        return ""
    file = Path(name)
    return next((path for path in paths if path and Path(path).is_dir() and file.is_relative_to(path)), ".")
