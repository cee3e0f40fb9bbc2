"""The files of released posts that own their folder: how a line of the manifest names them, and where they lie."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from content_quality.adapters.state.files import Json
from content_quality.core.gate.bundle_files import Bundle, BundleFile, place_beside
from content_quality.core.gate.post_ids import file_of

if TYPE_CHECKING:
    from content_quality.adapters.release.attestation import Released

SHA256 = re.compile("[0-9a-f]{64}")
Place = Callable[["Released"], str]  # where the post of a line lies


def in_release(entry: Released) -> str:
    """Return where a post lies in a release folder: below the name of its source."""
    return file_of(entry.post_id)


def in_site(entry: Released) -> str:
    """Return where a post lies in the site."""
    return entry.path


RELEASE, SOURCE = "release", "source"  # where posts lie in a release; the manifest's end says which
PLACES: Mapping[str, Place] = {RELEASE: in_release, SOURCE: in_site}


def subjects(entry: Released) -> list[Json]:
    """Return what a line is about: the post, and each of its files at its path in the site."""
    named = [
        (entry.path, entry.sha256),
        *((place_beside(entry.path, one.name), one.sha256) for one in entry.files or ()),
    ]
    return [{"name": name, "digest": {"sha256": sha256}} for name, sha256 in named]


def to_row(entry: Released) -> Json:
    """Return an entry as JSON; that of a post which owns no folder has the form of earlier versions."""
    row = {key: value for key, value in asdict(entry).items() if key != "files"}
    return row if entry.files is None else {**row, "files": [asdict(one) for one in entry.files]}


def from_row(row: dict[str, Any]) -> Bundle | None:
    """Return the files in `row`; raise `ValueError`, `KeyError` or `TypeError` for names that lead elsewhere."""
    if "files" not in row:
        return None
    files = tuple(BundleFile(**one) for one in row["files"])
    names = [one.name for one in files]
    if len(set(names)) != len(names) or not all(_is_sound(one) for one in files):
        raise ValueError("the files of a post are not named soundly")
    return files


def _is_sound(file: BundleFile) -> bool:
    parts = file.name.split("/") if isinstance(file.name, str) else [""]
    is_below = all(part not in ("", ".", "..") and "\0" not in part for part in parts)
    is_digest = isinstance(file.sha256, str) and bool(SHA256.fullmatch(file.sha256))
    return is_below and is_digest and type(file.size) is int and file.size >= 0


def released_files(newest: Iterable[Released], place: Place) -> dict[str, BundleFile]:
    """Return every file that is released beside a post, by where it lies.

    Translations share a folder. Where the lines of two of them name other bytes, the later decision counts. No file
    takes the place of a post.
    """
    ordered = sorted(newest, key=order)
    found = {place_beside(place(entry), one.name): one for entry in ordered for one in entry.files or ()}
    for entry in ordered:
        found.pop(place(entry), None)
    return found


def newer_files(entry: Released, newest: Iterable[Released], place: Place) -> frozenset[str]:
    """Return where the files lie that newer lines about other posts than `entry` name."""
    others = [one for one in newest if one.files and one.post_id != entry.post_id and order(one) > order(entry)]
    return frozenset(released_files(others, place))


def outdated_files(entries: Iterable[Released], newest: Iterable[Released], place: Place) -> Mapping[str, set[str]]:
    """Return the files that were released once and are so no longer, by where they lay, with their digests."""
    present = list(newest)
    still = released_files(present, place).keys() | {place(entry) for entry in present}
    found: dict[str, set[str]] = {}
    for entry in entries:
        for one in entry.files or ():
            if (where := place_beside(place(entry), one.name)) not in still:
                found.setdefault(where, set()).add(one.sha256)
    return found


def order(entry: Released) -> tuple[str, str]:
    """Return what sorts lines by when they were decided."""
    return entry.batch_id, entry.decided_at
