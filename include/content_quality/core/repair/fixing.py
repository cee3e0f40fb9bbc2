"""Certain fixes: the edits that findings name themselves, applied only where the inspection confirms them.

A fix must keep the laws: its finding goes, values of the front matter that it does not touch stay, and nothing else
holds the post. A fix that breaks one is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate

from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity, excerpt
from content_quality.core.records import dataclass
from content_quality.core.repair.confidence import Confidence
from content_quality.core.repair.edits import Change, Edit, EditKind, TracedText
from content_quality.core.repair.proposal import Look, RepairProposal, encoded
from content_quality.core.settings import Settings

MOST_STEPS = 60  # of one post; each applies at least one fix or leaves one out
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class _State:
    """A post while it is fixed: the text so far, and what an inspection finds in it."""

    traced: TracedText
    at: Post
    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...] = ()
    drops_bom: bool = False

    def key(self, finding: Finding) -> Key:
        """Return what names `finding` while lines above it come and go."""
        return finding.check, finding.fingerprint, finding.message.template, self.at.source.line(finding.span.line)


def propose_fixes(post: Post, findings: tuple[Finding, ...], settings: Settings, look: Look) -> RepairProposal:  # noqa: ARG001 - the signature of a proposal
    """Return the certain fixes of `post`, whose inspection returned `findings`; `look` inspects a fixed text again."""
    start = state = _State(TracedText.of(post.text), post, findings)
    left_out: set[Key] = set()
    most = len(findings)  # at a time; one by one after some fix has broken a law
    for _ in range(MOST_STEPS):
        chosen = _apart(one for one in state.findings if one.fix and state.key(one) not in left_out)[:most]
        if not chosen:
            break
        after = _fixed(post, state, chosen, look)
        if _keeps_laws(state, after, chosen):
            state = after
        elif len(chosen) == 1:
            left_out.add(state.key(chosen[0]))
        else:
            most = 1
    if not state.at.front_matter.readable and any(edit.span.line <= _last_line(post) for edit in state.edits):
        state = start  # nothing confirms edits in front matter that still cannot be read
    return RepairProposal(
        post.sha256,
        post.text,
        state.traced.text,
        tuple(sorted(state.edits, key=lambda edit: edit.span)),
        (),
        sum(one.severity > Severity.INFO for one in findings),
        state.findings,
        Confidence.HIGH,
        (),
        state.drops_bom,
        kept_lines=tuple(_kept_lines(post.text, state.traced)),
    )


def _kept_lines(before: str, traced: TracedText) -> Iterator[int]:
    lines = before.splitlines(keepends=True)
    starts = {start: number for number, start in enumerate(accumulate(map(len, lines[:-1]), initial=0))}
    at = 0
    for line in traced.text.splitlines(keepends=True):
        number = starts.get(traced.origin[at], -1)
        yield number if number >= 0 and lines[number].rstrip("\r\n") == line.rstrip("\r\n") else -1
        at += len(line)


def _last_line(post: Post) -> int:
    return post.source.position(post.front_matter.end)[0]


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Return those of `findings` whose fixes touch none of an earlier one."""
    kept: list[Finding] = []
    taken: list[tuple[int, int]] = []
    for finding in findings:
        ranges = [(one.start, one.end) for one in finding.fix.replacements] if finding.fix else []
        if not any(start <= last and first <= end for start, end in ranges for first, last in taken):
            taken += ranges
            kept.append(finding)
    return kept


def _fixed(post: Post, state: _State, chosen: list[Finding], look: Look) -> _State:
    changes = [
        Change.of(one, EditKind.FIX, finding) for finding in chosen if finding.fix for one in finding.fix.replacements
    ]
    drops = [finding for finding in chosen if finding.fix and finding.fix.drops_bom]
    traced, drops_bom = state.traced.changed(changes), state.drops_bom or bool(drops)
    at, findings = look(encoded(post, traced.text, drops_bom=drops_bom))
    edits = [
        *(_edit(post, finding, (0, 0), "") for finding in drops),
        *(
            _edit(
                post,
                change.finding,
                state.traced.original(change.start, change.end),
                state.traced.text[change.start : change.end],
            )
            for change in changes
        ),
    ]
    return _State(traced, at, findings, (*state.edits, *edits), drops_bom)


def _edit(post: Post, finding: Finding, place: tuple[int, int], words: str) -> Edit:
    return Edit(
        EditKind.FIX, post.span(*place), excerpt(words), finding.check, finding.fingerprint, evidence=finding.evidence
    )


def _keeps_laws(before: _State, after: _State, chosen: list[Finding]) -> bool:
    counts = Counter(map(before.key, before.findings))
    counts.subtract(map(before.key, chosen))
    still = Counter(map(after.key, after.findings))
    if any(still[key] > counts[key] for key in map(before.key, chosen)):
        return False
    front = before.at.front_matter
    if not front.readable:
        return True  # each fix of front matter was confirmed where it was found, and the whole is looked at in the end
    touched = {_key_at(before.at, one.start) for finding in chosen if finding.fix for one in finding.fix.replacements}
    now = after.at.front_matter
    rest = [key for key in {*front.values, *now.values} if key not in touched]
    if not now.readable or any(repr(front.values.get(key)) != repr(now.values.get(key)) for key in rest):
        return False
    return _holding(after.findings) <= _holding(before.findings) and not _hides(before, after, chosen)


def _hides(before: _State, after: _State, chosen: list[Finding]) -> bool:
    """Return whether missing text that was found before is found no more: a fix must not make a cut look whole."""
    fixed = {one.check for one in chosen}

    def cuts(state: _State) -> int:
        return sum(one.category is Category.TRUNCATION and one.check not in fixed for one in state.findings)

    return cuts(after) < cuts(before)


def _key_at(post: Post, offset: int) -> str:
    """Return the key of the front matter whose value stands at `offset`; empty when there is none."""
    places = post.front_matter.places.items()
    found = (key for key, place in places if "." not in key and place.key_start <= offset <= place.value_end)
    return next(found, "")


def _holding(findings: Iterable[Finding]) -> int:
    return sum(one.severity is Severity.BLOCKER for one in findings)
