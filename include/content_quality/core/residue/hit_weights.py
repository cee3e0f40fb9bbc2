"""How much the signs of machine talk in a post weigh: their place, what stands around them, and each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import Evidence
from content_quality.core.records import dataclass
from content_quality.core.residue.sign import Sign
from content_quality.core.residue.sign_places import SILENT, edges_of
from content_quality.core.text.patterns import lazy

SENTENCES = frozenset({Kind.PARAGRAPH, Kind.ITEM})
COLON = lazy(r"[:：]\s*[*_]*\s*$")
PLACE, OWN_PARAGRAPH, WHOLE_BODY, ANOTHER_SIGN, IN_LIST, SHOWN, END_MARK = 1.0, 0.5, 1.0, 1.0, -1.0, -2.0, -1.0
HOLDS, WARNS = 2.0, 1.0
MARKDOWN_FENCE = frozenset({"markdown", "md", "mdx", "html", ""})


@dataclass(frozen=True, slots=True)
class Hit:
    """A sign where it stands: [start, end) of the file, in block number `block`, and why it is believed."""

    sign: Sign
    block: int
    start: int
    end: int
    evidence: tuple[Evidence, ...]
    opens: bool = False  # at the very start of the post
    closes: bool = False  # at its very end

    @property
    def weight(self) -> float:
        """Return how much all evidence weighs together."""
        return sum(evidence.weight for evidence in self.evidence)

    def with_evidence(self, name: str, weight: float) -> Hit:
        """Return the same hit with one more reason."""
        return replace(self, evidence=(*self.evidence, Evidence(name, weight)))


def weighed_hits(post: Post, hits: list[Hit]) -> list[Hit]:
    """Return `hits` with all evidence for and against them."""
    if not hits:
        return []
    hit_blocks = {hit.block for hit in hits if hit.sign.weight}
    opening, closing = _outer(post.blocks, hit_blocks)
    placed = [replace(hit, opens=hit.block in opening, closes=hit.block in closing) for hit in hits]
    weighed = [
        replace(
            hit,
            evidence=(*hit.evidence, *_of_place(hit, post.blocks[hit.block]), *_of_surroundings(post, hit, hit_blocks)),
        )
        for hit in placed
    ]
    return _together(_whole_body(post.blocks, weighed, hit_blocks))


def _of_place(hit: Hit, block: Block) -> Iterator[Evidence]:
    if hit.sign.placed and (hit.opens or hit.closes):
        yield Evidence("place", PLACE)
    elif hit.sign.placed and block.kind is Kind.PARAGRAPH and not block.text[: hit.start - block.start].strip("*_ \n"):
        yield Evidence("own-paragraph", OWN_PARAGRAPH)
    if hit.sign.kind == "sentinel" and hit.closes:
        yield Evidence("ends-the-post", END_MARK)  # people, too, end a text with a mark


def _of_surroundings(post: Post, hit: Hit, hit_blocks: set[int]) -> Iterator[Evidence]:
    if _is_shown(post, hit, hit_blocks):
        yield Evidence("shown", SHOWN)
    elif "item" in post.blocks[hit.block].containers and not (hit.opens or hit.closes):
        yield Evidence("in-list", IN_LIST)


def _outer(blocks: tuple[Block, ...], hit_blocks: set[int]) -> tuple[set[int], set[int]]:
    """Return the blocks that open the post and those that close it.

    These are the outermost blocks, and their neighbours as long as all hold signs.
    """
    first, last = edges_of(blocks)
    opening, closing = {first}, {last}
    while first in hit_blocks and first + 1 in hit_blocks:
        first += 1
        opening.add(first)
    while last in hit_blocks and last - 1 in hit_blocks:
        last -= 1
        closing.add(last)
    return opening | {index for index in hit_blocks if index < min(opening)}, closing


def _is_shown(post: Post, hit: Hit, hit_blocks: set[int]) -> bool:
    """Return whether the words are an example: something announces them, or they announce what follows."""
    blocks = post.blocks
    before = _neighbour(blocks, hit.block, -1)
    if (
        before is not None
        and before not in hit_blocks
        and blocks[before].kind not in SILENT
        and COLON.search(blocks[before].text)
    ):
        return True
    following = _neighbour(blocks, hit.block, 1)
    if following is None or not COLON.search(blocks[hit.block].text):
        return False
    after = blocks[following]
    if after.kind is Kind.CODE:
        return not (hit.opens and hit.sign.kind == "reply" and after.info.split(" ")[0].lower() in MARKDOWN_FENCE)
    return (
        "quote" in after.containers
        or after.kind is Kind.TABLE
        or after.text.startswith("|")  # rows whose table lacks its line of dashes
        or (after.kind in SENTENCES and not after.text.strip())
    )


def _neighbour(blocks: tuple[Block, ...], index: int, step: int) -> int | None:
    """Return the next block, or the one before with a `step` of -1, that is not merely a comment."""
    index += step
    while 0 <= index < len(blocks) and blocks[index].kind is Kind.HTML and not blocks[index].text.strip():
        index += step
    return index if 0 <= index < len(blocks) else None


def _whole_body(blocks: tuple[Block, ...], hits: list[Hit], hit_blocks: set[int]) -> list[Hit]:
    """Add to refusals and errors that nothing else stands in the post."""
    speaking = [index for index, block in enumerate(blocks) if block.text.strip() and block.kind is not Kind.HEADING]
    rest = sum(len(blocks[index].text) for index in speaking if index not in hit_blocks)
    said = sum(len(blocks[index].text) for index in speaking if index in hit_blocks)
    if rest * 2 > said:
        return hits
    return [
        hit.with_evidence("whole-body", WHOLE_BODY) if hit.sign.kind in ("refusal", "error") else hit for hit in hits
    ]


def _together(hits: list[Hit]) -> list[Hit]:
    """Add to each hit that a sign of another kind stands in its place, next to it, or at the other end of the post."""
    believed = [hit for hit in hits if hit.weight >= WARNS]
    near: dict[int, set[str]] = {}
    for hit in believed:
        for index in (hit.block - 1, hit.block, hit.block + 1):
            near.setdefault(index, set()).add(hit.sign.kind)
    ends = {hit.sign.kind for hit in believed if hit.opens or hit.closes}
    return [
        hit.with_evidence("another-sign", ANOTHER_SIGN)
        if hit.weight >= WARNS
        and (near[hit.block] - {hit.sign.kind} or ((hit.opens or hit.closes) and ends - {hit.sign.kind}))
        else hit
        for hit in hits
    ]
