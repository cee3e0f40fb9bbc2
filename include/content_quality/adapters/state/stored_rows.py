"""Rows of JSON about posts that stay in their files and are decoded one by one: a large batch takes little memory.

What is decoded later is what was verified first: the digest of each line is kept, and compared when the line is read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

from content_quality.adapters.state.files import Json
from content_quality.adapters.state.packing import opened
from content_quality.adapters.state.sealed_lines import FileDamaged, Line, body_of

POST_ID = re.compile(rb'\{"post_id":("(?:[^"\\]|\\.)*")')  # begins every row, as we write it


class _Place(NamedTuple):
    """Where a line lies, in its file as unpacked, and the digest of its bytes."""

    path: Path
    start: int
    size: int
    digest: bytes


Row = TypeVar("Row")


class StoredRows(Collection[Row]):
    """The rows of some files, one for each post; each is decoded when it is asked for.

    Whoever reads may meet `FileDamaged`, where a file has changed since it was verified or a row cannot be decoded.
    """

    def __init__(self, decode: Callable[[Json], Row]) -> None:
        self._decode = decode
        self._places: dict[str, _Place] = {}

    def add(self, path: Path, lines: Iterable[Line]) -> int:
        """Take the verified `lines` of `path`; return how many are of a post that was there already, and stay out."""
        twice = 0
        for line in lines:
            place = _Place(path, line.start, len(line.text), _digest(line.text))
            twice += self._places.setdefault(_post_id(line.text), place) is not place
        return twice

    @property
    def post_ids(self) -> Collection[str]:
        """Return the posts that have a row."""
        return self._places.keys()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, post_id: object) -> bool:
        return post_id in self._places

    def __iter__(self) -> Iterator[Row]:
        """Yield every row in the order of the files."""
        return self._at(self._places.values())

    def get(self, post_id: str) -> Row | None:
        """Return the row of one post, None when there is none."""
        place = self._places.get(post_id)
        return next(self._at([place])) if place else None

    def among(self, post_ids: Iterable[str]) -> dict[str, Row]:
        """Return the rows of those of `post_ids` that have one, by post_id; each file is opened once."""
        wanted = set(post_ids)
        places = {name: place for name, place in self._places.items() if name in wanted}
        return dict(zip(places, self._at(places.values()), strict=True))

    def _at(self, places: Iterable[_Place]) -> Iterator[Row]:
        for path, of_file in groupby(places, key=lambda place: place.path):
            with opened(path) as file:
                for place in of_file:
                    yield self._read(file, place)

    def _read(self, file: BinaryIO, place: _Place) -> Row:
        file.seek(place.start)
        line = file.read(place.size)
        if _digest(line) != place.digest:
            raise FileDamaged(f"{place.path.name} has changed while it was read")
        try:
            return self._decode(json.loads(body_of(line)))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise FileDamaged(f"{place.path.name}: a row cannot be read: {error}") from error


def _digest(line: bytes) -> bytes:
    return hashlib.sha256(line).digest()[:16]


def _post_id(line: bytes) -> str:
    found = POST_ID.match(line)
    return str(json.loads(found[1]) if found else json.loads(body_of(line))["post_id"])
