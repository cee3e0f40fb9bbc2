"""Bundles: a post that is the index of a folder of its own, and the files in that folder."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from content_quality.core.document.generator_traits import BundleRules

LANGUAGE = r"(\.[a-z]{2,3}(-[a-z]+)?)?\.[a-z]+"  # index.md, index.ja.md


def files_by_post(posts: Iterable[str], others: Iterable[str], rules: BundleRules) -> Mapping[str, tuple[str, ...]]:
    """Return which of the files `others` belong to each post that owns its folder; translations share them.

    A file belongs to the nearest folder above it that holds posts. A post that owns no folder is not in the answer.
    """
    by_folder = _by_folder(posts)
    owners = {folder: _owners(names, rules) for folder, names in by_folder.items() if folder}
    found: dict[str, list[str]] = {post: [] for names in owners.values() for post in names}
    for path in others if owners else ():
        for post in owners.get(folder_with_posts(path, by_folder), ()):
            found[post].append(path)
    return {post: tuple(sorted(paths)) for post, paths in found.items()}


def folder_with_posts(path: str, folders: Mapping[str, object]) -> str:
    """Return the nearest of `folders` above the file `path`; the root, an empty text, when there is none."""
    folder = path.rpartition("/")[0]
    while folder and folder not in folders:
        folder = folder.rpartition("/")[0]
    return folder


def _by_folder(posts: Iterable[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in posts:
        found[path.rpartition("/")[0]].append(path)
    return found


def _owners(posts: list[str], rules: BundleRules) -> list[str]:
    if not rules.names:
        return []
    index = re.compile(f"({'|'.join(map(re.escape, rules.names))}){LANGUAGE}", re.IGNORECASE)
    owners = [path for path in posts if index.fullmatch(path.rpartition("/")[2])]
    return [] if rules.alone and len(owners) < len(posts) else owners
