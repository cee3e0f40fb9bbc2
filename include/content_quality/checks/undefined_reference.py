"""See `undefined_reference`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.blocks import Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, excerpt, message
from content_quality.core.records import dataclass
from content_quality.core.residue.shown_text import ShownText, shown_blocks
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy

# `a[i][j]` and `[0][1]` are indices: the words of a link hold letters, and no letter stands before them.
REFERENCE = lazy(
    r"(?<![\w\])\[\\])\[(?P<words>[^\[\]\n\x01|]{0,40}\p{L}\p{L}[^\[\]\n|]{0,120})\]\[(?P<label>[\w .:/-]{0,60})\]"
)
NOTE = lazy(r"(?<![\[\w\\])\[\^(?P<label>[\w.-]{1,40})\](?!:)|(?<=[\w.,;!?。、])\[\^(?P<glued>[\w.-]{1,40})\](?!:)")
NAME = lazy(r"(?!.-.)\w[\w.-]++(?<=\w)$")  # of a footnote; `a-z` is a class of characters
# A line of nothing but brackets, the last of which hold words and not a label: “[GitHub#7][Patch by Ann Lee]”.
ALONE = lazy(r"^[ \t]*(?:\[[^\[\]\n]*\])+\[\w+(?: [\w.-]+){2,}\]\s*?$", 8)
MOST_SAID = 3  # of a post one by one; more lack one list
DEFINITION = lazy(r"^[ \t>]*\[\^[^\]\n]{1,60}\]:", 8)
# The name of an object of a program: a page of reference links to it when the site is built (mkdocs-autorefs, Sphinx).
# One word tells a name from a text by its form: a capital inside, an underscore, a call.
OBJECT = lazy(r"`?(?:[^\W\d]\w*(?:(?:\.|::)[^\W\d]\w*)++(?:\(\))?|\w++\(\)|(?=\w*?(?:[a-z0-9][A-Z]|_\w))[^\W\d]\w++)`?")
# Two numbers of changes side by side are no text and its label: “[47fb8c35][4872c3f0]”, “[GH12][GH14]”.
NUMBER = lazy(r"(?=\w*\d)[\w#-]++")


def undefined_reference(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check has the same signature
    """Flag a link or a footnote whose definition is missing, so that readers see its brackets.

    Why it matters: readers see `[the notice][1]` instead of a link, and a source is missing.
    Example: “See [the notice][notice].” without a line `[notice]: https://…`; “forty people[^1]” without `[^1]: …`.
    Instead: add the definition, or delete the brackets.
    Known false positives: a layout that adds the definitions of links to each post. Links in a post that includes a
    template are not flagged.
    """
    if "[" not in post.visible:
        return
    found = list(_missing(post))
    if len(found) <= MOST_SAID:
        for missing in found:
            yield _finding(post, missing)
        return
    start, end = found[0].start, found[0].end
    yield post.finding(
        start,
        end,
        message(
            "{count} references have no definition; the first is “{words}” in line {line}, and readers see the brackets.",  # noqa: E501 - words in a table
            count=len(found),
            words=excerpt(post.text[start:end], 60),
            line=post.source.position(start)[0],
        ),
        suggestion=message("Add the list of definitions that belongs at the end of the post."),
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """A reference at [start, end) of the file whose definition is missing."""

    label: str
    is_note: bool
    start: int
    end: int


def _missing(post: Post) -> Iterator[Missing]:
    includes = "{%" in post.text and any(word in post.text for word in ("{% include", "{%- include", "{% capture"))
    for _, block in shown_blocks(post, "][", "[^"):
        shown = ShownText.of(block)
        if "][" in shown.text and not includes and block.kind is not Kind.TABLE:
            alone = [line.span() for line in ALONE.finditer(shown.text)]
            for match in REFERENCE.finditer(shown.text):
                if match["label"] and any(start <= match.start() < end for start, end in alone):
                    continue
                if OBJECT.fullmatch(match["label"] or match["words"]) or _are_numbers(match["words"], match["label"]):
                    continue
                yield Missing(match["label"] or match["words"], False, *shown.span(*match.span()))
        if "[^" in shown.text:
            for match in NOTE.finditer(shown.text):
                label = match["label"] or match["glued"]
                if label.isdigit() or (NAME.match(label) and DEFINITION.search(post.text, post.front_matter.end)):
                    yield Missing(label, True, *shown.span(*match.span()))


def _are_numbers(words: str, label: str) -> bool:
    return bool(label) and NUMBER.fullmatch(words) is not None and NUMBER.fullmatch(label) is not None


def _finding(post: Post, missing: Missing) -> DraftFinding:
    line, words = post.source.position(missing.start)[0], excerpt(post.text[missing.start : missing.end], 60)
    label = excerpt(missing.label, 40)
    if missing.is_note:
        told = message(
            "The footnote {label} in line {line} is not defined: readers see “{words}”.",
            label=label,
            line=line,
            words=words,
        )
        instead = message("Add a line “{words}: text of the note”, or delete the mark.", words=words)
    else:
        told = message(
            "Line {line} links to “{label}”, which is not defined: readers see “{words}”.",
            line=line,
            label=label,
            words=words,
        )
        instead = message("Add a line “[{label}]: address”, or delete the brackets.", label=label)
    return post.finding(missing.start, missing.end, told, suggestion=instead)
