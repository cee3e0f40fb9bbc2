"""The forms of a date that generators read, as their builds showed (docs/generators.md); a profile names its forms.

Sites outlive the version they began with, so the strictest version in use counts: older Hugo takes a form that it does
not know for the year 1, newer Hugo stops.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from content_quality.core.document.generators import Profile
from content_quality.core.text.patterns import lazy_re

DAY, CLOCK = r"\d{4}-\d{2}-\d{2}", r"(?:[01]?\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d{1,9})?"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
SHORT_DAY, SHORT_MONTH = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
ZONE = r"[A-Z]{3,4}"
GO = re.compile(
    rf"""{DAY}
    | {DAY}T{CLOCK}(?:Z|[+-]\d\d:?\d\d)?
    | {DAY}[ ]{CLOCK}(?:Z|[+-]\d\d:?\d\d|[ ]{{1,9}}[+-]\d\d:\d\d|[ ]{{1,9}}[+-]\d{{4}}(?:[ ]{ZONE})?)?
    | \d\d[ ]{SHORT_MONTH}[ ]\d{{4}}
    | {SHORT_DAY},[ ]\d\d[ ]{SHORT_MONTH}[ ]\d{{4}}[ ]{CLOCK}[ ](?:[+-]\d{{4}}|{ZONE})
    | \d\d[ ]{SHORT_MONTH}[ ]\d\d[ ]\d\d:\d\d[ ](?:[+-]\d{{4}}|{ZONE})
    | {SHORT_DAY}[ ]{SHORT_MONTH}[ ][ \d]\d[ ]{CLOCK}[ ](?:{ZONE}[ ]|[+-]\d{{4}}[ ])?\d{{4}}
    | \d{{9,10}}""",
    re.VERBOSE | re.ASCII,
)
RFC_3339 = re.compile(rf"{DAY}(?:[Tt ]{CLOCK}(?:[Zz]|[+-]\d\d:\d\d)?)?", re.ASCII)
ISO = re.compile(
    r"\d{4}-(?:\d\d|\d{3}|W\d\d(?:-\d)?)|(?:\d{4}-\d\d-?\d\d|\d{6}-\d\d)(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
YAML_TIMESTAMP = re.compile(
    r"\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?",
    re.ASCII,
)
AMERICAN = r"(?:Z|UTC|GMT|[ECMP][SD]T|[+-]\d{4}|[+-]\d\d:\d\d)"
JAVASCRIPT_TIME = r"(?:T|,?[ ]+)\d{1,2}:[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d{1,9})?)?"
JAVASCRIPT_CLOCK = rf"(?:{JAVASCRIPT_TIME}(?:[ ][AaPp][Mm])?[ ]?{AMERICAN}?(?:[ ]?\([^()]*\))?)?"


def _javascript(clock: str) -> str:
    return rf"""\d{{4}}[-/.](?:0?[1-9]|1[0-2])(?:[-/.](?:0?[1-9]|[12]\d|3[01]))?{clock},?
    | (?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.]\d{{4}}{clock}
    | (?:[A-Za-z]{{3,9}},?[ ]+)?(?:{MONTH}\.?[ ]+\d{{1,2}}|\d{{1,2}}[ -]+{MONTH})\.?,?[ -]+\d{{4}}{clock}(?:[ ]?GMT[+-]\d{{4}}(?:[ ]\([^()]*\))?)?"""  # noqa: E501 - a pattern


FLAGS = re.VERBOSE | re.ASCII | re.IGNORECASE
JAVASCRIPT = re.compile(rf"{_javascript(JAVASCRIPT_CLOCK)} | \d{{13}}", FLAGS)
# Docusaurus puts a Z behind a text.
JAVASCRIPT_BEFORE_Z = re.compile(_javascript(rf"(?:{JAVASCRIPT_TIME}(?:[ ]+[+-]\d{{4}})?)?"), FLAGS)
RUBY_ISO = lazy_re(r"(?<!\d)(?:\d{4}|\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)(?P<rest>.*)", re.ASCII | re.DOTALL)
RUBY_DAY_FIRST = lazy_re(
    r"(?<!\d)(?P<day>\d{1,2})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?:19|20)\d\d(?!\d)", re.ASCII
)
RUBY_SLASHES = lazy_re(
    r"(?<!\d)\d{4}(?P<mark>[/._])?(?P<month>\d{1,2})(?(mark)(?P=mark))(?P<day>\d{1,2})(?!\d)", re.ASCII
)
RUBY_NAMED = lazy_re(
    rf"(?<![\w.])(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{MONTH}|{MONTH}\.?\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)\b.*\d{{4}}",
    re.ASCII | re.IGNORECASE | re.DOTALL,
)
RUBY_ORDINAL = lazy_re(r"\d{4}-\d{3}", re.ASCII)
RUBY_CLOCK = lazy_re(
    r"\D*(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?[^\d:+-]*(?:[+-]\d{1,4}(?::\d{2})?\D*)?)?", re.ASCII
)


def _ruby(typed: str) -> bool:
    """Return whether Ruby's `Time.parse` reads `typed`: it finds a date anywhere, and the day before the month."""
    if RUBY_ORDINAL.fullmatch(typed):
        return True
    if found := RUBY_ISO.search(typed):
        return _on_calendar(found) and RUBY_CLOCK.fullmatch(found["rest"]) is not None
    for form in (RUBY_DAY_FIRST, RUBY_SLASHES):
        if found := form.search(typed):
            return _on_calendar(found)
    named = RUBY_NAMED.search(typed)
    return named is not None and 1 <= int(named["day"] or named["day2"]) <= 31


def _on_calendar(found: re.Match[str]) -> bool:
    return 1 <= int(found["month"]) <= 12 and 1 <= int(found["day"]) <= 31


FORMS: Mapping[str, Callable[[str], object]] = {
    "ruby": _ruby, "go": GO.fullmatch, "rfc-3339": RFC_3339.fullmatch, "iso-8601": ISO.fullmatch,
    "yaml-timestamp": YAML_TIMESTAMP.fullmatch, "javascript": JAVASCRIPT.fullmatch,
    "javascript-before-z": JAVASCRIPT_BEFORE_Z.fullmatch,
}  # fmt: skip


def is_known(profile: Profile) -> bool:
    """Return whether it is known which forms of a date the generator reads."""
    return bool(profile.dates.forms or profile.dates.pattern)


def reads(profile: Profile, typed: str, *, is_text: bool | None = None) -> bool | None:
    """Return whether the generator reads the date `typed`, None where the forms it reads are not known.

    `is_text`: it is in quotation marks; None: what YAML does not take for a timestamp is a text.
    """
    rules = profile.dates
    if not is_known(profile):
        return None
    typed = typed.strip()
    is_text = YAML_TIMESTAMP.fullmatch(typed) is None if is_text is None else is_text
    if rules.in_brackets:
        typed = typed.strip("[]")  # a list of one date is coerced to its text
    if rules.pattern and re.fullmatch(rules.pattern, typed, re.ASCII):
        return True
    return typed.casefold() in rules.words or any(
        FORMS[form](typed) for form in (is_text and rules.text_forms) or rules.forms
    )


def counts_on(profile: Profile, typed: str) -> bool:
    """Return whether the generator counts on from midnight at a time beyond the clock: 10:75 is 11:15 for js-yaml.

    `typed` is a value without quotation marks.
    """
    return "yaml-timestamp" in profile.dates.forms and YAML_TIMESTAMP.fullmatch(typed.strip()) is not None


def stops_at(profile: Profile, key: str) -> bool:
    """Return whether the generator reads `key` as a date and stops the build when it cannot."""
    return (key.lower() if profile.keys_in_any_case else key) in profile.dates.keys
