"""What editors read, in their language. English sentences are the keys; `locales/<code>.po` holds another language.

Adding a language is adding one file (`python -m scripts.dev.extract_messages fr` begins it): messages, mails and the
dashboard share it. Words that messages carry as values, such as "a whole number", stand there under the placeholder's
name as context, so that text of posts is never translated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cache
from gettext import c2py
from importlib import resources

from content_quality.core.findings import Message, Value
from content_quality.core.i18n.languages import ENGLISH, languages
from content_quality.core.records import dataclass


def marked(sentence: str) -> str:
    """Return `sentence` unchanged: it marks one for extraction that is translated elsewhere (gettext's no-op)."""
    return sentence


def plural(one: str, many: str) -> tuple[str, str]:
    """Return both forms unchanged: it marks a sentence about a number for extraction."""
    return one, many


def _is_many(number: int) -> int:
    return int(number != 1)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences of one language by context and English sentence; what it lacks is shown in English."""

    code: str = ENGLISH
    lines: Mapping[tuple[str, str], str] = field(default_factory=dict)
    plurals: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)  # by context and singular
    form: Callable[[int], int] = _is_many  # which of the plural forms a number takes

    def text(self, template: str, /, **values: object) -> str:
        """Return our own sentence `template` in this language, with `values` filled in."""
        return self.in_context(("",), template, **values)

    def in_context(self, contexts: tuple[str, ...], template: str, /, **values: object) -> str:
        """Return `template` as the first of `contexts` that has it translates it, with `values` filled in."""
        line = next((self.lines[one, template] for one in contexts if (one, template) in self.lines), template)
        return line.format(**values) if values else line

    def count(self, number: int, one: str, many: str, /, context: str = "", **values: object) -> str:
        """Return the form of the sentence that `number` takes, with `{n}` filled in; `one` and `many` are English."""
        forms = self.plurals.get((context, one)) or self.plurals.get(("", one))
        line = forms[self.form(number)] if forms else (one, many)[_is_many(number)]
        return line.format(n=f"{number:,}", **values)

    def render(self, message: Message) -> str:
        """Return a finding's message; one that does not fit its values is shown as it stands in the code."""
        values = {name: self._term(name, value) for name, value in message.values.items()}
        try:
            return str(Message(self.lines.get(("", message.template), message.template), values))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return message.template

    def _term(self, name: str, value: Value) -> Value:
        """Return a value of the placeholder `name`, translated when it is one of our own words.

        Such a word is the whole value, stands before a bracket, or is one of several joined by “or”.
        """
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
        read = read_po(file, locale=language)
    lines: dict[tuple[str, str], str] = {}
    plurals: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in read:
        words = entry.string or ""
        if isinstance(entry.id, str) and entry.id and words:
            lines[entry.context or "", entry.id] = str(words)
        elif isinstance(entry.id, tuple) and all(words):
            plurals[entry.context or "", entry.id[0]] = tuple(words)
    return Catalogue(language, lines, plurals, c2py(read.plural_expr))
