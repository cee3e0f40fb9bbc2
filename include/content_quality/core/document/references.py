"""What front matter refers to: images and related posts, with the key of each; and which of them a site does not have.

References are looked up by name only. What a template works out, another site, or a form that we do not understand is
not
looked up at all: an image is missing only where the folder it names holds other images and no folder holds one of its
name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from content_quality.core.document.key_findings import about_key, bound
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Severity, message

MISSING_IMAGE, MISSING_POST = "missing-image", "missing-post"
WORST = {MISSING_IMAGE: Severity.WARNING, MISSING_POST: Severity.WARNING}  # what each reports at most by itself
IMAGE_KEYS = frozenset(
    "image images img cover coverimage heroimage featuredimage feature featureimage thumbnail thumb banner ogimage teaser photo header".split()
)
IMAGE_PARTS = frozenset(
    "path src url image file feature teaser overlayimage ogimage".split()
)  # keys inside one of those
RELATED_KEYS = frozenset(
    "related relatedposts relatedarticles relatedarticle relatedpost seealso pillararticle pillarpost nextpost previouspost prevpost".split()
)
RELATED_PARTS = ("slug", "url", "path", "permalink", "link", "href", "post")
IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"})
DATE_PREFIX = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-(?=.)")
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
NOT_A_PATH = re.compile(r"[\s{}\[\]<>|]|^#|^$")
COMMON_SHARE = (
    2 / 3
)  # of the related posts looked for that are found, from which the others are missing and not merely named in another way
FEWEST_FOUND = 2
GENERIC_STEMS = frozenset({"index", "_index", "readme"})
FOLDERS_OF_POSTS = frozenset(
    {"posts", "post", "_posts", "blog", "articles", "article", "news", "p", "content", "entries"}
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of a post: the dotted path of its key, and the path it names, without query and fragment."""

    key: str
    target: str


@dataclass(frozen=True, slots=True)
class SiteImages:
    """The images of a site: their names, and the folders (paths from the site's root) that hold any."""

    names: frozenset[str]  # in lower case
    folders: frozenset[str]


def images(values: Mapping[str, object]) -> Iterator[Reference]:
    """Yield the images of this site that the front matter names."""
    for key, value in values.items():
        if _plain(key) in IMAGE_KEYS:
            for path, text in _texts(value, str(key), IMAGE_PARTS):
                target = _target(text)
                if target and PurePosixPath(target).suffix.lower() in IMAGE_SUFFIXES:
                    yield Reference(path, target)


def related(values: Mapping[str, object]) -> Iterator[Reference]:
    """Yield the posts of this site that the front matter names."""
    for key, value in values.items():
        if _plain(key) in RELATED_KEYS:
            for path, text in _texts(value, str(key), RELATED_PARTS):
                if target := _target(text):
                    yield Reference(path, target)


def _plain(key: object) -> str:
    return "".join(mark for mark in str(key).lower() if mark.isalnum())


def _texts(value: object, path: str, parts: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield dotted path and text of a value, of each entry of a list, and of the first of `parts` in a mapping."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            if isinstance(entry, str | Mapping):
                yield from _texts(entry, f"{path}.{index}", parts)
    elif isinstance(value, Mapping):
        named = {_plain(key): (key, inner) for key, inner in value.items() if isinstance(inner, str)}
        for part in parts:
            if part in named:
                yield f"{path}.{named[part][0]}", named[part][1]
                return


def _target(text: str) -> str:
    """Return the path in `text` when it is one of this site, else nothing."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    path = unquote(parts.path)
    return "" if parts.scheme or parts.netloc or NOT_A_PATH.search(path) or "\0" in path else path


def names(path: str, slug: str | None = None, address: str | None = None) -> frozenset[str]:
    """Return the names under which other posts may refer to the post at `path`: its file, its slug, the end of its address."""
    file = PurePosixPath(path)
    stem = file.name.partition(".")[0]
    own = {file.parent.name if stem.lower() in GENERIC_STEMS else stem, slug or "", name_of(address or "")}
    return frozenset(DATE_PREFIX.sub("", name).casefold() for name in own) - {""} | frozenset(
        name.casefold() for name in own if name
    )


def name_of(target: str) -> str:
    """Return the last part of an address or path that names something."""
    parts = [part for part in target.split("/") if part not in ("", ".", "..")]
    if parts and parts[-1].partition(".")[0].lower() in GENERIC_STEMS and len(parts) > 1:
        parts.pop()
    return re.sub(r"\.(?:html?|mdx?|markdown)$", "", parts[-1]) if parts else ""


def names_of(post: Post) -> frozenset[str]:
    """Return the names of `post`."""
    front_matter = post.front_matter
    return names(post.path, front_matter.text("slug"), front_matter.text("permalink") or front_matter.text("url"))


def is_itself(post: Post, reference: Reference) -> bool:
    """Return whether `reference` leads back to `post`.

    The same name in another folder, such as a translation, does not.
    """
    own = names_of(post)
    if name_of(reference.target).casefold() not in own:
        return False
    near = {
        part.casefold()
        for part in (*PurePosixPath(post.path).parts, *PurePosixPath(post.front_matter.text("permalink") or "").parts)
    }
    folders = [part.casefold() for part in reference.target.split("/") if part not in ("", ".", "..")][:-1]
    numbers = {
        int(number) for part in near for number in NUMBER.findall(part)
    }  # of its date: 2025/12/weekly is not 2026/01/weekly
    return all(
        int(part) in numbers if NUMBER.fullmatch(part) else part in near or part in FOLDERS_OF_POSTS
        for part in folders
        if part.partition(".")[0] not in own
    )


def missing_images(post: Post, site: SiteImages) -> Iterator[Finding]:
    """Yield a finding for each image that `post` names and the site does not have, where the folder it names holds others."""
    for reference in images(post.front_matter.values):
        path = PurePosixPath(reference.target)
        if path.name.lower() in site.names or not _holds_images(site, path.parent, post):
            continue
        text = message(
            "{key} names {target}; the site has no such image, and the folder has others.",
            key=reference.key,
            target=reference.target[:120],
        )
        hint = message("Correct the name, or add the image.")
        yield bound(MISSING_IMAGE, about_key(post, reference.key, Severity.WARNING, text, hint))


def _holds_images(site: SiteImages, folder: PurePosixPath, post: Post) -> bool:
    """Return whether the folder is one of the site's that hold images: by the end of its path, or beside the post."""
    parts = [part for part in folder.parts if part not in ("/", ".", "..")]
    if not parts:
        beside = PurePosixPath(post.path).parent.as_posix()
        return not folder.is_absolute() and any(
            known == beside or known.endswith(f"/{beside}") for known in site.folders
        )
    end = "/".join(parts)
    return any(known == end or known.endswith(f"/{end}") for known in site.folders)


def wanted(posts: Iterable[tuple[Post, Iterable[Reference]]]) -> frozenset[str]:
    """Return the names under which the site should know what `posts` refer to."""
    named = {name_of(reference.target).casefold() for _, references in posts for reference in references}
    return frozenset({*named, *(DATE_PREFIX.sub("", name) for name in named)} - {""})


def missing_posts(
    posts: Collection[tuple[Post, tuple[Reference, ...]]], known: frozenset[str]
) -> Iterator[tuple[Post, Finding]]:
    """Yield each related post that one of `posts` names and no post of the site is called, unless most are named in another way."""
    wanted = [
        (post, reference, name_of(reference.target).casefold())
        for post, references in posts
        for reference in references
    ]
    absent = [
        (post, reference)
        for post, reference, name in wanted
        if name and name not in known and DATE_PREFIX.sub("", name) not in known
    ]
    found = len(wanted) - len(absent)
    if found < FEWEST_FOUND or found < COMMON_SHARE * len(wanted):
        return
    for post, reference in absent:
        text = message(
            "{key} names {target}, and no post of the site is called so.",
            key=reference.key,
            target=reference.target[:120],
        )
        hint = message("Correct the name, or delete it.")
        yield post, bound(MISSING_POST, about_key(post, reference.key, Severity.WARNING, text, hint))
