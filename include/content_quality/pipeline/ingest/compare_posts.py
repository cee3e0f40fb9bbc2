"""Use case: compare the posts of a batch with the whole archive and with each other."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from content_quality.adapters.fingerprints.index import Index, Placed
from content_quality.core.cross_post import copied_passages
from content_quality.core.cross_post.copied_passages import Stretch
from content_quality.core.cross_post.passages import (
    SHARED_ADDRESS,
    Passage,
    PostVersion,
    addresses,
    located,
    post_version,
    with_ends,
)
from content_quality.core.cross_post.verification import copied
from content_quality.core.document.post import Post
from content_quality.core.findings import Finding, Span, excerpt
from content_quality.core.settings import Settings

FAINT = 0.1  # of the likeliest candidate's weight; what is fainter shares a phrase with it
FRAME = 2  # passages at either end of a post, one where the post is short
CHUNK = 400  # posts that are read before their passages are written: bounds memory


@dataclass(frozen=True, slots=True)
class ComparedFile:
    """A version of a post, and how to read its bytes."""

    post_id: str
    path: str
    sha256: str
    first_seen: str  # ISO 8601 in UTC
    read: Callable[[], bytes | None]  # None when the bytes are lost or refused

    def post(self) -> Post | None:
        """Return the post, None when it cannot be read."""
        data = self.read()
        if data is None:
            return None
        try:
            return Post.read(data, self.path, self.post_id)
        except (UnicodeDecodeError, ValueError, RecursionError):
            return None


def made_with(settings: Settings) -> str:
    """Return a digest of the settings that passages depend on; another one calls for another index."""
    parts = [settings.repeats.boilerplate, settings.across.shortest_characters, settings.site.timezone]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def synchronise(index: Index, wanted: Iterable[ComparedFile], settings: Settings) -> tuple[int, int]:
    """Make `index` hold exactly the versions in `wanted`; return how many were added and removed.

    A repeat changes nothing.
    """
    sources = {(source.post_id, source.sha256): source for source in wanted}
    known = index.known()
    missing = [source for key, source in sources.items() if key not in known]
    seen = index.first_seen([source.post_id for source in missing])
    for first in range(0, len(missing), CHUNK):
        index.add(
            edited
            for source in missing[first : first + CHUNK]
            if (edited := _post_version(source, seen.get(source.post_id, ""), settings)) is not None
        )
    stale = [number for key, number in known.items() if key not in sources]
    index.remove(stale)
    return len(missing), len(stale)


def _post_version(source: ComparedFile, first_seen: str, settings: Settings) -> PostVersion | None:
    post = source.post()
    if post is None:
        return None
    seen = (
        min(moment for moment in (first_seen, source.first_seen) if moment) if first_seen or source.first_seen else ""
    )
    return dataclasses.replace(post_version(post, settings), sha256=source.sha256, first_seen=seen)


def confirm(
    index: Index,
    batch: Iterable[tuple[str, str]],  # post_id and sha256
    candidates: Iterable[tuple[int, int, float]],
    settings: Settings,
    read: Callable[[PostVersion], Post | None],
) -> dict[str, tuple[Finding, ...]]:
    """Return what each post of `batch` took from older posts, by post_id.

    `candidates` come from all ranges of fingerprints.
    """
    numbers = list(index.numbers(list(batch)).values())
    equal = index.equal(numbers)
    near = list(_likeliest(candidates, settings.across.candidates))
    own = index.passages_of(numbers)
    mine = {placed.number: placed for placed in own}
    others = index.passages({other for _, other in (*equal, *near)})
    post_versions = index.post_versions({*numbers, *(placed.post_version for placed in others.values())})
    common = with_ends(
        index.named_by_more(
            addresses(name for number in numbers for name in post_versions[number].names), SHARED_ADDRESS
        )
    )
    shared: dict[int, list[tuple[Placed, Stretch]]] = defaultdict(list)  # by edition of the batch
    posts: dict[int, set[str]] = defaultdict(set)  # that share each passage
    verbatim = set()  # passages that stand in another post word by word: what is merely like them says no more
    for number, other_number in (*equal, *near):
        placed, other = mine.get(number), others.get(other_number)
        if placed is None or other is None or (number in verbatim and placed.passage.exact != other.passage.exact):
            continue
        newer, older = post_versions[placed.post_version], post_versions[other.post_version]
        if not newer.is_other(older, common):
            continue
        copy = copied(placed.passage.text, other.passage.text)
        if copy is None:
            continue
        if placed.passage.exact == other.passage.exact:
            verbatim.add(number)
        posts[number].add(older.post_id)
        if older.order < newer.order:
            shared[placed.post_version].append((other, Stretch(placed.passage, older, other.passage, copy)))
    boilerplate = frozenset(
        mine[number].passage.exact
        for number, found in posts.items()
        if len(found) + 1 >= settings.across.boilerplate_posts
    )
    blocks = index.blocks({other.post_version for found in shared.values() for other, _ in found} | set(numbers))
    places = _PassagePlaces(read, settings)
    found = {}
    for number in numbers:
        newer, own_blocks = post_versions[number], blocks.get(number, [])
        stretches = [_framed(stretch, own_blocks, blocks[other.post_version]) for other, stretch in shared[number]]
        findings = copied_passages.copied_findings(
            newer, stretches, boilerplate, settings, places.span
        ) + copied_passages.partly_compared(newer, len(own_blocks), settings)
        if findings:
            found[newer.post_id] = tuple(places.quoted(newer, finding) for finding in findings)
    return found


def _likeliest(candidates: Iterable[tuple[int, int, float]], most: int) -> Iterator[tuple[int, int]]:
    """Yield for each passage the pairs that share the rarest fingerprints, summed over all ranges."""
    weights: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for passage, other, weight in candidates:
        weights[passage][other] += weight
    for passage, found in weights.items():
        best = max(found.values())
        for other in sorted(found, key=lambda other: (-found[other], other))[:most]:
            if found[other] >= FAINT * best:
                yield passage, other


def _framed(stretch: Stretch, blocks: Sequence[int], older: Sequence[int]) -> Stretch:
    """Mark a stretch that stands at the same end of both posts: the introduction of a series, the author's closing words."""
    at, source, shorter = (
        blocks.index(stretch.passage.block),
        older.index(stretch.source.block),
        min(len(blocks), len(older)),
    )
    frame = FRAME if shorter > 2 * FRAME else 1
    opens = at < frame and source < frame
    closes = at >= len(blocks) - frame and source >= len(older) - frame
    return dataclasses.replace(stretch, framed=shorter > 2 * frame and (opens or closes))


class _PassagePlaces:
    """Finds stretches in the posts themselves, reading each post once."""

    def __init__(self, read: Callable[[PostVersion], Post | None], settings: Settings) -> None:
        self.read = read
        self.settings = settings
        self._posts: dict[tuple[str, str], Post | None] = {}

    def span(self, post_version: PostVersion, passage: Passage, first: int, last: int) -> Span:
        """Return the place of the letters [first, last) of `passage`."""
        if first == 0 and last == len(passage.text):
            return passage.span
        post = self._post(post_version)
        return located(post, self.settings, passage, first, last) if post else passage.span

    def quoted(self, post_version: PostVersion, finding: Finding) -> Finding:
        """Return `finding` with the words as the post has them, where it is about a passage."""
        post = self._post(post_version) if finding.check == copied_passages.PASSAGE else None
        if post is None:
            return finding
        span, source = finding.span, post.source
        words = post.text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column) + 1]
        return dataclasses.replace(finding, excerpt=excerpt(words))

    def _post(self, post_version: PostVersion) -> Post | None:
        key = (post_version.post_id, post_version.sha256)
        if key not in self._posts:
            self._posts[key] = self.read(post_version)
        return self._posts[key]
