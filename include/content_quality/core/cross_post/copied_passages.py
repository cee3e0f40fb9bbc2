"""What a post took from an older one: passages become findings, and a whole post that is a copy becomes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from content_quality.core.cross_post.copied_posts import POST, VERBATIM, percent_of, whole_post
from content_quality.core.cross_post.passages import MOST_PASSAGES, Passage, PostVersion
from content_quality.core.cross_post.stretches import Stretch, best_stretches, joined_span, runs_of
from content_quality.core.cross_post.titles import Title
from content_quality.core.document import references
from content_quality.core.findings import (
    WHOLE_POST,
    Category,
    Finding,
    Related,
    Role,
    Severity,
    Span,
    Value,
    excerpt,
    fingerprint,
    message,
)
from content_quality.core.settings import CrossPostRules, Settings
from content_quality.core.settings.severity_overrides import apply_severity_override

NAME, VERSION = "across-posts", 7  # of the comparison as a whole; its findings are named below
PASSAGE, PART = "copied-passage", "partly-compared"
WORST = {
    PASSAGE: Severity.WARNING,
    POST: Severity.BLOCKER,
    PART: Severity.WARNING,
    **references.WORST,
}  # what each reports at most by itself
FRAME_SHARE = 0.5  # of the newer post; what takes more of it is no frame
# weight of paragraphs in a row from which they are an article or a section; calls to action and notes about authors
# are shorter
SECTION = 1_600

Locate = Callable[[PostVersion, Passage, int, int], Span]


def copied_findings(
    newer: PostVersion, stretches: Sequence[Stretch], boilerplate: frozenset[int], settings: Settings, locate: Locate
) -> tuple[Finding, ...]:
    """Return what `newer` took from older posts.

    `boilerplate` are the digests of paragraphs that are the site's own.
    """
    by_older: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        by_older[stretch.older.post_id].append(stretch)
    boilerplate -= _sections(by_older.values(), boilerplate)
    for _, found in sorted(by_older.items(), key=lambda pair: -sum(stretch.weight for stretch in pair[1])):
        if (whole := whole_post(newer, best_stretches(found), boilerplate, settings.across)) is not None:
            return tuple(_leveled([whole], settings))
    own = best_stretches([stretch for stretch in stretches if stretch.passage.exact not in boilerplate], by_older)
    return tuple(_leveled(_passages(newer, own, settings.across, locate), settings))


def _sections(by_older: Iterable[Sequence[Stretch]], boilerplate: frozenset[int]) -> frozenset[int]:
    """Return the paragraphs of `boilerplate` that stand in a whole section of an older post.

    However many posts share so much, it is no frame of the site: somebody put one article into all of them.
    """
    found: set[int] = set()
    for stretches in by_older:
        for run in runs_of(best_stretches(stretches)):
            shared = [stretch for stretch in run if stretch.passage.exact in boilerplate]
            if sum(stretch.weight for stretch in shared) >= SECTION:
                found.update(stretch.passage.exact for stretch in shared)
    return frozenset(found)


def partly_compared(newer: PostVersion, passages: int, settings: Settings) -> tuple[Finding, ...]:
    """Return the finding about a post with more paragraphs than are compared; `passages` of it were."""
    if passages < MOST_PASSAGES:
        return ()
    text = message("Only the first {count} paragraphs of this post were compared with other posts.", count=passages)
    split = message("Split the post into several pages.")
    found = Finding(
        PART,
        Category.CROSS_POST,
        Severity.WARNING,
        WHOLE_POST,
        text,
        suggestion=split,
        fingerprint=fingerprint(PART, newer.post_id),
    )
    return tuple(_leveled([found], settings))


def _passages(
    newer: PostVersion, stretches: list[Stretch], limits: CrossPostRules, locate: Locate
) -> Iterator[Finding]:
    """Yield one finding for each older post that enough was taken from."""
    by_older: dict[str, list[Stretch]] = defaultdict(list)
    title = Title.read(newer.title, newer.language)
    for stretch in stretches:
        by_older[stretch.older.post_id].append(stretch)
    for taken in by_older.values():
        older = taken[0].older
        other = Title.read(older.title, older.language)
        if title.is_instalment(other):
            continue
        share = sum(stretch.weight for stretch in taken) / max(1, newer.weight)
        framed = share < FRAME_SHARE and all(stretch.framed for stretch in taken)
        if framed and (title.says(other) or (newer.series and newer.series == older.series)):
            continue
        runs = [run for run in runs_of(taken) if sum(stretch.evidence for stretch in run) >= _least(run, limits)]
        if runs:
            yield _passage(newer, runs, limits, locate, framed=framed)


def _least(run: list[Stretch], limits: CrossPostRules) -> int:
    return limits.paragraph_characters if any(stretch.copy.whole for stretch in run) else limits.passage_characters


def _passage(
    newer: PostVersion, runs: list[list[Stretch]], limits: CrossPostRules, locate: Locate, *, framed: bool
) -> Finding:
    """Return the finding about all `runs`, all from one older post; it stands at the longest of them."""
    ordered = sorted(runs, key=lambda run: -sum(stretch.weight for stretch in run))
    longest, older = ordered[0], ordered[0][0].older
    places = [_place(newer, run, locate) for run in ordered]
    sources = [
        joined_span(
            locate(older, run[0].source, run[0].copy.source_first, run[0].copy.source_last),
            locate(older, run[-1].source, run[-1].copy.source_first, run[-1].copy.source_last),
        )
        for run in ordered
    ]
    taken = [stretch for run in runs for stretch in run]
    weight = sum(stretch.weight for stretch in taken)
    likeness = sum(stretch.copy.likeness * stretch.weight for stretch in taken) / max(1, weight)
    said: dict[str, Value] = {
        "path": older.path,
        "line": sources[0].line,
        "end_line": sources[0].end_line,
        "percent": percent_of(weight, newer),
    }
    text = (
        message(
            (
                "This passage also appears in {path}, lines {line}–{end_line}. {percent} % of this post comes "
                "from there."
            ),
            **said,
        )
        if likeness >= VERBATIM
        else message(
            (
                "This passage appears in {path}, lines {line}–{end_line}, in nearly the same words. {percent} % "
                "of this post comes from there."
            ),
            **said,
        )
    )
    return Finding(
        PASSAGE,
        Category.CROSS_POST,
        Severity.INFO if framed or likeness < limits.warning_likeness else Severity.WARNING,
        places[0],
        text,
        excerpt(longest[0].passage.text[longest[0].copy.first : longest[0].copy.last]),
        message("Rewrite the passage, or link to the older post. Put a quotation into a block quote."),
        (
            *(Related(source, Role.KEPT, older.path) for source in sources),
            *(Related(place, Role.COPY) for place in places[1:]),
        ),
        fingerprint(PASSAGE, f"{older.post_id}\0{''.join(stretch.passage.text for stretch in taken)}"),
    )


def _place(newer: PostVersion, run: list[Stretch], locate: Locate) -> Span:
    return joined_span(
        locate(newer, run[0].passage, run[0].copy.first, run[0].copy.last),
        locate(newer, run[-1].passage, run[-1].copy.first, run[-1].copy.last),
    )


def _leveled(findings: Sequence[Finding] | Iterator[Finding], settings: Settings) -> Iterator[Finding]:
    for finding in findings:
        leveled = apply_severity_override(finding, WORST[finding.check], settings.level(finding.check))
        if leveled is not None:
            yield leveled
