"""See `broken_link`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from content_quality.core.document.blocks import Block, Kind
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.findings import DraftFinding, Message, excerpt, message
from content_quality.core.residue.shown_text import ShownText, Target, shown_blocks, targets
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy, lazy_re

SHOWN = lazy(r"\[[^\[\]\n]{0,200}\]\([^\n]{0,80}|\]\([^\n]{0,80}")
TAG = lazy(r"<?\{[{%]")  # the generator writes the address, and joins its lines
TURNED = lazy(r"\((?P<words>[^()\n\x01]{1,120})\)\[(?P<address>(?:https?://|www\.|/|\./|mailto:|#)[^\[\]\s]{0,300})\]")
ADDRESS = lazy_re(r"\]\(\s*<?(?P<address>[^()\s<>]*)")
PLACEHOLDER = lazy(
    r"(?:#|/|\./)?(?:todo|tbd|xxx+|placeholder|undefined|null|none|nan|url|link|href|src|address|image|img"
    r"|imageurl|insert|here)$"
    r"|(?:#|/|\./)?(?:insert|your)[-_ ](?:\w{1,20}[-_ ]){0,3}(?:link|url|image|img|photo|address|video|page|website|file|here)\w{0,4}"  # noqa: E501 - a pattern
    r"(?:[-_ ]\w{1,12})?(?:\.(?:jpe?g|png|gif|webp|svg|html?))?$"
    r"|(?:#|/|\./)?(?:link|url|image|img|video|page|source|affiliate)[-_ ](?:here|to[-_]\w{1,20}|goes[-_]here"
    r"|url|link|path|placeholder|address)(?:[-_]\w{1,12})?(?:\.(?:jpe?g|png|gif|webp|svg|html?))?$"
    r"|(?:/|\./)?path/to/[\w./-]{1,60}$"
    r"|(?:https?:)?//(?:via\.placeholder\.com|placehold\.(?:it|co)|placekitten\.com|dummyimage\.com)/"
    r"|https?://(?:www\.)?example\.(?:com|org|net)/(?:your|insert|link|placeholder|path[-_]to|url"
    r"|image[-_](?:url|here))(?:[-_/.][\w./-]{0,60})?$"
    r"|https?://(?:www\.)?your-?(?:site|domain|website|blog|company|url)\.\w{2,6}"
    r"|https?://(?:insert|your|link|url|placeholder|todo)[-_ .]?[\w-]{0,30}/?$"
    r"|\[[^\]]{1,60}\]$|\{[\w .-]{1,40}\}$|%7B[\w .-]{1,40}%7D$",
    2,
)
ANCHOR = lazy(r"\b(?:id|name)\s*=\s*[\"']?(?P<name>[\w.:-]+)|\{:?[^{}\n]{0,60}#(?P<attribute>[\w.:-]+)")
TITLE_SHARE = 0.5  # of a block's text, from which a link is what the block gives as a source
TITLE_WORDS, TITLE_DENSE = 7, 22  # from which the words of a link are the title of an article, not the name of a site
NAME_LETTERS = 4  # of a word that a host is named after
HOME = lazy(r"https?://(?:www\.)?(?P<host>[^/\s?#]+)/?$")
DENSE = lazy(r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]")
LETTERS = lazy(r"[^\W\d_]+")


def broken_link(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a link or an image that leads nowhere, and link markup that readers see.

    Why it matters: readers see brackets and addresses, or click on a link that does not work.
    Example: `[the notice]()`; an image whose address is `image-url`; `(the notice)[https://example.org]`; a link inside
    the address of another link; the title of an article that leads to a home page.
    Instead: write the address, or delete the link.
    Known false positives: a page with a long name whose address is a home page.
    """
    yield from _shown(post)
    if "](" not in post.text:
        return
    for block in _doubtful(post):
        for target in targets(post, block):
            line = post.source.position(target.start)[0]
            if target.address.startswith("#") and _letters(target.address) in _anchors(post):
                continue
            told = _leads_nowhere(target, line) or _leads_home(target, block, line)
            if told is not None:
                yield post.finding(
                    target.start,
                    target.end,
                    told,
                    suggestion=message("Write the correct address, or delete the link or image."),
                )


def _doubtful(post: Post) -> Iterator[Block]:
    """Yield the blocks in which an address looks wrong."""
    blocks = post.blocks
    starts = [block.start for block in blocks]
    told = -1
    for match in ADDRESS.finditer(post.text, post.front_matter.end):
        if not _is_doubtful(match["address"]):
            continue
        number = bisect_right(starts, match.start()) - 1
        if number > told and number >= 0 and blocks[number].kind not in (Kind.CODE, Kind.HTML):
            told = number
            yield blocks[number]


def _is_doubtful(address: str) -> bool:
    """Return whether the parser is asked about a link with this `address`."""
    if not address or "[" in address:
        return True
    if address.startswith("http"):
        return address.count("/") <= 3 or PLACEHOLDER.match(address) is not None
    return PLACEHOLDER.match(address) is not None


@once_per_post
def _anchors(post: Post) -> frozenset[str]:
    """Return the letters of the places in the post that a link can lead to: its headings, and what has an id."""
    headings = (block.text for block in post.blocks if block.kind is Kind.HEADING)
    named = (anchor["name"] or anchor["attribute"] for anchor in ANCHOR.finditer(post.text, post.front_matter.end))
    return frozenset(filter(None, map(_letters, (*headings, *named))))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _shown(post: Post) -> Iterator[DraftFinding]:
    for _, block in shown_blocks(post, "](", ")["):
        shown = ShownText.of(block, masked=frozenset())
        code = ShownText.of(block).text
        match = TURNED.search(shown.text) or next(
            (
                found
                for found in SHOWN.finditer(shown.text)
                if code[(at := found[0].index("](") + found.start()) : at + 2] == "]("
                and post.text[shown.place(at) - 1 : shown.place(at)] != "\\"
                and not found[0].startswith("[^")
                and not TAG.match(found[0], found[0].index("](") + 2)
            ),
            None,
        )
        if match is None:
            continue
        start, end = shown.span(*match.span())
        yield post.finding(
            start,
            end,
            message(
                "In line {line} readers see the markup of a link (“{words}”).",
                line=post.source.position(start)[0],
                words=excerpt(match[0], 60),
            ),
            suggestion=message("Write the link as “[words](address)”, without spaces or brackets in the address."),
        )


def _leads_nowhere(target: Target, line: int) -> Message | None:
    address, words = target.address.strip(), excerpt(target.words, 60)
    if not address:
        if not target.is_image and not words:
            return None  # an anchor with attributes of its own, `[](){#place}`; readers see nothing
        if target.is_image:
            return message("The image “{words}” in line {line} has no address.", words=words, line=line)
        return message("The link “{words}” in line {line} has no address.", words=words, line=line)
    if "](" in address:
        return message(
            "The address of “{words}” in line {line} contains another link (“{address}”).",
            words=words,
            line=line,
            address=excerpt(address, 60),
        )
    if PLACEHOLDER.match(address):
        return message(
            "“{words}” in line {line} has a placeholder as its address (“{address}”).",
            words=words,
            line=line,
            address=excerpt(address, 60),
        )
    return None


def _leads_home(target: Target, block: Block, line: int) -> Message | None:
    """Return what to say of an article's title that leads to the home page of its site."""
    home = HOME.match(target.address)
    if target.is_image or home is None or len(target.words) < len(block.text) * TITLE_SHARE:
        return None
    dense = len(DENSE.findall(target.words))
    if len(LETTERS.findall(target.words)) < TITLE_WORDS and dense < TITLE_DENSE:
        return None
    name = home["host"].split(".")[-2] if "." in home["host"] else home["host"]
    words = [word.lower() for word in LETTERS.findall(target.words) if len(word) >= NAME_LETTERS]
    if name.lower() in target.words.lower().replace(" ", "") or any(word in name.lower() for word in words):
        return None
    return message(
        "The link “{words}” in line {line} leads to a home page ({address}) instead of the article.",
        words=excerpt(target.words, 60),
        line=line,
        address=excerpt(target.address, 60),
    )
