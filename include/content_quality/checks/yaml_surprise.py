"""See `yaml_surprise`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from content_quality.core.findings import Finding, Severity, message
from content_quality.core.key_findings import KeyFindings
from content_quality.core.post import Post
from content_quality.core.profiles import YAML_1_1, profile_of
from content_quality.core.settings import Settings

NAME = "yaml-surprise"
TEXT_KEYS = frozenset(
    "title subtitle description excerpt summary slug author authors lang language locale tags tag categories category keywords topics series".split()
)
SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?")
SWITCH = re.compile(r"(?:yes|no|on|off)", re.IGNORECASE)
LOST = re.compile(r"(?P<kept>[^\"'\[{|>&*!\s#][^\r\n]*?)(?P<lost>[ \t]+\#[^\s#][^\r\n]*)")


def yaml_surprise(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag a value that YAML turns into something else than what is typed, such as `no`, `12:30`, `0123`, `1.10` or what follows a `#`.

    Why it matters: the page shows false, 750, 83 or 1.1, or half a title, and nobody is told.
    Example: `lang: no`, `tags: [1.10]`, `title: Why #opensource wins`.
    Instead: `lang: "no"`, `tags: ["1.10"]`, `title: "Why #opensource wins"`.
    Known false positives: times and version numbers in keys the site's templates expect as numbers (information only).
    """
    if post.front_matter.format != "yaml" or not post.front_matter.readable:
        return
    findings = KeyFindings(NAME, post)
    old_rules = profile_of(post, settings).name in YAML_1_1
    for path, value in _leaves(post.front_matter.values):
        weight = Severity.WARNING if path.partition(".")[0] in TEXT_KEYS else Severity.INFO
        place = post.front_matter.places.get(path) if weight is Severity.WARNING or isinstance(value, int | float) else None
        if place is None:
            continue
        typed = post.text[place.value_start : place.value_end].strip()
        if isinstance(value, str):
            yield from _lost(findings, path, place.value_start, weight)
        elif isinstance(value, bool):
            if old_rules and weight is Severity.WARNING and SWITCH.fullmatch(typed):
                text = message("YAML reads {typed} as {value}.", typed=typed, value="true" if value else "false")
                yield findings.at(path, weight, text, message("Put it into quotation marks: {quoted}", quoted=f'"{typed}"'))
        elif isinstance(value, int | float) and _changed(typed, value, old_rules=old_rules):
            text = message("YAML reads {typed} as the number {value}.", typed=typed, value=value)
            yield findings.at(path, weight, text, message("Put it into quotation marks: {quoted}", quoted=f'"{typed}"'))


def _leaves(values: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield the dotted path and value of everything that is no collection; depth is bounded by the reader."""
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(values, list):
        for index, value in enumerate(values):
            yield from _leaves(value, f"{path}.{index}")
    else:
        yield path, values


def _changed(typed: str, value: float, *, old_rules: bool) -> bool:
    """Return whether printing the number shows something else than what was typed: 0123, 1.10, 12:30."""
    if SEXAGESIMAL.fullmatch(typed):
        return old_rules
    return typed[:1].isdigit() and typed != str(value) and bool(re.fullmatch(r"0[0-7_]+|\d+\.\d*0", typed))


def _lost(findings: KeyFindings, path: str, start: int, weight: Severity) -> Iterator[Finding]:
    """A `#` after a space starts a comment; a word right after it was meant to be read."""
    line = findings.post.text[start : start + 1_000]
    found = LOST.match(re.split(r"[\r\n]", line, maxsplit=1)[0])
    if found:
        text = message("Everything from “{lost}” on is lost: YAML takes # after a space for the start of a comment.", lost=found["lost"].strip()[:40])
        yield findings.at(path, weight, text, message("Put the value into quotation marks."))
