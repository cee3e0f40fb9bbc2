"""What editors read, in their language. English sentences are the keys; `locales/<code>.po` holds another language.

Adding a language is adding one file (`scripts/dev/extract_messages.py fr` begins it). Words that messages carry as
values,
such as "a whole number", stand there under the placeholder's name as context, so that text of posts is never
translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from content_quality.core.findings import Message, Value
from content_quality.core.i18n.languages import ENGLISH, languages


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language by context and English sentence; what it lacks is said in English."""

    code: str = ENGLISH
    lines: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def text(self, template: str, /, **values: object) -> str:
        """Return our own sentence `template` in this language, with `values` filled in."""
        line = self.lines.get(("", template), template)
        return line.format(**values) if values else line

    def count(self, number: int, one: str, many: str, /, **values: object) -> str:
        """Return `one` or `many` with `{n}` filled in."""
        return self.text(one if number == 1 else many, n=f"{number:,}", **values)

    def render(self, message: Message) -> str:
        """Return a finding's message; one that does not fit its values is said as it stands in the code."""
        values = {name: self._term(name, value) for name, value in message.values.items()}
        try:
            return str(Message(self.lines.get(("", message.template), message.template), values))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return message.template

    def _term(self, name: str, value: Value) -> Value:
        """Return a value of the placeholder `name`, translated when it is one of our own words: whole, before a bracket, or joined by “or”."""
        if not isinstance(value, str) or self.code == ENGLISH:
            return value
        if (name, value) in self.lines:
            return self.lines[name, value]
        head, bracket, rest = value.partition(" (")
        if bracket and (name, head) in self.lines:
            return f"{self.lines[name, head]}{bracket}{rest}"
        parts = value.split(" or ")
        if len(parts) > 1 and all((name, part) in self.lines for part in parts):
            return self.lines.get((name, " or "), " or ").join(self.lines[name, part] for part in parts)
        return value


def render(message: Message, language: str) -> str:
    """Return `message` in `language`."""
    return catalogue(language).render(message)


@cache
def catalogue(language: str) -> Catalogue:
    """Return the catalogue of `language`, or English when there is none."""
    if language == ENGLISH or language not in languages():
        return Catalogue()
    from babel.messages.pofile import read_po  # only readers of other languages wait for it

    with resources.files("content_quality").joinpath("locales", f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language)
    return Catalogue(
        language,
        {
            (message.context or "", str(message.id)): str(message.string)
            for message in messages
            if message.id and message.string
        },
    )
