"""Machine talk in a post: where its signs stand, and how much they weigh together.

Words alone hold no post. One sign warns. Two independent signs hold: signs of two kinds in one place, or one sign whose
place at the very start or end of the post speaks for itself. What is shown to readers as an example weighs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.findings import Evidence
from content_quality.core.residue.hit_weights import WARNS, Hit, weighed_hits
from content_quality.core.residue.shown_text import ShownText, unquoted
from content_quality.core.residue.sign import Sign
from content_quality.core.residue.sign_files import index_for
from content_quality.core.residue.sign_index import SignIndex
from content_quality.core.residue.sign_places import HEAD_CHARACTERS, SILENT, Heads, edges_of, head_of, may_stand
from content_quality.core.text.patterns import lazy, lazy_re

SENTENCE = lazy_re(r"(?:^|[.!?…;。！？；¡¿\n]+[\"'”’)\]】*_]*|(?<=\s)[—–])[\s*_#>~¡¿-]*")
SENTENCE_END = lazy(r"[.!?。！？\n]")
ONLY_MARKS = lazy(r"[\s*_.!?~。！？:：\)）\]】]*$")


def machine_talk(post: Post, own: tuple[Sign, ...] = (), *, meant: frozenset[str] = frozenset()) -> tuple[Hit, ...]:
    """Return the signs of machine talk in the body of `post` that warn or hold, in order.

    Kinds that are `meant` are no signs: in a file that instructs a program that writes, a prompt is the text.
    """
    found = [hit for hit in _hits(post, index_for(post.alphabet, own)) if hit.sign.kind not in meant]
    hits = weighed_hits(post, found)
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
    blocks, edges = post.blocks, edges_of(post.blocks)
    heads = [head_of(block) if number not in edges else block.text for number, block in enumerate(blocks)]
    read = Heads.of(heads)
    found: dict[int, list[Sign]] = {}
    for sign, anchors in index.possible(read.text).items():
        for number in read.blocks_with(sign, anchors):
            if may_stand(sign, number, edges):
                found.setdefault(number, []).append(sign)
    for sign in index.anywhere_in(post.visible):
        for number, block in enumerate(blocks):
            if sign.has_all_in(block.text.lower()):
                found.setdefault(number, []).append(sign)
    for number in sorted(found):
        if "quote" not in blocks[number].containers and blocks[number].kind not in SILENT:
            yield from _in_block(post, number, found[number], is_edge=number in edges)


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
