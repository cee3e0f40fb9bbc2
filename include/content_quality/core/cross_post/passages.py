"""A post's passages as they are compared with those of other posts, and the names under which it is published."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from itertools import islice, repeat
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import numpy as np

from content_quality.core.cross_post.fingerprints import Prints, fingerprints_of
from content_quality.core.cross_post.places import packed
from content_quality.core.cross_post.titles import Title
from content_quality.core.document import dates, post_names
from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.document.prose import Part, dense, prose
from content_quality.core.findings import Span
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.core.text.characters import Codes, codes_of, fold
from content_quality.core.text.inline_markup import folded

DATE_PREFIX = re.compile(r"^\d{4}-\d{2}-\d{2}-")
GENERIC = frozenset({"index", "_index", "readme"})  # the file's name says nothing, its folder's does
MOVED_KEYS = (
    "redirect_from",
    "aliases",
    "redirect_to",
    "canonical_url",
    "canonicalURL",
    "permalink",
    "url",
    "translation_key",
    "translationKey",
    "ref",
)
SERIES_KEYS = ("series", "serie", "collection")
SLUG, ADDRESS = "slug ", "address "  # what names of a publication begin with
# posts that may have one address and be one publication, moved or published again; more name the site by it
SHARED_ADDRESS = 3
OPENING, CLOSING = '“„«「『"', '”“»」』"'
TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of a post: its folded letters, their digest, and its place.

    `weight` is its length in letters, those of dense scripts (kana, han, hangul, Thai) counted twice.
    """

    block: int
    exact: int  # 64 bits
    weight: int
    span: Span
    text: str
    steps: bytes = field(default=b"", repr=False)  # see `core.cross_post.places`


@dataclass(frozen=True, slots=True)
class PostVersion:
    """One version of a post as other posts are compared with it."""

    post_id: str
    path: str
    sha256: str
    title: str
    language: str
    names: tuple[str, ...]  # slug, addresses, redirects: another post with one of these is this post
    series: str  # declared, or the title without what counts its posts
    date: str  # ISO 8601, or empty
    weight: int  # of all passages
    whole: int  # of everything a reader sees, compared or not: tables, code, quotations, raw HTML
    passages: tuple[Passage, ...] = field(default=(), repr=False)
    first_seen: str = ""  # ISO 8601 in UTC: when the site first had the post, whatever its bytes were
    called: tuple[str, ...] = ()  # by posts that refer to it: its file, its slug, the ends of its addresses
    # fingerprints of each passage: computed with the passages, so that nothing behind them reads the post again
    prints: tuple[Prints, ...] = field(default=(), repr=False, compare=False)

    @property
    def order(self) -> tuple[str, str, str]:
        """What sorts posts from old to new: when they were first seen, then by their date."""
        return self.first_seen, self.date, self.post_id

    def is_other(self, older: PostVersion, common: frozenset[str] = frozenset()) -> bool:
        """Return whether the two are different publications, so that what they share may be a copy.

        `common` are names that too many posts have to tell one from another; the slug of both tells all the same.
        """
        if (
            self.post_id == older.post_id
            or self.names[:1] == older.names[:1]
            or (set(self.names) & set(older.names)) - common
        ):
            return False
        return self.language == older.language or "und" in (self.language, older.language)  # else a translation


@once_per_post
def post_version(post: Post, settings: Settings) -> PostVersion:
    """Return `post` as it is compared with others."""
    found, ranges = _compared(post, settings)
    title = post.front_matter.text("title") or ""
    date = dates.post_date(post, settings)
    names = tuple(dict.fromkeys(_names(post)))
    return PostVersion(
        post.post_id,
        post.path,
        post.sha256,
        title,
        post.language,
        names,
        _series(post, title),
        date.isoformat() if date else "",
        sum(passage.weight for passage in found),
        sum(map(_seen, post.blocks, repeat(post))),
        found,
        called=tuple(
            sorted(
                {*post_names.names(post.path), *(name.removeprefix(SLUG) for name in names if name.startswith(SLUG))}
            )
        ),
        prints=tuple(fingerprints_of(prose(post, settings).letters, ranges)),
    )


def _compared(post: Post, settings: Settings) -> tuple[tuple[Passage, ...], list[tuple[int, int]]]:
    """Return the passages of `post`, and the range of each in its prose."""
    found = list(islice(_passages(post, settings), MOST_PASSAGES))
    return tuple(passage for passage, _ in found), [place for _, place in found]


def _passages(post: Post, settings: Settings) -> Iterator[tuple[Passage, tuple[int, int]]]:
    """Yield the paragraphs of `post` and their ranges, each of them once.

    What it says twice is no affair of other posts.
    """
    row = prose(post, settings)
    shortest = settings.across.shortest_characters
    known: set[int] = set()
    for part in row.parts:
        if part.heading or _is_quotation(post, part):
            continue
        letters = row.letters[part.first : part.last]
        weight = weigh(letters)
        if weight < shortest:
            continue
        for first in range(part.first, part.last, LONGEST_PASSAGE):
            last = min(first + LONGEST_PASSAGE, part.last)
            text = row.text(first, last)
            if (exact := digest(text)) in known:
                continue
            known.add(exact)
            piece = weight if last - first == len(letters) else weigh(row.letters[first:last])
            steps = packed(row.places[first:last])
            yield Passage(part.block, exact, piece, post.span(*row.range(first, last)), text, steps), (first, last)


def _seen(block: Block, post: Post) -> int:
    """Return the weight of what a reader sees of `block`."""
    text = (
        block.text if block.is_prose or block.kind is Kind.HEADING else TAG.sub("", post.text[block.start : block.end])
    )
    return weigh(fold(codes_of(text)))


LONGEST_PASSAGE = 4_000  # letters; a longer paragraph is compared in pieces, since Indel is quadratic
MOST_PASSAGES = 4_000  # of a post; the longest of 2,500 real ones has some 900, and each may cost eight comparisons


def weigh(letters: Codes) -> int:
    """Return how many of `letters` are letters (the others are 0), those of dense scripts counted twice."""
    return int(np.count_nonzero(letters)) + int(dense(letters).sum())


def digest(text: str) -> int:
    """Return 64 bits that name the folded `text`."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def _is_quotation(post: Post, part: Part) -> bool:
    block = post.blocks[part.block]
    text = block.text.strip()
    return (
        "quote" in block.containers
        or "footnote" in block.containers
        or (len(text) > 1 and text[0] in OPENING and text[-1] in CLOSING)
    )


def _names(post: Post) -> Iterator[str]:
    """Yield the names of the publication: its slug without a date first, then every address it is or was found at."""
    path = PurePosixPath(post.path)
    stem = path.name.partition(".")[0]
    slug = post.front_matter.text("slug") or (
        path.parent.name if stem.lower() in GENERIC else DATE_PREFIX.sub("", stem)
    )
    yield f"{SLUG}{slug.casefold()}"
    for key in MOVED_KEYS:
        value = post.front_matter.values.get(key)
        for name in value if isinstance(value, list) else [value]:
            if isinstance(name, str) and (address := _address(name.strip())):
                yield f"{ADDRESS}{address.casefold()}"
                yield _end_of(address)


def _end_of(address: str) -> str:
    """Return the slug that an address ends in."""
    return f"{SLUG}{DATE_PREFIX.sub('', PurePosixPath(address).stem).casefold()}"


def addresses(names: Iterable[str]) -> frozenset[str]:
    """Return those of `names` that are addresses."""
    return frozenset(name for name in names if name.startswith(ADDRESS))


def with_ends(found: Iterable[str]) -> frozenset[str]:
    """Return addresses, and the slugs that they end in."""
    return frozenset(name for address in found for name in (address, _end_of(address.removeprefix(ADDRESS))))


def _address(name: str) -> str:
    """Return the path of an address without slashes at its ends, empty for a template or what is no address."""
    try:
        path = unquote(urlsplit(name).path).strip("/")
    except ValueError:  # brackets that are no IPv6 address
        return ""
    return "" if "{" in name or ":" in path else path


def _series(post: Post, title: str) -> str:
    for key in SERIES_KEYS:
        value = post.front_matter.values.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str) and value.strip():
            return folded(value)
    parts = Title.read(title, post.language)
    return parts.bare if parts.counts else ""
