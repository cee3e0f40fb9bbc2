"""See `repeated_heading`."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.duplicates.places import outline
from content_quality.core.duplicates.repeat_groups import repeats
from content_quality.core.findings import DraftFinding, Related, Role, message
from content_quality.core.settings import Settings


def repeated_heading(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a heading that stands more than once, at one level, under the same parent.

    The same heading under different parents is an outline, and stays silent.

    Why it matters: it is the mark of a section that was begun anew; the table of contents shows it to everyone.
    Example: `### Open standards`, half a paragraph, and `### Open standards` again with another text below.
    Instead: keep one heading and join the texts below it, or give the second its own name.
    Known false positives: a questionnaire that repeats the same question without numbering it.
    """
    superfluous = repeats(post, settings).superfluous
    groups: dict[tuple[int, int, str], list[int]] = {}
    for index, parent in outline(post).items():
        block = post.blocks[index]
        name = "".join(block.text.split()).casefold()
        if any(character.isalnum() for character in name) and not block.containers:
            groups.setdefault((parent, block.level, name), []).append(index)
    for indices in groups.values():
        first, *others = (post.blocks[index] for index in indices)
        others = [block for block in others if not any(start <= block.start < end for start, end in superfluous)]
        if not others:
            continue
        spans = [post.span(block.start, block.end) for block in others]
        kept = post.span(first.start, first.end)
        lines = ", ".join(str(span.line) for span in spans)
        yield post.finding(
            others[0].start,
            others[0].end,
            message("The heading on line {kept} stands again on line {lines}.", kept=kept.line, lines=lines),
            suggestion=message("Join the texts under one heading, or name the second one for what it says."),
            related=(Related(kept, Role.KEPT), *(Related(span, Role.COPY) for span in spans[1:])),
            passage=others[0].text,
        )
