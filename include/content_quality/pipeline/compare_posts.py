"""Use case: compare the posts of a batch with the whole archive and with each other."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from content_quality.adapters.fingerprints.index import Index, Placed
from content_quality.core import across
from content_quality.core.across import Stretch
from content_quality.core.copies import copied
from content_quality.core.findings import Finding, Span
from content_quality.core.passages import Edition, Passage, edition, located
from content_quality.core.post import Post
from content_quality.core.settings import Settings

FAINT = 0.1  # of the likeliest candidate's weight; what is fainter shares a phrase with it
CHUNK = 400  # posts that are read before their passages are written: bounds memory


@dataclass(frozen=True, slots=True)
class Source:
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


def synchronise(index: Index, wanted: Iterable[Source], settings: Settings) -> tuple[int, int]:
    """Make `index` hold exactly the versions in `wanted`; return how many were added and removed. A repeat changes nothing."""
    sources = {(source.post_id, source.sha256): source for source in wanted}
    known = index.known()
    seen = index.first_seen()
    missing = [source for key, source in sources.items() if key not in known]
    for first in range(0, len(missing), CHUNK):
        index.add(edited for source in missing[first : first + CHUNK] if (edited := _edition(source, seen.get(source.post_id, ""), settings)) is not None)
    stale = [number for key, number in known.items() if key not in sources]
    index.remove(stale)
    return len(missing), len(stale)


def _edition(source: Source, first_seen: str, settings: Settings) -> Edition | None:
    post = source.post()
    if post is None:
        return None
    seen = min(moment for moment in (first_seen, source.first_seen) if moment) if first_seen or source.first_seen else ""
    return dataclasses.replace(edition(post, settings), sha256=source.sha256, first_seen=seen)


def confirm(
    index: Index,
    batch: Mapping[tuple[str, str], Source],
    candidates: Iterable[tuple[int, int, float]],
    settings: Settings,
    read: Callable[[Edition], Post | None],
) -> dict[str, tuple[Finding, ...]]:
    """Return what each post of `batch` took from older posts, by post_id; `candidates` come from all ranges of fingerprints."""
    known = index.known()
    numbers = [known[key] for key in batch if key in known]
    equal = index.equal(numbers)
    exact = {passage for passage, _ in equal}
    near = [pair for pair in _likeliest(candidates, settings.across.candidates) if pair[0] not in exact]
    own = index.passages_of(numbers)
    mine = {placed.number: placed for placed in own}
    others = index.passages({other for _, other in (*equal, *near)})
    editions = index.editions({placed.edition for placed in (*own, *others.values())})
    batch_posts = {post_id for post_id, _ in batch}
    superseded = {number for number, one in editions.items() if one.post_id in batch_posts and (one.post_id, one.sha256) not in batch}
    shared: dict[int, list[tuple[Placed, Stretch]]] = defaultdict(list)  # by edition of the batch
    posts: dict[int, set[str]] = defaultdict(set)  # that share each passage
    for number, other_number in (*equal, *near):
        placed, other = mine.get(number), others.get(other_number)
        if placed is None or other is None or other.edition in superseded:
            continue
        newer, older = editions[placed.edition], editions[other.edition]
        if not newer.is_other(older):
            continue
        copy = copied(placed.passage.text, other.passage.text)
        if copy is None:
            continue
        posts[number].add(older.post_id)
        if older.order < newer.order:
            shared[placed.edition].append((other, Stretch(placed.passage, older, other.passage, copy)))
    boilerplate = frozenset(mine[number].passage.exact for number, found in posts.items() if len(found) + 1 >= settings.across.boilerplate_posts)
    blocks = index.blocks({other.edition for found in shared.values() for other, _ in found} | set(shared))
    locate = _locator(read, settings)
    found = {}
    for number, pairs in shared.items():
        stretches = [_framed(stretch, blocks[number], blocks[other.edition]) for other, stretch in pairs]
        if findings := across.copies(editions[number], stretches, boilerplate, settings, locate):
            found[editions[number].post_id] = findings
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
    """Mark a stretch that stands at the same end of both posts."""
    at, source = blocks.index(stretch.passage.block), older.index(stretch.source.block)
    opens = at < across.FRAME and source < across.FRAME
    closes = at >= len(blocks) - across.FRAME and source >= len(older) - across.FRAME
    has_middle = min(len(blocks), len(older)) > 2 * across.FRAME
    return dataclasses.replace(stretch, framed=has_middle and (opens or closes))


def _locator(read: Callable[[Edition], Post | None], settings: Settings) -> across.Locate:
    posts: dict[tuple[str, str], Post | None] = {}

    def locate(edition: Edition, passage: Passage, first: int, last: int) -> Span:
        if first == 0 and last == len(passage.text):
            return passage.span
        key = (edition.post_id, edition.sha256)
        if key not in posts:
            posts[key] = read(edition)
        post = posts[key]
        return located(post, settings, passage, first, last) if post else passage.span

    return locate
