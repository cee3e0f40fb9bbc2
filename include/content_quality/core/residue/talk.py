"""Machine talk in a post: where its signs stand, and how much they weigh together.

Words alone hold no post. One sign warns. Two independent signs hold: signs of two kinds in one place, or one sign whose
place at the very start or end of the post speaks for itself. What is shown to readers as an example weighs nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

import regex

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import Evidence
from content_quality.core.residue.shown_text import ShownText, unquoted
from content_quality.core.residue.sign_files import Sign, SignIndex, index_for

SENTENCES = frozenset({Kind.PARAGRAPH, Kind.ITEM})
SILENT = frozenset({Kind.CODE, Kind.RULE, Kind.TEMPLATE, Kind.TABLE})
SENTENCE = re.compile(r"(?:^|[.!?…;。！？；¡¿\n]+[\"'”’)\]】*_]*|(?<=\s)[—–])[\s*_#>~¡¿-]*")
SENTENCE_END = regex.compile(r"[.!?。！？\n]")
ONLY_MARKS = regex.compile(r"[\s*_.!?~。！？:：\)）\]】]*$")
COLON = regex.compile(r"[:：]\s*[*_]*\s*$")
HEAD_CHARACTERS = 140  # of a block in the middle of a post: there machine talk begins a paragraph
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


def machine_talk(post: Post, own: tuple[Sign, ...] = ()) -> tuple[Hit, ...]:
    """Return the signs of machine talk in the body of `post` that warn or hold, in order."""
    hits = _weighed(post, list(_hits(post, index_for(post.alphabet, own))))
    return tuple(hit for hit in hits if hit.weight >= WARNS)


def talk_in(text: str, own: tuple[Sign, ...] = ()) -> tuple[Sign, int, int] | None:
    """Return the first sign at the start of a value of the front matter, and where it stands, or None."""
    plain = text.replace("’", "'")
    for sign in index_for(text, own).possible(plain.lower()):
        if sign.kind in IN_VALUES and sign.weight:
            masked = unquoted(plain)
            match = sign.pattern.match(masked)
            if match and not _is_excused(sign, masked, match.start(), match.end()):
                return sign, match.start(), match.end()
    return None


IN_VALUES = frozenset({"reply", "refusal", "thought", "prompt", "error", "cut-off"})


def _hits(post: Post, index: SignIndex) -> Iterator[Hit]:
    blocks, edges = post.blocks, _edges(post.blocks)
    heads = [_head(block) if number not in edges else block.text for number, block in enumerate(blocks)]
    read = Heads.of(heads)
    found: dict[int, list[Sign]] = {}
    for sign, anchors in index.possible(read.text).items():
        for number in read.blocks_with(sign, anchors):
            if _stands(sign, number, edges):
                found.setdefault(number, []).append(sign)
    for sign in index.anywhere_in(post.visible):
        for number, block in enumerate(blocks):
            if sign.has_all_in(block.text.lower()):
                found.setdefault(number, []).append(sign)
    for number in sorted(found):
        if "quote" not in blocks[number].containers and blocks[number].kind not in SILENT:
            yield from _in_block(post, number, found[number], is_edge=number in edges)


def _head(block: Block) -> str:
    """Return what is read of a block in the middle of the post: its beginning, and nothing of lists and quotations."""
    if block.kind in SILENT or "item" in block.containers or "quote" in block.containers:
        return ""
    return block.text[:HEAD_CHARACTERS]


@dataclass(frozen=True, slots=True)
class Heads:
    """What is read of each block, one below the other and in lower case, and where each begins."""

    text: str
    starts: list[int]

    @classmethod
    def of(cls, heads: list[str]) -> Heads:
        """Return the `heads` of all blocks as one text."""
        text = "\n".join(heads).replace("’", "'")
        lower = text.lower()
        if len(lower) != len(text):  # a letter that is two in lower case
            lower = "".join([letter if len(letter.lower()) != 1 else letter.lower() for letter in text])
        return cls(lower, [0, *accumulate(len(head) + 1 for head in heads)])

    def blocks_with(self, sign: Sign, anchors: list[str]) -> Iterator[int]:
        """Yield the numbers of the blocks that hold one of the `anchors` of `sign`, and all that it needs."""
        told = set[int]()
        for anchor in anchors:
            at = self.text.find(anchor)
            while at >= 0:
                number = bisect_right(self.starts, at) - 1
                start, end = self.starts[number], self.starts[number + 1]
                if number not in told:
                    told.add(number)
                    if sign.has_all_in(self.text[start:end]):
                        yield number
                at = self.text.find(anchor, end)


def _stands(sign: Sign, index: int, edges: tuple[int, int]) -> bool:
    if sign.at == "first":
        return index <= edges[0]
    if sign.at == "last":
        return index >= edges[1]
    return sign.at != "edge" or index <= edges[0] or index >= edges[1]


def _edges(blocks: tuple[Block, ...]) -> tuple[int, int]:
    """Return the first and the last block that holds a sentence of the post."""
    speaking = [
        index
        for index, block in enumerate(blocks)
        if block.text.strip() and block.kind not in (Kind.RULE, Kind.TEMPLATE) and "footnote" not in block.containers
    ]
    if not speaking:
        return -1, len(blocks)
    first = next((index for index in speaking if blocks[index].kind is not Kind.HEADING), speaking[0])
    return first, speaking[-1]


def _in_block(post: Post, index: int, signs: list[Sign], *, is_edge: bool) -> Iterator[Hit]:
    block = post.blocks[index]
    shown = ShownText.of(block)
    masked = unquoted(shown.text.replace("’", "'"))
    plain = block.text.replace("’", "'")
    starts = [start.end() for start in SENTENCE.finditer(masked, 0, len(masked) if is_edge else HEAD_CHARACTERS)]
    told: set[str] = set()
    for sign in signs:
        text = plain if sign.kind == "error" else masked
        match = _match(sign, text, starts)
        if match is None or sign.kind in told or _is_excused(sign, text, *match) or not _goes_on(sign, post, index):
            continue
        if sign.kind == "label" and block.runs and any(run.strong for run in block.runs) and sign.at == "sentence":
            continue  # the name of a speaker, as interviews set it
        told.add(sign.kind)
        start, end = shown.span(*match)
        yield Hit(sign, index, start, end, (Evidence(sign.kind, sign.weight),))


def _match(sign: Sign, text: str, starts: list[int]) -> tuple[int, int] | None:
    if sign.at == "anywhere":
        match = sign.pattern.search(text)
        return match.span() if match else None
    for start in {0, *starts[:1]} if sign.whole or sign.at == "block" else starts:
        match = sign.pattern.match(text, start)
        if match and match.end() > start and (not sign.whole or ONLY_MARKS.match(text, match.end())):
            return match.span()
    return None


def _is_excused(sign: Sign, text: str, start: int, end: int) -> bool:
    if sign.unless is None:
        return False
    stop = SENTENCE_END.search(text, end)
    return sign.unless.search(text, start, min(len(text), stop.start() if stop else len(text), end + 200)) is not None


def _goes_on(sign: Sign, post: Post, index: int) -> bool:
    if sign.next is None:
        return True
    following = post.blocks[index + 1 : index + 2]
    return bool(following and sign.next.match(following[0].text.lstrip()))


def _weighed(post: Post, hits: list[Hit]) -> list[Hit]:
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

    The outermost, and their neighbours while all hold signs.
    """
    first, last = _edges(blocks)
    opening, closing = {first}, {last}
    while first in hit_blocks and first + 1 in hit_blocks:
        first += 1
        opening.add(first)
    while last in hit_blocks and last - 1 in hit_blocks:
        last -= 1
        closing.add(last)
    return opening | {index for index in hit_blocks if index < min(opening)}, closing


def _is_shown(post: Post, hit: Hit, hit_blocks: set[int]) -> bool:
    """Return whether the post shows the words as an example.

    Something announces them, or they announce what follows.
    """
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
        "quote" in after.containers or after.kind is Kind.TABLE or (after.kind in SENTENCES and not after.text.strip())
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
    """Add to each hit that a sign of another kind stands in the same place, next to it.

    Or at the other end of the post.
    """
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
