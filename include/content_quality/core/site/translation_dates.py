"""Translations of one post that bear another date than the original and the file's name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from content_quality.core.document import dates

LANGUAGE = re.compile(r"\.[a-z]{2}(?:-[A-Za-z]{2,4})?$")  # behind the name: 2026-03-02-boats.en.md


def strays(days: Iterable[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
    """Yield each path whose date differs from its file's name, with the path of a translation whose date does not.

    `days` are paths with the date of the post as ISO text. Without such a sister the name may well be the day on which
    the post was begun.
    """
    sisters: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, date in days:
        if date and dates.file_date(path):
            pure = PurePosixPath(path)
            sisters[str(pure.parent / LANGUAGE.sub("", pure.stem))].append((path, date[:10]))
    for members in sisters.values():
        right = [path for path, day in members if day == str(dates.file_date(path))]
        for path, day in members:
            if right and day != str(dates.file_date(path)):
                yield path, right[0]
