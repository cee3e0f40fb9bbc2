"""See `machine_text`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import regex

from content_quality.core.document.blocks import Kind
from content_quality.core.document.page_kinds import instructs_a_program
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Evidence, Fix, Message, Severity, message
from content_quality.core.repair.deletions import without_line
from content_quality.core.repair.seams import breaks_off
from content_quality.core.residue import generation_keys, sign_files
from content_quality.core.residue.hit_weights import HOLDS, Hit
from content_quality.core.residue.machine_tokens import tokens
from content_quality.core.residue.sign import Sign
from content_quality.core.residue.talk import machine_talk, talk_in
from content_quality.core.residue.token_places import Token
from content_quality.core.settings import Settings
from content_quality.core.text.shortening import shortened

WITHOUT_WORDS = frozenset({Kind.CODE, Kind.RULE, Kind.TEMPLATE})
READ_CHARACTERS = 400  # of a block's start, where a site's own sentinels stand
SPOKEN = frozenset({"reply", "thought", "offer", "promise", "refusal", "cut-off", "prompt", "omission"})
OF_INSTRUCTIONS = frozenset({"prompt", "label", "answer"})  # what a file that instructs a program consists of
MARKS = frozenset({"sentinel", "control"})  # kinds that stand for no text
SHOWN = 60  # characters of the words in a message
TAG = 40  # characters of a tag that is named in a suggestion
LONGEST_EXCERPT = 200  # characters of a thought that is pages long


def machine_text(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag words of a language model or a completion script that were left in the post.

    Why it matters: readers see at once that a machine wrote the text and that it was not proofread.
    Example: a post that begins “Sure! Here is the revised article:” or ends “[Rest of the article remains unchanged]”;
    `<think>` with the model's thoughts; “申し訳ありませんが、続きを生成できません”; `[cite: 12]`; `finish_reason: length`.
    Instead: delete the words, and read the passage around them: text is often missing there.
    Certain fix: a script's marker or a control token that is a blocker and fills its line is deleted, unless the text
    above it breaks off.
    Known false positives: posts about language models that show such a reply outside a quotation or code block; quote
    the reply. One sign alone is a warning: two independent signs hold a post.
    """  # noqa: E501 - a table or an example
    yield from _sentinels(post, settings)
    own = sign_files.read(settings.residue.signs_toml)
    meant = OF_INSTRUCTIONS if instructs_a_program(post, settings) else frozenset[str]()
    hits = machine_talk(post, own, meant=meant)
    found = tuple(token for token in tokens(post) if token.kind not in meant)
    thoughts = [token for token in found if token.kind == "reasoning" and token.weight >= HOLDS]
    for group in _by_place(hits):
        if not any(token.start <= group[0].start and group[-1].end <= token.end for token in thoughts):
            yield _talk(post, group)
    for token in _told_once(post, found):
        yield _token(post, token)
    yield from _front_matter(post, own, hits)


def _sentinels(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    patterns = _compiled(settings.residue.sentinels)
    for block in post.blocks if patterns else ():
        if block.kind in WITHOUT_WORDS or "quote" in block.containers:
            continue
        start = block.text[:READ_CHARACTERS].lstrip()
        match = next((match for pattern in patterns if (match := pattern.match(start))), None)
        if match:
            end = block.start + max(1, min(match.end(), block.end - block.start))
            yield _finding(post, block.start, end, "sentinel", HOLDS, (Evidence("site", HOLDS),))


@lru_cache(maxsize=16)
def _compiled(patterns: tuple[str, ...]) -> tuple[regex.Pattern[str], ...]:
    return tuple(regex.compile(pattern) for pattern in patterns)


def _by_place(hits: tuple[Hit, ...]) -> Iterator[list[Hit]]:
    """Yield hits that overlap together: one passage, one finding."""
    group: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.end)):
        if group and hit.start >= max(other.end for other in group):
            yield group
            group = []
        group.append(hit)
    if group:
        yield group


def _talk(post: Post, group: list[Hit]) -> DraftFinding:
    strongest = max(group, key=lambda hit: (hit.weight, -hit.start))
    start, end = min(hit.start for hit in group), max(hit.end for hit in group)
    evidence = tuple(dict.fromkeys(evidence for hit in group for evidence in hit.evidence))
    return _finding(post, start, end, strongest.sign.kind, strongest.weight, evidence)


def _told_once(post: Post, found: tuple[Token, ...]) -> Iterator[Token]:
    """Yield the first token of a kind in each line, the heaviest if one is heavier."""
    told: dict[tuple[str, int], Token] = {}
    for token in found:
        key = (token.kind, post.source.position(token.start)[0])
        if key not in told or told[key].weight < token.weight:
            told[key] = token
    yield from sorted(told.values(), key=lambda token: token.start)


def _token(post: Post, token: Token) -> DraftFinding:
    evidence = (Evidence(token.kind, token.weight),)
    return _finding(post, token.start, token.end, token.kind, token.weight, evidence)


def _front_matter(post: Post, own: tuple[Sign, ...], hits: tuple[Hit, ...]) -> Iterator[DraftFinding]:
    said = [post.text[hit.start : hit.end] for hit in hits if hit.sign.kind == "refusal"]
    for key, value in generation_keys.texts(post.front_matter):
        found = talk_in(value, own)
        repeats = found is None and any(generation_keys.begins_alike(value, words) for words in said)
        if found is None and not repeats:
            continue
        kind = found[0].kind if found else "refusal"
        start, end = generation_keys.place(post.front_matter, key)
        weight = HOLDS if repeats or kind == "refusal" or any(hit.sign.kind == kind for hit in hits) else 1.0
        yield post.finding(
            start,
            end,
            message("In the front matter, {key} contains a language model's remarks about the text.", key=key),
            suggestion=message("Rewrite this value."),
            severity=_severity(weight),
            evidence=(Evidence(kind, weight),),
        )
    for key in generation_keys.stopped_early(post.front_matter):
        start, end = generation_keys.place(post.front_matter, key)
        yield post.finding(
            start,
            end,
            message("In the front matter, {key} records that the model stopped before the text was complete.", key=key),
            suggestion=message("Check whether the end of the text is missing, and delete the key."),
            severity=Severity.WARNING,
        )


def _instead(post: Post, start: int, end: int, kind: str) -> Message:
    line, end_line = post.source.position(start)[0], post.source.position(max(start, end - 1))[0]
    if kind == "reasoning" and end_line > line and _fills_lines(post, line, end_line, start, end):
        return message(
            "Delete lines {line} to {end_line} completely, from {first} to {last}.",
            line=line,
            end_line=end_line,
            first=shortened(post.source.line(line), TAG),
            last=post.source.line(end_line).strip(),
        )
    if kind not in SPOKEN and end_line > line:
        return message(
            "Delete the whole passage from line {line} to line {end_line}, with its tags. Then check whether text is "
            "missing around it.",
            line=line,
            end_line=end_line,
        )
    if kind not in SPOKEN:
        return message("Delete these words, and check whether text is missing around them.")
    return message(
        "Delete the whole sentence, and the whole paragraph if nothing else stands in it. Then check whether text is "
        "missing, and whether the facts around it are right."
    )


def _fills_lines(post: Post, line: int, end_line: int, start: int, end: int) -> bool:
    """Return whether nothing but [start, end) stands in its lines, and its last line is a closing tag alone."""
    whole = "\n".join(post.source.line(number) for number in range(line, end_line + 1))
    said = post.text[start:end].replace("\r\n", "\n").replace("\r", "\n")
    last = post.source.line(end_line).strip()
    return whole.strip() == said.strip() and last.startswith("</") and len(last) <= TAG


def _severity(weight: float) -> Severity:
    return Severity.BLOCKER if weight >= HOLDS else Severity.WARNING


def _finding(
    post: Post, start: int, end: int, kind: str, weight: float, evidence: tuple[Evidence, ...]
) -> DraftFinding:
    text = post.text[start : min(end, start + LONGEST_EXCERPT)]
    return post.finding(
        start,
        end,
        _say(kind, post.source.position(start)[0], shortened(text, SHOWN)),
        suggestion=_instead(post, start, end, kind),
        severity=_severity(weight),
        passage=text,
        evidence=evidence,
        fix=_without_mark(post, start, end, kind) if weight >= HOLDS else None,
    )


def _without_mark(post: Post, start: int, end: int, kind: str) -> Fix | None:
    """Return the fix that deletes the line of a mark that only scripts write, where nothing else stands in the line.

    Above it the text must end: else text is missing there, and the mark shows where.
    """
    if kind not in MARKS or "\n" in post.text[start:end].strip() or breaks_off(post, start):
        return None
    deletion = without_line(post, start, end)
    return Fix((deletion,)) if deletion else None


def _say(kind: str, line: int, words: str) -> Message:
    says = {
        "sentinel": message("Line {line} contains a script's marker (“{words}”).", line=line, words=words),
        "label": message("Line {line} contains a label from a chat program (“{words}”).", line=line, words=words),
        "prompt": message("Line {line} contains a prompt (“{words}”).", line=line, words=words),
        "reply": message("Line {line} contains a language model's reply (“{words}”).", line=line, words=words),
        "thought": message(
            "Line {line} contains a language model's thoughts about its task (“{words}”).", line=line, words=words
        ),
        "reasoning": message("Line {line} contains a language model's reasoning (“{words}”).", line=line, words=words),
        "offer": message(
            "Line {line} offers changes to the person who requested the text (“{words}”).", line=line, words=words
        ),
        "promise": message(
            "Line {line} promises that a language model will continue (“{words}”).", line=line, words=words
        ),
        "omission": message("Line {line} replaces text that was left out (“{words}”).", line=line, words=words),
        "refusal": message("Line {line} contains a language model's refusal (“{words}”).", line=line, words=words),
        "cut-off": message(
            "Line {line} mentions the limits of a language model's knowledge (“{words}”).", line=line, words=words
        ),
        "error": message(
            "Line {line} contains a program's error message or fallback text (“{words}”).", line=line, words=words
        ),
        "count": message("Line {line} gives the word count of the text (“{words}”).", line=line, words=words),
        "control": message(
            "Line {line} contains a language model's control token (“{words}”).", line=line, words=words
        ),
        "answer": message(
            "Line {line} contains a tag from a language model's answer (“{words}”).", line=line, words=words
        ),
        "citation": message("Line {line} contains a chat program's citation mark (“{words}”).", line=line, words=words),
        "tracking": message(
            "Line {line} contains a link with a chat program's tracking code (“{words}”).", line=line, words=words
        ),
    }
    return says[kind]
