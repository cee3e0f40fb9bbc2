"""The release manifest as a chain.

Each line has a number and the digest of the line before it, and the last line is a head.

The head says how many lines there are. Lines cannot be taken away, added, swapped or cut without the chain or the head
saying so; with a key, neither can be made anew. Before lines are appended the head is taken off, so a manifest without
one is a release that broke off, and is not believed until the next release has completed it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from content_quality.adapters.release.attestation import (
    Head,
    Key,
    ManifestPlace,
    Released,
    Untrusted,
    from_head,
    is_head,
    placed,
    to_head,
    to_line,
)
from content_quality.adapters.release.bundles import RELEASE, order
from content_quality.adapters.state.files import dump, last_line, spare, write_atomically
from content_quality.core.records import dataclass

REPAIR = "run `content-quality manifest` to see what can be believed, and to number and sign it anew"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest that holds together: its releases in order, the digest of the last one, and its end."""

    entries: tuple[Released, ...]
    digests: tuple[str, ...]  # of the lines, in order
    head: Head | None  # None: a release broke off, or the manifest is of an earlier version
    is_chained: bool

    def newest(self) -> dict[str, Released]:
        """Return the newest release of every post: the one of the newest batch, and of those the one decided last.

        Where two posts have one path, because its post had another name once, the later one counts.
        """
        found: dict[str, Released] = {}
        for entry in self.entries:
            before = found.get(entry.post_id)
            if before is None or order(before) <= order(entry):
                found[entry.post_id] = entry
        last = {entry.path: entry.post_id for entry in found.values()}
        return {post_id: entry for post_id, entry in found.items() if last[entry.path] == post_id}


def parse(data: bytes, key: Key | None) -> Manifest:
    """Return what a manifest says.

    Raise `Untrusted` when a line is missing, added, changed or cut off; with a `key`, when it has not signed all of it.
    """
    if data and not data.endswith(b"\n"):
        raise Untrusted("the last line of the manifest is incomplete")
    lines = data.split(b"\n")[:-1]
    rows = [_row(line) for line in lines]
    head = from_head(rows.pop(), key) if rows and is_head(rows[-1]) else None
    found = [placed(row, key) for row in rows]
    digests = tuple(hashlib.sha256(line).hexdigest() for line in lines[: len(rows)])
    is_chained = head is not None or any(place for _, place in found)
    if is_chained:
        _refuse_broken_chain([place for _, place in found], digests, head)
        _refuse_disorder(entry for entry, _ in found)
    return Manifest(tuple(entry for entry, _ in found), digests, head, is_chained)


def _row(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Untrusted("a line of the manifest is not JSON") from error


def _refuse_broken_chain(places: Sequence[ManifestPlace | None], digests: Sequence[str], head: Head | None) -> None:
    expected = [ManifestPlace(number, before) for number, before in enumerate(("", *digests[:-1]), 1)] if places else []
    for number, (place, wanted) in enumerate(zip(places, expected, strict=True), 1):
        if place != wanted:
            raise Untrusted(f"line {number} of the manifest does not follow the line before it")
    if head and (head.count, head.last) != (len(digests), digests[-1] if digests else ""):
        raise Untrusted(f"the manifest has {len(digests)} lines, and its end was written for {head.count}")


def _refuse_disorder(entries: Iterable[Released]) -> None:
    newest: dict[str, tuple[str, str]] = {}
    for entry in entries:
        if newest.get(entry.post_id, ("", "")) > order(entry):
            raise Untrusted(f"an older release of {entry.post_id} stands behind a newer one")
        newest[entry.post_id] = order(entry)


def read(path: Path, key: Key | None) -> Manifest:
    """Return what the pipeline's own manifest says, empty when there is none; half a line of a crash is cut off first.

    Lines of earlier versions are numbered and chained, and signed anew when the key has signed all of them.
    """
    if not path.exists():
        return Manifest((), (), None, is_chained=True)
    data = path.read_bytes()
    found = parse(data[: data.rfind(b"\n") + 1], key)
    if not found.is_chained and found.entries:
        renew(path, found.entries, key)
        found = parse(path.read_bytes(), key)
    return found


def renew(path: Path, entries: Sequence[Released], key: Key | None) -> Path | None:
    """Write `entries` as a manifest in place of the one that is there; return where that one lies now."""
    lines, previous = [], ""
    for number, entry in enumerate(sorted(entries, key=order), 1):
        lines.append(dump(to_line(entry, key, ManifestPlace(number, previous))))
        previous = hashlib.sha256(lines[-1]).hexdigest()
    aside = None
    if path.exists():
        aside = spare(path.with_name(f"{path.name}.before"))
        os.link(path, aside)
    write_atomically(path, b"".join(line + b"\n" for line in lines))
    return aside


def believable(path: Path, key: Key | None) -> Iterator[Released | str]:
    """Yield what each line says, or why it cannot be believed, whatever is wrong with the others."""
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            if line and not is_head(row := _row(line)):
                yield placed(row, key)[0]
        except Untrusted as error:
            yield f"line {number}: {error}"


def append(path: Path, entry: Released, key: Key | None) -> None:
    """Append a line about `entry`, in place of the manifest's end, and wait until it is on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        start, line = last_line(file)
        if line and is_head(row := _row(line)):
            head = from_head(row, None)
            place = ManifestPlace(head.count + 1, head.last)
        elif line:
            before = placed(row, None)[1]
            if before is None:
                raise Untrusted(f"the manifest is of an earlier version; {REPAIR}")
            place, start = ManifestPlace(before.number + 1, hashlib.sha256(line).hexdigest()), start + len(line) + 1
        else:
            place = ManifestPlace(1, "")
        file.truncate(start)
        file.write(dump(to_line(entry, key, place)) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def seal(path: Path, key: Key | None, other_files: tuple[str, ...], paths: str = RELEASE) -> None:
    """Write the end of the manifest unless it is there, and wait until it is on disk."""
    if not path.exists():
        return
    data = path.read_bytes()
    found = parse(data[: data.rfind(b"\n") + 1], None)
    head = Head(len(found.entries), found.digests[-1] if found.digests else "", other_files, paths)
    if found.head == head or not found.entries:
        return
    with path.open("a+b") as file:
        start, line = last_line(file)
        file.truncate(start if found.head else start + len(line) + 1)
        file.write(dump(to_head(head, key)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
