"""See `title_in_body`."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz.distance import Indel

from content_quality.core.document.blocks import Kind
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Related, Role, message
from content_quality.core.settings import Settings

SAME_TITLE = 0.9  # likeness; a title and its first sentence share names, a pasted title differs in a letter or two
SHORTEST_TITLE = 8  # characters; “Hello” may well open a letter


def title_in_body(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: ARG001 - every check is called with the settings
    """Flag a body that begins with the title as its first line.

    Why it matters: the page already shows the title, so readers see the title twice. A pasted draft often begins like
    this.
    Example: `title: A shelf for seeds`, and the first line of the body is “A shelf for seeds”.
    Instead: delete the line; the layout prints the title.
    Known false positives: a site whose layout prints no title.
    """
    title = post.front_matter.text("title")
    block = next(
        (block for block in post.blocks if block.kind in (Kind.PARAGRAPH, Kind.HEADING) and block.text.strip()), None
    )
    if title is None or block is None or (block.kind is Kind.HEADING and block.level > 1):
        return
    line = block.text.strip().partition("\n")[0]
    ours, theirs = _letters(line), _letters(title)
    if len(theirs) < SHORTEST_TITLE or Indel.normalized_similarity(ours, theirs, score_cutoff=SAME_TITLE) < SAME_TITLE:
        return
    end = block.start + len(post.source.line(post.source.position(block.start)[0]))
    yield post.finding(
        block.start,
        end,
        message("The body begins with the title, which the page already shows."),
        suggestion=message("Delete line {line}.", line=post.span(block.start, end).line),
        related=(Related(post.key_span("title"), Role.KEPT),),
        passage=line,
    )


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
