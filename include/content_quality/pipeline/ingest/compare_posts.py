"""Use case: find what posts of a batch took from the whole archive and from each other."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from content_quality.adapters.fingerprints.index import Index, Placed
from content_quality.adapters.fingerprints.lookup import NUMBERED
from content_quality.core.cross_post import copied_passages
from content_quality.core.cross_post.passages import SHARED_ADDRESS, Passage, PostVersion, addresses, with_ends
from content_quality.core.cross_post.places import located
from content_quality.core.cross_post.stretches import Stretch
from content_quality.core.cross_post.verification import Copied, copied_from
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Finding, Span, excerpt
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings
from content_quality.pipeline.progress import Progress, silent

FRAME = 2  # passages at either end of a post, one where the post is short
CHUNK = 100  # posts that are confirmed at a time: bounds memory

Text = Callable[[PostVersion], SourceText | None]  # reads a version as it lies on the disk; None when it is lost


def find_copies(
    index: Index,
    versions: Sequence[tuple[str, str]],
    settings_of: Callable[[str], Settings],
    read: Text,
    progress: Progress = silent,
) -> dict[str, tuple[Finding, ...]]:
    """Return what each of the posts `versions`, by post_id and sha256, took from older posts, by post_id.

    The index holds them, and has learnt how frequent their fingerprints are. `settings_of` returns what counts for a
    post_id, which differs in severities only.
    """
    numbers = sorted(index.numbers(versions).values())  # neighbours lie together in the index
    index.follow(numbers)
    across = settings_of("").across
    equal = {
        number: list(pairs) for number, pairs in groupby(index.equal(numbers), key=lambda pair: pair[0] >> NUMBERED)
    }
    chunks = [
        _Chunk(
            chunk,
            [(own, other, True) for number in chunk for own, other in equal.get(number, ())],
            index.near(chunk, across.candidates, across.common_fingerprint),
        )
        for chunk in (numbers[first : first + CHUNK] for first in range(0, len(numbers), CHUNK))
    ]
    index.leave()
    index.gather({other for chunk in chunks for _, other, _ in (*chunk.equal, *chunk.near)})
    found: dict[str, tuple[Finding, ...]] = {}
    for chunk in progress(chunks, len(chunks), "Comparing"):
        found |= _confirmed(index, chunk, settings_of, read)
    return found


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A few posts, and which of their passages are the same as others or may be like them, in whole or in part."""

    numbers: list[int]
    equal: list[tuple[int, int, bool]]
    near: list[tuple[int, int, bool]]


def _confirmed(
    index: Index, chunk: _Chunk, settings_of: Callable[[str], Settings], read: Text
) -> dict[str, tuple[Finding, ...]]:
    """Compare the candidates of a few posts letter by letter; return what they took, by post_id."""
    across, numbers = settings_of("").across, chunk.numbers
    mine = {placed.number: placed for placed in index.passages_of(numbers)}
    others = index.gathered({other for _, other, _ in (*chunk.equal, *chunk.near)})
    post_versions = index.post_versions({*numbers, *(placed.post_version for placed in others.values())})
    common = with_ends(
        index.named_by_more(
            addresses(name for number in numbers for name in post_versions[number].names), SHARED_ADDRESS
        )
    )
    pairing = _Pairing(mine, others, post_versions, common)
    pairing.compare(chunk.equal)
    pairing.compare(chunk.near)
    shared, boilerplate = pairing.shared, pairing.boilerplate(across.boilerplate_posts)
    blocks = index.blocks({other.post_version for found in shared.values() for other, _ in found} | set(numbers))
    places = _PassagePlaces(read)
    found = {}
    for number in numbers:
        newer, own_blocks = post_versions[number], blocks.get(number, [])
        settings = settings_of(newer.post_id)
        stretches = [_framed(stretch, own_blocks, blocks[other.post_version]) for other, stretch in shared[number]]
        findings = copied_passages.copied_findings(
            newer, stretches, boilerplate, settings, places.span
        ) + copied_passages.partly_compared(newer, len(own_blocks), settings)
        if findings:
            found[newer.post_id] = tuple(places.quoted(newer, finding) for finding in findings)
    return found


_Candidates = tuple[Placed, list[tuple[Placed, bool]]]  # a passage, and others that may be like it, perhaps in part


class _Pairing:
    """Compares passages of the batch with candidates, the older ones first.

    What newer posts took is found when those are compared. Here they only count towards what makes boilerplate of a
    passage, and so they are compared for passages that older posts have.
    """

    def __init__(
        self,
        mine: Mapping[int, Placed],
        others: Mapping[int, Placed],
        post_versions: Mapping[int, PostVersion],
        common: frozenset[str],
    ) -> None:
        self.shared: dict[int, list[tuple[Placed, Stretch]]] = defaultdict(list)  # by edition of the batch
        self._mine = mine
        self._others = others
        self._post_versions = post_versions
        self._common = common
        by_age = sorted(post_versions, key=lambda number: post_versions[number].order)
        self._rank = {number: rank for rank, number in enumerate(by_age)}
        self._posts: dict[int, set[str]] = defaultdict(set)  # that share each passage
        self._taken: set[int] = set()  # passages that an older post has, by what they say
        self._verbatim: set[int] = (
            set()
        )  # passages that stand in another post word by word: what is like them adds nothing

    def compare(self, pairs: Iterable[tuple[int, int, bool]]) -> None:
        """Compare passages with others, those of older posts first; the pairs of one passage follow each other."""
        older: list[_Candidates] = []
        newer: list[_Candidates] = []
        for number, others in groupby(pairs, key=itemgetter(0)):
            if (placed := self._mine.get(number)) is None:
                continue
            own = self._rank[placed.post_version]
            by_age: tuple[list[tuple[Placed, bool]], list[tuple[Placed, bool]]] = [], []
            for _, other_number, sure in others:
                if (other := self._others.get(other_number)) is not None:
                    by_age[self._rank[other.post_version] < own].append((other, sure))
            newer.append((placed, by_age[False]))
            older.append((placed, by_age[True]))
        self._compare(older, is_older=True)
        self._compare(newer, is_older=False)

    def _compare(self, candidates: Sequence[_Candidates], *, is_older: bool) -> None:
        """Compare passages with others, all of posts that are older than their own, or of none."""
        left = [(placed, found) for placed, others in candidates if (found := self._compared(placed, others, is_older))]
        copies = copied_from(
            (placed.passage.text, [(other.passage.text, sure) for other, sure in others]) for placed, others in left
        )
        for (placed, others), copied in zip(left, copies, strict=True):
            for (other, _), copy in zip(others, copied, strict=True):
                if copy is not None:
                    self._keep(placed, other, copy, is_older=is_older)

    def _compared(
        self, placed: Placed, others: Iterable[tuple[Placed, bool]], is_older: bool
    ) -> list[tuple[Placed, bool]]:
        """Return those of `others` that `placed` is to be compared with."""
        exact, post = placed.passage.exact, self._post_versions[placed.post_version]
        counts = placed.number not in self._verbatim and (is_older or exact in self._taken)
        return [
            (other, sure)
            for other, sure in others
            if (counts or exact == other.passage.exact)
            and post.is_other(self._post_versions[other.post_version], self._common)
        ]

    def _keep(self, placed: Placed, other: Placed, copy: Copied, *, is_older: bool) -> None:
        own, post = placed.passage, self._post_versions[other.post_version]
        if own.exact == other.passage.exact:
            self._verbatim.add(placed.number)
        self._posts[placed.number].add(post.post_id)
        if is_older:
            self._taken.add(own.exact)
            self.shared[placed.post_version].append((other, Stretch(own, post, other.passage, copy)))

    def boilerplate(self, least: int) -> frozenset[int]:
        """Return the passages that at least so many posts have."""
        return frozenset(
            self._mine[number].passage.exact for number, posts in self._posts.items() if len(posts) + 1 >= least
        )


def _framed(stretch: Stretch, blocks: Sequence[int], older: Sequence[int]) -> Stretch:
    """Mark a stretch that stands at the same end of both posts.

    The introduction of a series, the author's closing words.
    """
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
    """Finds stretches in the files of posts, reading each file once and parsing none."""

    def __init__(self, read: Text) -> None:
        self.read = read
        self._texts: dict[tuple[str, str], SourceText | None] = {}

    def span(self, post_version: PostVersion, passage: Passage, first: int, last: int) -> Span:
        """Return the place of the letters [first, last) of `passage`."""
        if first == 0 and last == len(passage.text):
            return passage.span
        source = self._text(post_version)
        return located(source, passage.span, passage.steps, first, last) if source else passage.span

    def quoted(self, post_version: PostVersion, finding: Finding) -> Finding:
        """Return `finding` with the words as the post has them, where it is about a passage."""
        source = self._text(post_version) if finding.check == copied_passages.PASSAGE else None
        if source is None:
            return finding
        span = finding.span
        words = source.text[source.offset(span.line, span.column) : source.offset(span.end_line, span.end_column) + 1]
        return dataclasses.replace(finding, excerpt=excerpt(words))

    def _text(self, post_version: PostVersion) -> SourceText | None:
        key = (post_version.post_id, post_version.sha256)
        if key not in self._texts:
            self._texts[key] = self.read(post_version)
        return self._texts[key]
