"""Names of posts that cannot lie side by side wherever posts are released to.

Some file systems take two names for one that differ in case, or in how an accent is written; none has a file and a
folder of one name. Such posts would overwrite each other, so they are held before they are read.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

LONGEST_PART = 255  # bytes of one name in a path; ext4, APFS, NTFS
LONGEST_PATH = 1_024  # bytes of a key in S3, and of a path on macOS


def folded(name: str) -> str:
    """Return what all names have in common that a file system may take for `name` (Unicode 3.13, D145)."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())


def unplaceable(names: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """Return why a post is held, for each of `names` that cannot be written beside the others.

    A post that is `known`, because it was read before, stays; the one that came later is held.
    """
    read_before = frozenset(known)
    held = {name: reason for name in sorted(set(names)) if (reason := _too_long(name))}
    mine = {name: folded(name) for name in sorted(set(names)) if name not in held}
    same: dict[str, list[str]] = defaultdict(list)
    for name, form in mine.items():
        same[form].append(name)
    on_the_way: dict[str, str | None] = {}
    for name, form in mine.items():
        if other := _twin(name, same[form]) or _file_above(form, same, on_the_way):
            newcomers = {name, other} - read_before
            held |= {one: _reason(one, other if one == name else name) for one in sorted(newcomers)}
    return held


def _twin(name: str, alike: Sequence[str]) -> str | None:
    return next((other for other in alike[:2] if other != name), None)


def _file_above(form: str, same: Mapping[str, Sequence[str]], seen: dict[str, str | None]) -> str | None:
    """Return a file that has the name of a folder on the way to `form`; `seen` keeps the answer for each folder."""
    folder = form.rpartition("/")[0]
    if not folder:
        return None
    if folder not in seen:
        seen[folder] = same[folder][0] if folder in same else _file_above(folder, same, seen)
    return seen[folder]


def _reason(name: str, other: str) -> str:
    if folded(name) == folded(other):
        return (
            f"The names of two files differ only in capital letters or accents: {name} and {other}. Some systems take "
            "them for one file. Rename one of them."
        )
    return f"One name is a file and also a folder: {name} and {other}. Rename one of them."


def _too_long(name: str) -> str:
    if name.isascii() and len(name) <= LONGEST_PART:
        return ""
    parts = [len(part.encode("utf-8", "surrogateescape")) for part in name.split("/")]
    if max(parts) > LONGEST_PART or sum(parts) + len(parts) - 1 > LONGEST_PATH:
        return (
            f"The name of the file is too long: at most {LONGEST_PART} bytes between two slashes and "
            f"{LONGEST_PATH:,} bytes in all can be written everywhere. Give it a shorter name."
        )
    return ""
