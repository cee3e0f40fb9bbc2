"""See `front_matter_keys`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from content_quality.core.document.blocks import Kind
from content_quality.core.document.front_matter import READERS
from content_quality.core.document.front_matter.mistake import pair
from content_quality.core.document.generators import lies_in, of_any
from content_quality.core.document.key_findings import about_key
from content_quality.core.document.pages import is_page
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import Profile, profile_of, schema_errors
from content_quality.core.document.profiles.schema_words import SchemaError
from content_quality.core.findings import DraftFinding, Message, Severity, message
from content_quality.core.settings import Settings

NAME = "front-matter-keys"
TITLE_KEYS = frozenset(
    {"title", "headline", "name", "heading", "linktitle", "subject", "pagetitle", "hero"}
)  # whatever their case
MARKS_OF_A_POST = frozenset(
    {"date", "layout", "author", "authors", "tags", "categories", "lang"}
)  # without any of them it may be a page that needs no title
MARKS_ON_AN_INDEX = MARKS_OF_A_POST - {"layout", "lang"}
OLD_SWITCH = re.compile("yes|no|on|off|y|n", re.IGNORECASE)
EXPONENT = re.compile(r"\d{1,9}[eE][-+]?\d{1,2}")
PRINTED = "printed"  # the rule of a value that the generator prints otherwise than it is typed
QUOTED = message("Put the value into quotation marks.")
INDEXES = frozenset({"index", "404"})  # names of files that are often no posts


def front_matter_keys(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a key that the site generator requires and the post lacks, and a value of a type it cannot use.

    The generator is recognized from the post's keys and path, or named in the settings. A site can add its own JSON
    Schema.

    Why it matters: the build stops, or the page goes out without its title or at a wrong address.
    Example: `title: [New in May]`, which is a list, not a title.
    Instead: `title: "[New in May]"`.
    Known false positives: sites whose templates use a key in their own way; name the site's schema in the settings.
    """
    front_matter = post.front_matter
    if front_matter.format not in READERS or not front_matter.readable:
        return
    profile = profile_of(post, settings)
    for key, severity in profile.absent.items() if not is_page(post) else ():
        yield from _absent(post, key, severity, profile)
    values = as_read(post, profile)
    names = profile.file_names
    if (
        names
        and not is_page(post)
        and lies_in(post.path, [names.folder])
        and not re.fullmatch(names.pattern, post.stem)
    ):
        text = message(
            "{generator} accepts file names of {form}; this file is named {name}.",
            generator=profile.title,
            form=names.form,
            name=post.stem,
        )
        yield about_key(post, "", Severity.BLOCKER, text, message("Rename the file."))
    yield from _empty(post, profile)
    for error in profile_errors(profile, values, front_matter.format):
        yield about_key(
            post,
            error.path,
            Severity.WARNING if error.rule == PRINTED else profile.severity(error.path, error.rule),
            error.message,
            error.suggestion,
        )
    if settings.front_matter.schema_json:
        for error in schema_errors.errors(settings.front_matter.schema_json, values, front_matter.format):
            yield about_key(post, error.path, Severity.BLOCKER, error.message, error.suggestion)


def profile_errors(profile: Profile, values: Mapping[str, object], form: str = "yaml") -> Iterator[SchemaError]:
    """Yield the errors of a generator's schema; an empty key is as good as none, and has its own words."""
    filled = {key: value for key, value in values.items() if value not in (None, "", [], {})}
    for key in profile.no_dates:
        if isinstance(filled.get(key), date):
            text = message("{key} must be text; it is a date.", key=key)
            yield SchemaError(key, "type", text, QUOTED)
    for key in profile.printed_dates:
        if isinstance(filled.get(key), date):
            text = message("The generator reads {key} as a date and prints the date in its own format.", key=key)
            yield SchemaError(key, PRINTED, text, QUOTED)
    for key in profile.no_true:
        if filled.get(key) is True:
            yield SchemaError(key, "type", message("{key} must be text or false; it is true.", key=key), QUOTED)
    if schema_errors.fits({**profile.schema, "required": ()}, filled):
        return
    for error in schema_errors.errors(profile.schema_text, filled, form):
        if error.rule != "required" or "." in error.path:
            yield error


def as_read(post: Post, profile: Profile) -> Mapping[str, object]:
    """Return the values as the generator of `profile` reads them.

    By the rules of YAML 1.2 `yes` and `12:30` are text, and 1e3 is a number.
    """
    values = post.front_matter.values
    if post.front_matter.format != "yaml" or profile.yaml.is_old:
        return values
    marks = ":" if profile.yaml.underscores else ":_"
    return {key: _by_new_rules(post, key, value, marks) for key, value in values.items()}


def _by_new_rules(post: Post, path: str, value: object, marks: str) -> object:
    """A number that is typed with one of `marks` is text."""
    if isinstance(value, list):
        return [_by_new_rules(post, f"{path}.{index}", entry, marks) for index, entry in enumerate(value)]
    if not isinstance(value, bool | int | float) and not (isinstance(value, str) and EXPONENT.fullmatch(value)):
        return value
    place = post.front_matter.places.get(path)
    typed = post.text[place.value_start : place.value_end].strip() if place else ""
    if isinstance(value, str):
        return float(value) if typed == value else value
    is_text = OLD_SWITCH.fullmatch(typed) if isinstance(value, bool) else set(marks) & set(typed)
    return typed if is_text else value


def _empty(post: Post, profile: Profile) -> Iterator[DraftFinding]:
    """Look for empty keys that the generator's own validator refuses."""
    for key in profile.no_empty:
        value = post.front_matter.values.get(key, key)
        if value is None or (value == "" and key == "slug"):
            text = message("{key} is empty; the generator stops with an error.", key=key)
            yield about_key(post, key, Severity.BLOCKER, text, message("Type a value, or delete the line."))


def _absent(post: Post, key: str, severity: Severity, profile: Profile) -> Iterator[DraftFinding]:
    values = post.front_matter.values
    value = values.get(key)
    if key in values and (value is None or (isinstance(value, str) and not value.strip())):
        if value is None and key in profile.no_empty:
            return
        # Jekyll makes a title of the file's name for `title:`, and prints nothing for `title: ""`.
        weight = Severity.BLOCKER if key == "title" and value is not None else severity
        yield about_key(post, key, weight, message("{key} is empty.", key=key), _type_the(key, post))
    elif key not in values and not (key == "title" and severity < Severity.BLOCKER and _titled_otherwise(post)):
        weight = severity if key != "title" or _is_post(post, profile) else Severity.INFO
        yield about_key(post, key, weight, message("The front matter has no {key}.", key=key), _add_the(key, post))


def _type_the(key: str, post: Post) -> Message:
    if post.front_matter.format == "yaml":
        return message("Type the {key} after the colon.", key=key)
    return message("Type: {line}", line=pair(post.front_matter.format, key, "…"))


def _add_the(key: str, post: Post) -> Message:
    return message("Add this line: {line}", line=pair(post.front_matter.format, key, "…"))


def _is_post(post: Post, profile: Profile) -> bool:
    """Return whether `post` is an article by its name and keys: lists, home pages and bundles need no title."""
    keys = post.front_matter.values.keys()
    if post.stem.lower() in INDEXES:
        return bool(MARKS_ON_AN_INDEX & keys) and not any(
            post.front_matter.values.get(key) is True for key in of_any("pageless_keys")
        )
    return profile.is_known or bool(MARKS_OF_A_POST & keys)


def _titled_otherwise(post: Post) -> bool:
    """Return whether the post has a title under another key, or as the heading that opens its body."""
    values = post.front_matter.values
    inner = [values.get(key) for key in of_any("computed_keys")]
    groups = [values, *(group for group in inner if isinstance(group, Mapping))]
    if TITLE_KEYS & {key.lower() for group in groups for key in group if isinstance(key, str)}:
        return True
    first = next((block for block in post.blocks if block.kind not in (Kind.HTML, Kind.TEMPLATE)), None)
    return first is not None and first.kind is Kind.HEADING and first.level == 1
