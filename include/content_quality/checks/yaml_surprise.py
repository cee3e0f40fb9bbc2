"""See `yaml_surprise`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from content_quality.core.document.front_matter import KeyPlace
from content_quality.core.document.key_findings import KeyFindings
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import YAML_1_1, profile_of
from content_quality.core.findings import Finding, Severity, message
from content_quality.core.settings import Settings

NAME = "yaml-surprise"
TEXT_KEYS = frozenset(
    "title subtitle description excerpt summary slug author authors lang language locale tags tag categories category keywords topics series".split()
)
SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?")
SWITCH = re.compile(r"(?:yes|no|on|off)", re.IGNORECASE)
DIGITS = re.compile(r"0[xob][\da-f_]+|\d[\d_]*_[\d_]*(?:\.\d*)?|\d+(?:\.\d*)?e[-+]?\d+|\.\d+|\d+\.", re.IGNORECASE)
LIST_KEYS = frozenset("tags tag categories category keywords topics authors aliases".split())
GLUED_HYPHEN = re.compile(r"-\S|[ー–—・•]")  # what begins an entry of a list only with an ordinary hyphen and a space
ANCHOR = re.compile(r"&(?P<name>[^\s\[\]{},]+)")
EMPTIED = re.compile(r"[ \t]*(?P<lost>\#[^\s#][^\r\n]*)")
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
        place = (
            post.front_matter.places.get(path) if weight is Severity.WARNING or isinstance(value, int | float) else None
        )
        if place is None:
            continue
        typed = post.text[place.value_start : place.value_end].strip()
        if isinstance(value, str):
            yield from _worker_lost(findings, path, place, weight)
            yield from _glued(findings, path, place, typed)
        elif value is None:
            yield from _emptied(findings, path, place)
        elif isinstance(value, bool):
            if old_rules and weight is Severity.WARNING and SWITCH.fullmatch(typed):
                text = message("YAML reads {typed} as {value}.", typed=typed, value="true" if value else "false")
                yield findings.at(
                    path, weight, text, message("Put it into quotation marks: {quoted}", quoted=f'"{typed}"')
                )
        elif isinstance(value, int | float) and _changed(typed, value, weight, old_rules=old_rules):
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


def _changed(typed: str, value: float, weight: Severity, *, old_rules: bool) -> bool:
    """Return whether printing the number shows something else than what was typed: 0123, 1.10, 12:30, .inf.

    In words also 0x1F and 1_000.
    """
    if SEXAGESIMAL.fullmatch(typed):
        return old_rules
    if not math.isfinite(value):
        return True
    forms = [re.compile(r"0[0-7_]+|\d+\.\d*0"), *([DIGITS] if weight is Severity.WARNING else [])]
    return typed != str(value) and any(form.fullmatch(typed) for form in forms)


def _worker_lost(findings: KeyFindings, path: str, place: KeyPlace, weight: Severity) -> Iterator[Finding]:
    """A `#` after a space starts a comment, and `&` a name; a word right after it was meant to be read."""
    line = _rest_of_line(findings, place)
    if found := LOST.match(line):
        text = message(
            "Everything from “{lost}” on is lost: YAML takes # after a space for the start of a comment.",
            lost=found["lost"].strip()[:40],
        )
        yield findings.at(path, weight, text, message("Put the value into quotation marks."))
    elif (anchor := ANCHOR.match(line)) and not re.search(
        rf"\*{re.escape(anchor['name'])}(?![\w-])", findings.post.text[: findings.post.front_matter.end]
    ):
        text = message("“{lost}” is lost: YAML takes & for the start of a name.", lost=anchor[0][:40])
        yield findings.at(path, weight, text, message("Put the value into quotation marks."))


def _emptied(findings: KeyFindings, path: str, place: KeyPlace) -> Iterator[Finding]:
    """A value or an entry that starts with `#` is a comment, and nothing is left."""
    if found := EMPTIED.match(_rest_of_line(findings, place)):
        text = message(
            "Everything from “{lost}” on is lost: YAML takes # after a space for the start of a comment.",
            lost=found["lost"].strip()[:40],
        )
        yield findings.at(path, Severity.WARNING, text, message("Put the value into quotation marks."))


def _glued(findings: KeyFindings, path: str, place: KeyPlace, typed: str) -> Iterator[Finding]:
    """A list whose hyphens have no space behind them is one text."""
    above = findings.post.text[place.key_end : place.value_start]
    if (
        path in LIST_KEYS
        and ("\n" in above or "\r" in above)
        and GLUED_HYPHEN.match(typed)
        and typed.strip("-ー–—・• ")
    ):
        text = message("{key} is one text, not a list: only a hyphen and a space begin an entry.", key=path)
        yield findings.at(
            path,
            Severity.WARNING,
            text,
            message("Type: {line}", line=f"- {typed.lstrip('-ー–—・• ').split(maxsplit=1)[0]}"),
        )


def _rest_of_line(findings: KeyFindings, place: KeyPlace) -> str:
    return re.split(r"[\r\n]", findings.post.text[place.value_start : place.value_start + 1_000], maxsplit=1)[0]
