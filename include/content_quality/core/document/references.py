"""What front matter refers to: images and related posts, with the key of each.

What a template works out, another site, or a form that we do not understand is not a reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.document.post_names import name_of, names_of
from content_quality.core.findings import Message, Severity, Span, fingerprint, message
from content_quality.core.records import dataclass

MISSING_IMAGE, MISSING_POST = "missing-image", "missing-post"
MOST_REFERENCES = 200  # of one post; those behind them are not looked for
WORST = {MISSING_IMAGE: Severity.WARNING, MISSING_POST: Severity.WARNING}  # what each reports at most by itself
IMAGE_KEYS = frozenset(
    "image images img cover coverimage heroimage featuredimage feature featureimage thumbnail thumb banner ogimage teaser photo header".split()  # noqa: E501 - a pattern
)
IMAGE_PARTS = frozenset(
    "path src url image file feature teaser overlayimage ogimage".split()
)  # keys inside one of those
RELATED_KEYS = frozenset(
    "related relatedposts relatedarticles relatedarticle relatedpost seealso pillararticle pillarpost nextpost previouspost prevpost".split()  # noqa: E501 - words in a table
)
RELATED_PARTS = ("slug", "url", "path", "permalink", "link", "href", "post")
IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"})
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
NOT_A_PATH = re.compile(r"[\s{}\[\]<>|]|^#|^$")
FOLDERS_OF_POSTS = frozenset(
    {"posts", "post", "_posts", "blog", "articles", "article", "news", "p", "content", "entries"}
)


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference of a post: the dotted path of its key, and the path it names, without query and fragment."""

    key: str
    target: str


@dataclass(frozen=True, slots=True)
class NamedReference:
    """A reference with its place in the post and what names the passage: enough to say later that it leads nowhere."""

    reference: Reference
    span: Span
    excerpt: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class References:
    """What the front matter of one post refers to on its own site."""

    images: tuple[NamedReference, ...] = ()
    related: tuple[NamedReference, ...] = ()


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


def references(post: Post) -> References:
    """Return what `post` refers to; nothing when its front matter cannot be read."""
    if not post.front_matter.readable:
        return References()
    values = post.front_matter.values
    return References(
        tuple(_named(post, MISSING_IMAGE, no_image, islice(images(values), MOST_REFERENCES))),
        tuple(_named(post, MISSING_POST, no_post, islice(related(values), MOST_REFERENCES))),
    )


def _named(
    post: Post, check: str, say: Callable[[Reference], Message], found: Iterable[Reference]
) -> Iterator[NamedReference]:
    for reference in found:
        place = about_key(post, reference.key, Severity.WARNING, say(reference))
        yield NamedReference(reference, place.span, place.excerpt, fingerprint(check, place.passage))


def no_image(reference: Reference) -> Message:
    """Return the message about an image that the site does not have."""
    return message(
        "{key} names {target}, an image that the site does not have; its folder has other images.",
        key=reference.key,
        target=reference.target[:120],
    )


def no_post(reference: Reference) -> Message:
    """Return the message about a post that the site does not have."""
    return message(
        "{key} names {target}, but the site has no post with that name.",
        key=reference.key,
        target=reference.target[:120],
    )
