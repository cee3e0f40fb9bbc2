"""A proposal: the repaired text, the edits with their reasons, what remains, and how far to trust it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Message, Role, Severity, excerpt, message
from content_quality.core.records import dataclass
from content_quality.core.repair.alternatives import open_choices, with_alternatives
from content_quality.core.repair.choices import Place, RepairChoice, choices
from content_quality.core.repair.confidence import Confidence, confidence_of
from content_quality.core.repair.edits import Change, Edit, TracedText, without_overlaps
from content_quality.core.repair.mending import STAGES, Stage, with_new_reading_time, with_reading_time
from content_quality.core.repair.patches import Ownership, Patch, patches_of
from content_quality.core.settings import Settings

MOST_ROUNDS = 8  # of one stage: each mends what the one before brought together
MOST_PASSES = 3  # through all stages
REPEATED_PASSAGE = "repeated-passage"
MENDABLE = frozenset({Category.DUPLICATES, Category.TRUNCATION, Category.RESIDUE, Category.READING_TIME})
Look = Callable[[bytes], tuple[Post, tuple[Finding, ...]]]  # reads and inspects a text


@dataclass(frozen=True, slots=True)
class Unmended:
    """What the repair leaves, with the line of the original."""

    line: int
    finding: Finding  # as the inspection of the repaired text returned it
    reason: Message


@dataclass(frozen=True, slots=True)
class RepairProposal:
    """A repair that an editor may accept. It belongs to the bytes of `sha256` and to no others."""

    sha256: str
    before: str
    after: str
    edits: tuple[Edit, ...]
    unmended: tuple[Unmended, ...]
    findings_before: int
    remaining: tuple[Finding, ...]
    confidence: Confidence
    reasons: tuple[Message, ...]
    drops_bom: bool = False
    choices: tuple[RepairChoice, ...] = ()  # the edits in groups, each of which an editor may leave
    patches: tuple[Patch, ...] = ()  # what the choices replace in `before`
    found: tuple[Finding, ...] = ()  # before the repair
    kept_lines: tuple[int, ...] = ()  # of fixes: for each line of `after` its number in `before`, or -1 when it is new

    @property
    def is_empty(self) -> bool:
        """Return whether the repair changes nothing."""
        return self.before == self.after and not self.drops_bom

    @property
    def shorter(self) -> int:
        """By how many per cent the repaired text is shorter."""
        return round(100 * (1 - len(self.after) / max(1, len(self.before))))


def propose(post: Post, findings: tuple[Finding, ...], settings: Settings, look: Look) -> RepairProposal:
    """Return the repair of `post`, whose inspection returned `findings`; `look` inspects a repaired text again."""
    draft = _Draft.of(post, findings, settings, look)
    for _ in range(MOST_PASSES):
        before = draft.traced.text
        for stage in STAGES:
            draft.run(stage)
        if draft.traced.text == before:
            break
    else:  # a text that loops without end is none that its own words can mend
        draft = _Draft.of(post, findings, settings, look)
    draft.run(with_new_reading_time if draft.edits else with_reading_time)
    if _harms(post, findings, draft):
        draft = _Draft.of(post, findings, settings, look)
    traced, found, edits = draft.traced, draft.findings, draft.edits
    unmended = tuple(_unmended(draft, found))
    grouped = choices(edits)
    numbers = {id(edit): number for number, choice in enumerate(grouped) for edit in choice.edits}
    patches = patches_of(traced, draft.owned, [numbers[id(edit)] for edit in edits])
    offered = open_choices(post, draft.at, traced, found, with_alternatives(post, grouped, patches))
    confidence, reasons = confidence_of(edits, [one.finding for one in unmended])
    return RepairProposal(
        post.sha256,
        post.text,
        traced.text,
        tuple(sorted(edits, key=lambda edit: edit.span)),
        unmended,
        _count(findings),
        found,
        confidence,
        reasons,
        found=findings,
        choices=offered[0],
        patches=offered[1],
    )


@dataclass
class _Draft:
    """A repair while it is made: the text so far, and what an inspection finds in it."""

    post: Post
    settings: Settings
    look: Look
    traced: TracedText
    at: Post
    findings: tuple[Finding, ...]
    owned: Ownership
    edits: list[Edit] = field(default_factory=list)
    is_damaged: bool = field(init=False)

    @classmethod
    def of(cls, post: Post, findings: tuple[Finding, ...], settings: Settings, look: Look) -> _Draft:
        """Return a draft without an edit."""
        return cls(post, settings, look, TracedText.of(post.text), post, findings, Ownership.of(len(post.text)))

    def __post_init__(self) -> None:
        self.is_damaged = any(_shows_damage(one) for one in self.findings)

    @property
    def believed(self) -> tuple[Finding, ...]:
        """The findings that may delete something: in a post that nothing holds, a repeat may be meant."""
        if self.is_damaged:
            return self.findings
        return tuple(one for one in self.findings if one.check != REPEATED_PASSAGE or one.severity is Severity.BLOCKER)

    def run(self, stage: Stage) -> None:
        """Run `stage` until it changes nothing more."""
        for _ in range(MOST_ROUNDS):
            wanted = stage(self.at, self.believed, self.settings)
            found = without_overlaps(wanted)
            changed = self.traced.changed(found, len(self.edits))
            if changed.text == self.traced.text:
                return
            for number, change in enumerate(found, len(self.edits)):
                self.owned.note(self.traced, change.start, change.end, number, moves=False)
                if change.moved is not None:
                    self.owned.note(self.traced, *change.moved, number, moves=True)
            self.edits += [_edit(self.post, self.traced, change) for change in found]
            self.traced = changed
            self.at, self.findings = self.look(encoded(self.post, changed.text))


def encoded(post: Post, text: str, *, drops_bom: bool = False) -> bytes:
    """Return `text` as the file of `post`, with its byte order mark."""
    return (b"\xef\xbb\xbf" if post.source.has_bom and not drops_bom else b"") + text.encode("utf-8", "surrogatepass")


def _shows_damage(finding: Finding) -> bool:
    """Return whether `finding` is a blocker about a repeat or a cut, or a repeat that goes on from a cut."""
    if finding.category not in (Category.DUPLICATES, Category.TRUNCATION):
        return False
    goes_on = any(one.role is Role.CONTINUATION for one in finding.related)
    return finding.severity is Severity.BLOCKER or (finding.check == REPEATED_PASSAGE and goes_on)


def _harms(post: Post, before: tuple[Finding, ...], draft: _Draft) -> bool:
    """Return whether more would hold the post than before; of repeats their length counts, as deletions part them."""
    return _blockers(draft.findings) > _blockers(before) and (
        _blockers(draft.findings, REPEATED_PASSAGE) > _blockers(before, REPEATED_PASSAGE)
        or _repeated(draft.at, draft.findings) > _repeated(post, before)
    )


def _blockers(findings: tuple[Finding, ...], without: str = "") -> int:
    return sum(one.severity is Severity.BLOCKER and one.check != without for one in findings)


def _repeated(post: Post, findings: tuple[Finding, ...]) -> int:
    """Return how many characters the repeats hold that hold the post."""
    offset = post.source.offset
    spans = [one.span for one in findings if one.severity is Severity.BLOCKER and one.check == REPEATED_PASSAGE]
    return sum(offset(one.end_line, one.end_column) + 1 - offset(one.line, one.column) for one in spans)


def _count(findings: tuple[Finding, ...]) -> int:
    return sum(one.severity > Severity.INFO for one in findings)


def _edit(post: Post, traced: TracedText, change: Change) -> Edit:
    start, end = change.moved or (change.start, change.end)
    place = traced.original(start, end)
    finding = change.finding
    words = excerpt(traced.text[start:end])
    return Edit(
        change.kind,
        post.span(*place),
        words,
        finding.check,
        finding.fingerprint,
        finding.evidence,
        change.guessed,
        _place(traced, change),
        traced.unchanged(*change.kept) if change.kept else None,
    )


def _place(traced: TracedText, change: Change) -> Place:
    return traced.place(*(change.moved or (change.start, change.end)))


def _unmended(draft: _Draft, findings: tuple[Finding, ...]) -> list[Unmended]:
    post, at, traced = draft.post, draft.at, draft.traced
    left = []
    for finding in findings:
        if finding.category not in MENDABLE or finding.severity is Severity.INFO:
            continue
        start = at.source.offset(finding.span.line, finding.span.column)
        original = traced.original(start, start + 1)[0]
        left.append(Unmended(post.source.position(original)[0], finding, _reason(finding)))
    return left


def _reason(finding: Finding) -> Message:
    if finding.check == "split-paragraph":
        return message("it is not certain that the two paragraphs are one")
    if finding.category is Category.TRUNCATION:
        return message("no continuation found")
    if finding.check == "repeated-heading":
        return message("the two sections differ")
    if finding.category is Category.DUPLICATES:
        return message("the copies differ")
    if finding.category is Category.READING_TIME:
        return message("the right value is not certain")
    return message("other words stand beside it")
