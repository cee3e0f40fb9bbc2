"""See `yaml_surprise`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from content_quality.checks.yaml_text import emptied, escaped, glued, lost_text, swallowed, tabbed
from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import Profile, profile_of
from content_quality.core.findings import DraftFinding, Severity, message
from content_quality.core.settings import Settings
from content_quality.core.text.patterns import lazy_re

NAME = "yaml-surprise"
TEXT_KEYS = frozenset(
    "title subtitle description excerpt summary slug author authors lang language locale tags tag categories category keywords topics series".split()  # noqa: E501 - words in a table
)
TYPED_KEYS = frozenset("title date description tags categories draft layout slug author permalink published".split())
MAIN_KEYS = frozenset({"title", "date", "tags", "layout"})
STUCK = " \u3000\xa0\u200b\u2002\u2003\ufeff:;,&*{}[]()%@!?#<>|`\"'“”‘’：、，"
SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?")
SWITCH = lazy_re(r"(?:yes|no|on|off)", re.IGNORECASE)
SYMBOL = lazy_re(r":[^\s:]|::")
QUOTED = message("Put the value into quotation marks.")
DIGITS = lazy_re(
    r"0[xob][\da-f_]++|\d(?=\d*_)[\d_]++(?:\.\d*+)?|\d++(?:\.\d*+)?e[-+]?\d++|\.\d++|\d++\.", re.IGNORECASE
)
PADDED = re.compile(r"0[0-7_]++|\d++\.\d*0")
EXPONENT = re.compile(r"\d+e[-+]?\d+", re.IGNORECASE)


def yaml_surprise(post: Post, settings: Settings) -> Iterator[DraftFinding]:  # noqa: C901 - independent questions
    """Flag a value that YAML changes into another value, such as `no`, `12:30`, `0123`, `1.10` or text after a `#`.

    Why it matters: the page shows false, 750, 83 or 1.1, or half a title, and no program reports an error.
    Example: `lang: no`, `tags: [1.10]`, `title: Why #opensource wins`.
    Instead: `lang: "no"`, `tags: ["1.10"]`, `title: "Why #opensource wins"`.
    Known false positives: times and version numbers in keys the site's templates expect as numbers (information only).
    """
    if not post.front_matter.readable:
        return
    if post.front_matter.format != "yaml":
        for path, value in _leaves(post.front_matter.values):
            place = post.front_matter.places.get(path)
            if place and isinstance(value, str) and path.partition(".")[0] in TEXT_KEYS:
                yield from escaped(post, path, post.text[place.value_start : place.value_end].strip())
        return
    profile = profile_of(post, settings)
    rules, old_rules = profile.yaml, profile.yaml.is_old
    old_numbers = old_rules or rules.exponents
    yield from _switches(post, profile)
    yield from _keys(post, profile)
    yield from _symbols(post, profile)
    for path, value in _leaves(post.front_matter.values):
        weight = Severity.WARNING if path.partition(".")[0] in TEXT_KEYS else Severity.INFO
        place = (
            post.front_matter.places.get(path) if weight is Severity.WARNING or isinstance(value, int | float) else None
        )
        if place is None:
            continue
        typed = post.text[place.value_start : place.value_end].strip()
        if isinstance(value, str):
            if old_numbers and weight is Severity.WARNING and EXPONENT.fullmatch(typed):
                text = message(
                    "Some versions of YAML read {typed} as the number {value}.", typed=typed, value=float(typed)
                )
                yield about_key(
                    post,
                    path,
                    weight,
                    text,
                    message("Put the value into quotation marks: {quoted}", quoted=f'"{typed}"'),
                )
            yield from lost_text(post, path, place, weight)
            yield from glued(post, path, place, typed)
            yield from escaped(post, path, typed)
            yield from swallowed(post, path, typed)
            yield from tabbed(post, path, typed)
        elif value is None:
            yield from emptied(post, path, place)
        elif isinstance(value, bool):
            if (
                (old_rules or (rules.old_words and path not in rules.old_words_not_in))
                and weight is Severity.WARNING
                and SWITCH.fullmatch(typed)
            ) or _other_word(path, typed):
                text = message("YAML reads {typed} as {value}.", typed=typed, value="true" if value else "false")
                yield about_key(
                    post,
                    path,
                    weight,
                    text,
                    message("Put the value into quotation marks: {quoted}", quoted=f'"{typed}"'),
                )
        elif isinstance(value, int | float) and _changed(typed, value, weight, old_rules=old_rules):
            text = message("YAML reads {typed} as the number {value}.", typed=typed, value=value)
            yield about_key(
                post, path, weight, text, message("Put the value into quotation marks: {quoted}", quoted=f'"{typed}"')
            )


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
    """Return whether the number is printed otherwise than it was typed: 0123, 1.10, 12:30, .inf.

    In keys that hold text, 0x1F and 1_000 are such numbers, too.
    """
    if SEXAGESIMAL.fullmatch(typed):
        return old_rules
    if not math.isfinite(value):
        return True
    is_other = PADDED.fullmatch(typed) or (weight is Severity.WARNING and DIGITS.fullmatch(typed))
    return typed != str(value) and bool(is_other)


def _switches(post: Post, profile: Profile) -> Iterator[DraftFinding]:
    """YAML 1.2 knows true and false alone: a `draft: yes` is text there, and the draft is published."""
    for key in sorted(set(profile.yaml.switches) & post.front_matter.values.keys()):
        place = post.front_matter.places.get(key)
        typed = post.text[place.value_start : place.value_end].strip() if place else ""
        if isinstance(post.front_matter.values[key], bool) and SWITCH.fullmatch(typed):
            text = message(
                "{generator} reads {typed} as text, so {key} counts as false.",
                generator=profile.title,
                typed=typed,
                key=key,
            )
            right = "true" if post.front_matter.values[key] else "false"
            yield about_key(post, key, Severity.WARNING, text, message("Type: {line}", line=f"{key}: {right}"))


def _symbols(post: Post, profile: Profile) -> Iterator[DraftFinding]:
    """Look for `:word` without quotation marks, as a key or as a value: Jekyll stops at a symbol of Ruby."""
    if not profile.yaml.symbols:
        return
    for path, place in post.front_matter.places.items():
        for start, end in ((place.key_start, place.key_end), (place.value_start, place.value_end)):
            if SYMBOL.match(post.text, start, end):
                typed = post.text[start:end].strip()
                text = message(
                    "{generator} reads {typed} as a symbol and stops with an error.",
                    generator=profile.title,
                    typed=typed,
                )
                yield about_key(post, path, Severity.BLOCKER, text, QUOTED)


def _keys(post: Post, profile: Profile) -> Iterator[DraftFinding]:
    """A key with something stuck to it is another key: an invisible space before it, a sign behind it, a capital."""
    values = post.front_matter.values
    known = TYPED_KEYS.union(profile.absent, profile.dates.of_post)
    for key in values:
        if not isinstance(key, str) or key in known:
            continue
        bare = key.strip(STUCK)
        meant = bare if bare in known else re.split(r"[:：]", bare, maxsplit=1)[0] if re.search("[:：]", bare) else ""
        meant = meant if meant in known else ""
        if not meant and not profile.keys_in_any_case and bare.lower() in MAIN_KEYS and profile.is_known:
            meant = bare.lower()
        if meant and meant not in values:
            text = message(
                "The generator looks for the key {key} and ignores the key {typed}.", typed=repr(key), key=meant
            )
            yield about_key(post, key, Severity.WARNING, text, message("Type: {line}", line=f"{meant}: …"))


def _other_word(path: str, typed: str) -> bool:
    """Return whether a title that YAML takes for true or false is printed otherwise than it is typed."""
    return path == "title" and typed not in ("true", "false") and not SWITCH.fullmatch(typed)
