"""Versions of posts as the columns of the index, and rows of the index as versions of posts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from content_quality.adapters.fingerprints.lookup import NUMBERED
from content_quality.core.cross_post.passages import Passage, PostVersion
from content_quality.core.findings import Span

TABLES = ("editions", "passages", "prints")
EDITION_COLUMNS = "edition, post_id, path, sha256, title, language, names, series, date, weight, whole, first_seen"
PASSAGE_COLUMNS = 'passage, edition, block, exact, weight, line, "column", end_line, end_column, text, steps'

Columns = dict[str, Any]


def columns(first: int, versions: Sequence[PostVersion]) -> dict[str, Columns]:
    """Return what the tables hold about `versions`, the first of which is edition number `first`.

    Fingerprints by hash.
    """
    return {
        "editions": _editions(first, versions),
        "passages": _passages(first, versions),
        "prints": _prints(first, versions),
    }


def passage(row: tuple[Any, ...]) -> Passage:
    """Return the passage in a row of `PASSAGE_COLUMNS`."""
    return Passage(row[2], row[3], row[4], Span(*row[5:9]), row[9], row[10])


def post_version(row: tuple[Any, ...]) -> PostVersion:
    """Return the version in a row of `EDITION_COLUMNS`, without its passages."""
    _, post_id, path, sha256, title, language, names, series, date, weight, whole, seen = row
    return PostVersion(
        post_id, path, sha256, title, language, tuple(names), series, date, weight, whole, first_seen=seen
    )


def texts(values: Collection[str]) -> Any:
    """Return `values` as DuckDB takes them: a lone surrogate of hostile text becomes a question mark."""
    column = np.empty(len(values), object)
    column[:] = [value.encode("utf-8", "replace").decode() for value in values]
    return column


def _editions(first: int, versions: Sequence[PostVersion]) -> Columns:
    found: Columns = {"edition": np.arange(first, first + len(versions), dtype=np.uint32)}
    for name in ("post_id", "path", "sha256", "title", "language", "series", "date", "first_seen"):
        found[name] = texts([getattr(version, name) for version in versions])
    for name in ("names", "called"):
        lists = np.empty(len(versions), object)
        lists[:] = [list(texts(getattr(version, name))) for version in versions]
        found[name] = lists
    for name in ("weight", "whole"):
        found[name] = np.array([getattr(version, name) for version in versions], np.uint32)
    return found


def _passages(first: int, versions: Sequence[PostVersion]) -> Columns:
    passages = [passage for version in versions for passage in version.passages]
    steps = np.empty(len(passages), object)
    steps[:] = [passage.steps for passage in passages]
    numbers = _numbers(first, versions)
    found: Columns = {
        "passage": numbers,
        "edition": (numbers >> np.uint64(NUMBERED)).astype(np.uint32),
        "exact": np.array([passage.exact for passage in passages], np.uint64),
        "text": texts([passage.text for passage in passages]),
        "steps": steps,
    }
    for name in ("block", "weight"):
        found[name] = np.array([getattr(passage, name) for passage in passages], np.uint32)
    for name in ("line", "column", "end_line", "end_column"):
        found[name] = np.array([getattr(passage.span, name) for passage in passages], np.uint32)
    return found


def _prints(first: int, versions: Sequence[PostVersion]) -> Columns:
    prints = [found for version in versions for found in version.prints]
    hashes = np.concatenate([*prints, np.zeros(0, np.uint32)]).astype(np.uint32)
    owners = np.repeat(_numbers(first, versions), [len(found) for found in prints])
    order = np.argsort(hashes, kind="stable")
    return {"hash": hashes[order], "passage": owners[order]}


def _numbers(first: int, versions: Sequence[PostVersion]) -> Any:
    """Return the numbers of all passages of `versions`."""
    counts = [len(version.passages) for version in versions]
    editions = np.repeat(np.arange(first, first + len(versions), dtype=np.uint64), counts)
    places = [np.arange(count, dtype=np.uint64) for count in counts]
    return (editions << np.uint64(NUMBERED)) | np.concatenate([*places, np.zeros(0, np.uint64)])
