"""What a post took from an older one: passages become findings, and a whole post that is a copy becomes one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from content_quality.core.cross_post.passages import MOST_PASSAGES, Passage, PostVersion
from content_quality.core.cross_post.titles import Title
from content_quality.core.cross_post.verification import Copied
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

NAME, VERSION = "across-posts", 6  # of the comparison as a whole; its findings are named below
PASSAGE, POST, PART = "copied-passage", "copied-post", "partly-compared"
WORST = {
    PASSAGE: Severity.WARNING,
    POST: Severity.BLOCKER,
    PART: Severity.WARNING,
    **references.WORST,
}  # what each reports at most by itself
VERBATIM = 0.95  # likeness and share from which nothing but the address makes a post another one
FRAME_SHARE = 0.5  # of the newer post; what takes more of it is no frame
UNRELATED = 0.55  # likeness that two paragraphs reach by chance; only what is above it speaks for a copy
LABEL = 48  # weight of a stretch below which it is a line of a list or a turn of phrase, and adds nothing to a passage
SAME_LENGTH = 0.05  # of a post's whole text, by which two copies may differ outside of their prose
# weight of paragraphs in a row from which they are an article or a section; calls to action and notes about authors
# are shorter
SECTION = 1_600
FEW_LETTERS = 300  # weight of a post below which sharing it all may be a notice or a stub

Locate = Callable[[PostVersion, Passage, int, int], Span]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage of the newer post that an older post holds; `framed` says that it stands at the same end of both."""

    passage: Passage
    older: PostVersion
    source: Passage
    copy: Copied
    framed: bool = False

    @property
    def weight(self) -> int:
        """How much of the newer post it is."""
        letters = len(self.passage.text) or 1
        return round(self.passage.weight * (self.copy.last - self.copy.first) / letters)

    @property
    def evidence(self) -> float:
        """How much it speaks for a copy: its weight, less what chance explains of its likeness."""
        return self.weight * (self.copy.likeness - UNRELATED) / (1 - UNRELATED) if self.weight >= LABEL else 0.0


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
        if (whole := _whole_post(newer, _best(found), boilerplate, settings.across)) is not None:
            return tuple(_leveled([whole], settings))
    own = _best([stretch for stretch in stretches if stretch.passage.exact not in boilerplate], by_older)
    return tuple(_leveled(_passages(newer, own, settings.across, locate), settings))


def _sections(by_older: Iterable[Sequence[Stretch]], boilerplate: frozenset[int]) -> frozenset[int]:
    """Return the paragraphs of `boilerplate` that stand in a whole section of an older post.

    However many posts share so much, it is no frame of the site: somebody put one article into all of them.
    """
    found: set[int] = set()
    for stretches in by_older:
        for run in _runs(_best(stretches)):
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


def _best(stretches: Sequence[Stretch], totals: Mapping[str, Sequence[Stretch]] | None = None) -> list[Stretch]:
    """Return one stretch for each passage, in order.

    From the post that most was taken from, then the most alike one.
    """
    best: dict[tuple[Span, int], Stretch] = {}
    weight = {post: sum(stretch.weight for stretch in found) for post, found in (totals or {}).items()}

    def rank(stretch: Stretch) -> tuple[int, float, int]:
        return weight.get(stretch.older.post_id, 0), stretch.copy.likeness, stretch.copy.last - stretch.copy.first

    for stretch in stretches:
        key = (stretch.passage.span, stretch.passage.exact)
        if key not in best or rank(stretch) > rank(best[key]):
            best[key] = stretch
    return sorted(best.values(), key=lambda stretch: stretch.passage.span)


def _whole_post(
    newer: PostVersion, stretches: list[Stretch], boilerplate: frozenset[int], limits: CrossPostRules
) -> Finding | None:
    older = stretches[0].older
    total = max(1, newer.weight)
    taken = sum(stretch.weight for stretch in stretches)
    share = taken / total
    own = sum(stretch.weight for stretch in stretches if stretch.passage.exact not in boilerplate) / total
    title, other = Title.read(newer.title, newer.language), Title.read(older.title, older.language)
    likeness = min(stretch.copy.likeness for stretch in stretches)
    if taken < MOSTLY_PROSE * newer.whole or (title.is_instalment(other) and min(own, likeness) < VERBATIM):
        return None  # little of the post was compared, or it tells of another release, part or month
    if not (title.says(other) and share >= limits.post_share and own > 0) and not (
        own >= limits.post_share and newer.weight >= FEW_LETTERS
    ):
        return None
    certain = (
        min(own, likeness) >= VERBATIM
        and newer.weight >= FEW_LETTERS
        and not title.is_instalment(other)
        and _are_as_long(newer, older)
    )
    first, last = stretches[0], stretches[-1]
    percent = _percent(taken, newer)
    text = (
        message(
            "This post repeats {path}, title and text: {percent} % of this post also appears there.",
            path=older.path,
            percent=percent,
        )
        if title.says(other)
        else message(
            "This post repeats {path} under another title: {percent} % of this post also appears there.",
            path=older.path,
            percent=percent,
        )
    )
    return Finding(
        POST,
        Category.CROSS_POST,
        Severity.BLOCKER if certain else Severity.WARNING,
        _joined(first.passage.span, last.passage.span),
        text,
        excerpt(newer.title or first.passage.text),
        message(
            "Publish only one of the two posts. If the post has moved, redirect its old address to it, or "
            "keep the same slug."
        ),
        (
            Related(
                _joined(*(pick(stretch.source.span for stretch in stretches) for pick in (min, max))),
                Role.KEPT,
                older.path,
            ),
        ),
        fingerprint(POST, f"{older.post_id}\0{newer.post_id}"),
    )


MOSTLY_PROSE = 0.5  # of a post's text, from which its prose stands for the whole; the rest is tables, code, raw HTML


def _are_as_long(newer: PostVersion, older: PostVersion) -> bool:
    """Return whether the two have as much text, so that what was not compared cannot tell them apart."""
    return abs(newer.whole - older.whole) <= SAME_LENGTH * newer.whole


def _percent(weight: int, newer: PostVersion) -> int:
    """Return how much of the text of `newer` has the weight `weight`; never 0, since something was taken."""
    return max(1, min(100, round(100 * weight / max(1, newer.whole))))


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
        runs = [run for run in _runs(taken) if sum(stretch.evidence for stretch in run) >= _least(run, limits)]
        if runs:
            yield _passage(newer, runs, limits, locate, framed=framed)


def _least(run: list[Stretch], limits: CrossPostRules) -> int:
    return limits.paragraph_characters if any(stretch.copy.whole for stretch in run) else limits.passage_characters


def _runs(stretches: list[Stretch]) -> Iterator[list[Stretch]]:
    """Yield stretches that follow each other in both posts, as one passage."""
    run: list[Stretch] = []
    for stretch in stretches:
        if run and not _follows(stretch, run[-1]):
            yield run
            run = []
        run.append(stretch)
    if run:
        yield run


def _follows(stretch: Stretch, last: Stretch) -> bool:
    """Return whether `stretch` comes after `last` in both posts, with next to nothing between them."""
    step, source_step = stretch.passage.block - last.passage.block, stretch.source.block - last.source.block
    again = stretch.source == last.source and stretch.copy.source_first < last.copy.source_last
    return 0 <= step <= NEXT and 0 <= source_step <= NEXT and not again


NEXT = 3  # blocks: a heading or a picture may stand between two paragraphs of one passage


def _passage(
    newer: PostVersion, runs: list[list[Stretch]], limits: CrossPostRules, locate: Locate, *, framed: bool
) -> Finding:
    """Return the finding about all `runs`, all from one older post; it stands at the longest of them."""
    ordered = sorted(runs, key=lambda run: -sum(stretch.weight for stretch in run))
    longest, older = ordered[0], ordered[0][0].older
    places = [_place(newer, run, locate) for run in ordered]
    sources = [
        _joined(
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
        "percent": _percent(weight, newer),
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
    return _joined(
        locate(newer, run[0].passage, run[0].copy.first, run[0].copy.last),
        locate(newer, run[-1].passage, run[-1].copy.first, run[-1].copy.last),
    )


def _joined(first: Span, last: Span) -> Span:
    return Span(first.line, first.column, *max((first.end_line, first.end_column), (last.end_line, last.end_column)))


def _leveled(findings: Sequence[Finding] | Iterator[Finding], settings: Settings) -> Iterator[Finding]:
    for finding in findings:
        leveled = apply_severity_override(finding, WORST[finding.check], settings.level(finding.check))
        if leveled is not None:
            yield leveled
