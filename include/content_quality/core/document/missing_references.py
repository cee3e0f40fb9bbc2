"""Images and posts that front matter refers to and the site does not have.

References are looked up by name only: an image is missing only where the folder it names holds other images and no
folder holds one of its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from content_quality.core.document.post_names import DATE_PREFIX, name_of
from content_quality.core.document.references import MISSING_IMAGE, MISSING_POST, NamedReference, no_image, no_post
from content_quality.core.findings import Category, Finding, Message, Severity, message
from content_quality.core.records import dataclass

COMMON_SHARE = (
    2 / 3
)  # of the related posts looked for that are found, from which the others are missing and not merely named in another way  # noqa: E501 - one sentence for people
FEWEST_FOUND = 2


@dataclass(frozen=True, slots=True)
class SiteImages:
    """The images of a site: their names, and the folders (paths from the site's root) that hold any."""

    names: frozenset[str]  # in lower case
    folders: frozenset[str]


def missing_images(path: str, named: Iterable[NamedReference], site: SiteImages) -> Iterator[Finding]:
    """Yield a finding for each image that the post at `path` names and the site lacks, where its folder holds others."""  # noqa: E501 - a table or an example
    for one in named:
        target = PurePosixPath(one.reference.target)
        if target.name.lower() not in site.names and _holds_images(site, target.parent, path):
            yield absence(MISSING_IMAGE, no_image(one.reference), one, message("Correct the name, or add the image."))


def absence(check: str, text: Message, one: NamedReference, suggestion: Message) -> Finding:
    """Return the finding that the reference `one` leads nowhere."""
    return Finding(
        check,
        Category.FRONT_MATTER,
        Severity.WARNING,
        one.span,
        text,
        one.excerpt,
        suggestion,
        fingerprint=one.fingerprint,
    )


def _holds_images(site: SiteImages, folder: PurePosixPath, path: str) -> bool:
    """Return whether the folder is one of the site's that hold images: by the end of its path, or beside the post."""
    parts = [part for part in folder.parts if part not in ("/", ".", "..")]
    if not parts:
        beside = PurePosixPath(path).parent.as_posix()
        return not folder.is_absolute() and any(
            known == beside or known.endswith(f"/{beside}") for known in site.folders
        )
    end = "/".join(parts)
    return any(known == end or known.endswith(f"/{end}") for known in site.folders)


def wanted(posts: Iterable[tuple[str, Iterable[NamedReference]]]) -> frozenset[str]:
    """Return the names under which the site should know what `posts`, by post_id, refer to."""
    named = {name_of(one.reference.target).casefold() for _, found in posts for one in found}
    return frozenset({*named, *(DATE_PREFIX.sub("", name) for name in named)} - {""})


def missing_posts(
    posts: Iterable[tuple[str, Iterable[NamedReference]]], known: frozenset[str]
) -> Iterator[tuple[str, Finding]]:
    """Yield, with the post_id, each related post that one of `posts` names and the site does not have.

    Where most names lead nowhere, the site names its posts in another way, and nothing is missing.
    """
    wanted = [(post_id, one, name_of(one.reference.target).casefold()) for post_id, found in posts for one in found]
    absent = [
        (post_id, one)
        for post_id, one, name in wanted
        if name and name not in known and DATE_PREFIX.sub("", name) not in known
    ]
    found = len(wanted) - len(absent)
    if found < FEWEST_FOUND or found < COMMON_SHARE * len(wanted):
        return
    for post_id, one in absent:
        yield (
            post_id,
            absence(MISSING_POST, no_post(one.reference), one, message("Correct or delete the name.")),
        )
