"""Remember what the last look at a server found, so that a watcher that looks every few seconds asks it less often."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable

from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import SourceFile
from content_quality.adapters.state.files import read_json, write_json


def remembered(place: SourcePlace, look: Callable[[], Iterable[SourceFile]]) -> list[SourceFile]:
    """Return the files of the last look when it is young enough, else those of a new `look`.

    A look that failed is remembered for as long: raise `SourceUnusable` with the same words.
    """
    source, path = place.source, place.state / "look.json" if place.state else None
    of = f"{source.kind} {source.path} {source.url} {source.glob} {source.connection}"
    if path and path.exists():
        last = read_json(path)
        if last.get("of") == of and time.time() - float(str(last.get("at"))) < place.oldest_look:
            if last.get("why"):
                raise SourceUnusable(str(last["why"]), str(last["instead"]))
            rows = last["files"]
            assert isinstance(rows, list)
            return [SourceFile(**row) for row in rows]
    files: list[SourceFile] = []
    failure: SourceUnusable | None = None
    try:
        files = list(look())
    except SourceUnusable as error:
        failure = error
    if path:
        told = {"why": failure.why, "instead": failure.instead} if failure else {}
        rows = [dataclasses.asdict(file) for file in files]
        write_json(path, {"of": of, "at": time.time(), "files": rows, **told})
    if failure:
        raise failure
    return files
