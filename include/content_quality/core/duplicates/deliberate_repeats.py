"""What a person tells twice on purpose: notices of several parts, appeals, summaries, quotations. An editor decides."""

from __future__ import annotations

import regex

from content_quality.core.document.markdown import Kind
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.document.prose import Part, Prose
from content_quality.core.duplicates.parallels import first_body, outline, parts_of
from content_quality.core.duplicates.self_matches import VERBATIM, Match
from content_quality.core.text.patterns import lazy

LONGEST_APPEAL = 300  # letters; “write to us at …”, at the top and at the bottom, is a sentence or two
LONGEST_SUMMARY = 1_500  # letters; longer ones are articles
PULL_QUOTE = 200  # letters of the text that are set as a quotation to catch the eye
# Headings of summaries that open a post. Not of conclusions: what a broken script appends stands under those.
SUMMARY = lazy(
    r"^\W*(?:tl\s*[;:,]?\s*dr|(?:executive |quick )?summary|in short|in brief|at a glance|key (?:points|takeaways|facts)|highlights"
    r"|(?:この記事の)?(?:要約|要点|ポイント|[３3]行まとめ)|摘要|要点|요약|핵심 요약|zusammenfassung|kurz (?:gesagt|und knapp)|auf einen blick|das wichtigste"
    r"|en bref|résumé|l['’]essentiel|resumen|en resumen|en breve|in breve|in sintesi|riassunto|resumo|em resumo|samenvatting|w skrócie|кратко|коротко)\W*$",
    regex.IGNORECASE,
)
ASIDE = lazy(r"<(?P<end>/?)(?:blockquote|details|aside)\b", regex.IGNORECASE)


def is_deliberate(post: Post, row: Prose, match: Match) -> bool:
    """Return whether the two tellings of `match` may well stand where their author wants them."""
    return (
        is_quoted(post, row, match)
        or _recurs(post, row, match)
        or _is_appeal(post, row, match)
        or _opens_as_summary(post, row, match)
    )


def is_pull_quote(post: Post, row: Prose, match: Match) -> bool:
    """Return whether one telling is a few lines of the other, set as a quotation."""
    return match.length <= PULL_QUOTE and is_quoted(post, row, match)


def is_quoted(post: Post, row: Prose, match: Match) -> bool:
    """Return whether one telling stands in a quotation, or in a part that readers unfold, and the other does not."""
    part, source = first_body(row, match.first, match.last), first_body(row, match.source_first, match.source_last)
    if part is None or source is None:
        return False
    depths = _depths(post)
    return depths[part.block] != depths[source.block]


@once_per_post
def _depths(post: Post) -> tuple[int, ...]:
    """Return, for each block, how many quotations and unfolding parts it stands in, Markdown's and those of HTML."""
    depths, opened = [], 0
    for block in post.blocks:
        if block.kind is Kind.HTML:
            for tag in ASIDE.finditer(post.text, block.start, block.end):
                opened = max(0, opened + (-1 if tag["end"] else 1))
        depths.append(opened + block.containers.count("quote"))
    return tuple(depths)


def _recurs(post: Post, row: Prose, match: Match) -> bool:
    """Return whether the tellings are sections of the same names in several parts of the post, as an appeal or a notice may be."""
    sections, source_sections = (
        _sections(post, row, match.first, match.last),
        _sections(post, row, match.source_first, match.source_last),
    )
    if len(sections) != len(source_sections) or min((*sections, *source_sections)) < 0 or sections == source_sections:
        return False
    names, source_names = (
        [post.blocks[index].text.strip() for index in indices] for indices in (sections, source_sections)
    )
    parents = outline(post)
    return names == source_names and all(
        parents[one] != parents[other] for one, other in zip(sections, source_sections, strict=True)
    )


def _sections(post: Post, row: Prose, first: int, last: int) -> list[int]:
    """Return the headings that the text in [first, last) stands under, as indices of blocks, in order."""
    return list(
        dict.fromkeys(post.blocks[part.block].section for part in parts_of(row, first, last) if not part.heading)
    )


def _is_appeal(post: Post, row: Prose, match: Match) -> bool:
    """Return whether a short paragraph with a link, “write to us”, stands a second time, elsewhere and word for word."""
    part, source = first_body(row, match.first, match.last), first_body(row, match.source_first, match.source_last)
    if (
        part is None
        or source is None
        or match.length > LONGEST_APPEAL
        or match.likeness < VERBATIM
        or part.block - source.block <= 1
    ):
        return False
    whole = (part.first, part.last, source.first, source.last) == (
        match.first,
        match.last,
        match.source_first,
        match.source_last,
    )
    return whole and _has_link(post, part) and _has_link(post, source)


def _has_link(post: Post, part: Part) -> bool:
    return any(run.linked for run in post.blocks[part.block].runs)


def _opens_as_summary(post: Post, row: Prose, match: Match) -> bool:
    """Return whether the first telling stands in a summary that opens the post, and the copy in the article below."""
    if match.length > LONGEST_SUMMARY:
        return False
    sections, copied = (
        _sections(post, row, match.source_first, match.source_last),
        _sections(post, row, match.first, match.last),
    )
    if len(sections) != 1 or sections[0] < 0 or sections == copied:
        return False
    first_heading = next(
        (index for index, block in enumerate(post.blocks) if block.kind is Kind.HEADING and block.level > 1), -1
    )
    return sections[0] == first_heading and SUMMARY.match(post.blocks[first_heading].text) is not None
