"""See `yaml_surprise`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from content_quality.core.document.front_matter import KeyPlace
from content_quality.core.document.front_matter.mistake import LONGEST_QUOTE, pair, quoted
from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import Profile, profile_of
from content_quality.core.findings import DraftFinding, Severity, message
from content_quality.core.settings import Settings

NAME = "yaml-surprise"
TEXT_KEYS = frozenset(
    "title subtitle description excerpt summary slug author authors lang language locale tags tag categories category keywords topics series".split()
)
TYPED_KEYS = frozenset("title date description tags categories draft layout slug author permalink published".split())
MAIN_KEYS = frozenset({"title", "date", "tags", "layout"})
STUCK = " \u3000\xa0\u200b\u2002\u2003\ufeff:;,&*{}[]()%@!?#<>|`\"'“”‘’：、，"
SEXAGESIMAL = re.compile(r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?")
SWITCH = re.compile(r"(?:yes|no|on|off)", re.IGNORECASE)
DIGITS = re.compile(
    r"0[xob][\da-f_]++|\d(?=\d*_)[\d_]++(?:\.\d*+)?|\d++(?:\.\d*+)?e[-+]?\d++|\.\d++|\d++\.", re.IGNORECASE
)
PADDED = re.compile(r"0[0-7_]++|\d++\.\d*0")
LIST_KEYS = frozenset("tags tag categories category keywords topics authors aliases".split())
GLUED_HYPHEN = re.compile(
    r"-\S|[ー–—－‐−・•]"
)  # what begins an entry of a list only with an ordinary hyphen and a space
EXPONENT = re.compile(r"\d+e[-+]?\d+", re.IGNORECASE)
ESCAPE = re.compile(r"\\\\|\\(?P<mark>[abtnvfre0_NLP])(?P<next>[a-z]{0,2})")
ESCAPES = dict(zip("abtnvfre0_NLP", "\a\b\t\n\v\f\r\x1b\0\xa0\x85\u2028\u2029", strict=True))
ONE_LINE = frozenset({"title", "subtitle", "slug", "linkTitle"})  # a line break in them is not meant
SWALLOWED = re.compile(r"[\r\n][ \t]*+-[ \t]++\S|(?<! )[ ]{2,}+[-－][ ]++\S")
WIDE_START = re.compile("[\u3000\xa0\u2002\u2003\u200b]+")
ANCHOR = re.compile(r"&(?P<name>[^\s\[\]{},]+)")
EMPTIED = re.compile(r"[ \t]*(?P<lost>\#[^\s#][^\r\n]*)")
TAGGED = re.compile(r"![ ]+[^\s\"'\[{]")
CUT_SHORT = re.compile(r"(?P<kept>[^\"'\[{|>&*!\s#][^\r\n]*?)(?P<lost>(?<![ \t])[ \t]++\#[^\s#][^\r\n]*+)")


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
                yield from _escaped(post, path, post.text[place.value_start : place.value_end].strip())
        return
    profile = profile_of(post, settings)
    rules, old_rules = profile.yaml, profile.yaml.is_old
    old_numbers = old_rules or rules.exponents
    yield from _switches(post, profile)
    yield from _keys(post, profile)
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
            yield from _lost(post, path, place, weight)
            yield from _glued(post, path, place, typed)
            yield from _escaped(post, path, typed)
            yield from _swallowed(post, path, typed)
            yield from _tabbed(post, path, typed)
        elif value is None:
            yield from _emptied(post, path, place)
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
    """Return whether printing the number shows something else than what was typed: 0123, 1.10, 12:30, .inf.

    In words also 0x1F and 1_000.
    """
    if SEXAGESIMAL.fullmatch(typed):
        return old_rules
    if not math.isfinite(value):
        return True
    is_other = PADDED.fullmatch(typed) or (weight is Severity.WARNING and DIGITS.fullmatch(typed))
    return typed != str(value) and bool(is_other)


def _lost(post: Post, path: str, place: KeyPlace, weight: Severity) -> Iterator[DraftFinding]:
    """A `#` after a space starts a comment, and `&` a name; a word right after it was meant to be read."""
    line = _rest_of_line(post, place)
    if found := CUT_SHORT.match(line):
        text = message(
            "Everything from “{lost}” on is lost: YAML reads # after a space as the start of a comment.",
            lost=found["lost"].strip()[:40],
        )
        yield about_key(post, path, weight, text, message("Put the value into quotation marks."))
    elif TAGGED.match(line):
        text = message("“!” is lost: YAML reads ! as the start of a type.")
        yield about_key(post, path, weight, text, message("Put the value into quotation marks."))
    elif (anchor := ANCHOR.match(line)) and not re.search(
        rf"\*{re.escape(anchor['name'])}(?![\w-])", post.text[: post.front_matter.end]
    ):
        text = message("“{lost}” is lost: YAML reads & as the start of a name.", lost=anchor[0][:40])
        yield about_key(post, path, weight, text, message("Put the value into quotation marks."))


def _emptied(post: Post, path: str, place: KeyPlace) -> Iterator[DraftFinding]:
    """A value or an entry that starts with `#` is a comment, and nothing is left."""
    if found := EMPTIED.match(_rest_of_line(post, place)):
        text = message(
            "Everything from “{lost}” on is lost: YAML reads # after a space as the start of a comment.",
            lost=found["lost"].strip()[:40],
        )
        yield about_key(post, path, Severity.WARNING, text, message("Put the value into quotation marks."))


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


def _keys(post: Post, profile: Profile) -> Iterator[DraftFinding]:
    """A key with something stuck to it is another key: an invisible space before it, a sign behind it, a capital."""
    values = post.front_matter.values
    for key in values:
        if not isinstance(key, str) or key in TYPED_KEYS:
            continue
        bare = key.strip(STUCK)
        meant = (
            bare if bare in TYPED_KEYS else re.split(r"[:：]", bare, maxsplit=1)[0] if re.search("[:：]", bare) else ""
        )
        meant = meant if meant in TYPED_KEYS else ""
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


def _escaped(post: Post, path: str, typed: str) -> Iterator[DraftFinding]:
    r"""A backslash between double quotation marks: the `\t` of `\theta` is a tab, the `\_` of `snake\_case` a no-break space."""
    if not typed.startswith('"') or "\\" not in typed or "\n" in typed:
        return
    form = {"yaml": "YAML", "toml": "TOML", "json": "JSON"}[post.front_matter.format]
    for found in ESCAPE.finditer(typed):
        mark = found["mark"]
        if mark is None or (mark in "nr" and path not in ONE_LINE and len(found["next"]) < 2):
            continue
        text = message(
            "{form} reads {escape} between double quotation marks as one character, {code}.",
            form=form,
            escape=f"\\{mark}",
            code=f"U+{ord(ESCAPES[mark]):04X}",
        )
        name = path.rpartition(".")[2]
        line = f"- {quoted(typed[1:-1])}" if name.isdigit() else f"{name}: {quoted(typed[1:-1])}"
        if form != "YAML":
            line = pair(post.front_matter.format, path, typed[1:-1])
        yield about_key(post, path, Severity.WARNING, text, message("Type: {line}", line=line[:LONGEST_QUOTE]))
        return


def _swallowed(post: Post, path: str, typed: str) -> Iterator[DraftFinding]:
    """The next entry of a list, indented too far or on the same line, is a part of the entry above; a wide space is text."""
    if path.partition(".")[0] not in LIST_KEYS:
        return
    if SWALLOWED.search(typed) and typed[:1] not in "\"'|>":
        text = message("The entry continues in the next line, so two entries become one.")
        yield about_key(
            post, path, Severity.WARNING, text, message("Begin each entry on its own line, in the same column.")
        )
    elif WIDE_START.match(typed):
        text = message("The entry starts with an invisible space, which becomes part of the entry.")
        yield about_key(post, path, Severity.WARNING, text, message("Type ordinary spaces."))


def _tabbed(post: Post, path: str, typed: str) -> Iterator[DraftFinding]:
    if path in ONE_LINE and "\t" in typed and "\n" not in typed:
        text = message("The value of {key} contains a tab; some generators drop the tab.", key=path)
        yield about_key(post, path, Severity.WARNING, text, message("Type a space instead."))


def _glued(post: Post, path: str, place: KeyPlace, typed: str) -> Iterator[DraftFinding]:
    """A list whose hyphens have no space behind them is one text."""
    above = post.text[place.key_end : place.value_start]
    if (
        path in LIST_KEYS
        and ("\n" in above or "\r" in above)
        and GLUED_HYPHEN.match(typed)
        and typed.strip("-ー–—・• ")
    ):
        text = message("{key} is one text, not a list: each entry must begin with a hyphen and a space.", key=path)
        yield about_key(
            post,
            path,
            Severity.WARNING,
            text,
            message("Type: {line}", line=f"- {typed.lstrip('-ー–—・• ').split(maxsplit=1)[0]}"),
        )


def _rest_of_line(post: Post, place: KeyPlace) -> str:
    return re.split(r"[\r\n]", post.text[place.value_start : place.value_start + 1_000], maxsplit=1)[0]
