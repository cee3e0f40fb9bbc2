"""The languages of the desk: English is the key, a catalogue holds the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from fastapi import Request

from content_quality.core.findings import Message
from content_quality.core.i18n.catalogue import catalogue

LANGUAGES = ("en", "ja")
REASON = "reason"  # the context of what an expectation of the batch guards against
COOKIE = "content_quality_language"


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the desk."""

    code: str
    catalogue: Mapping[str, str] = field(default_factory=dict)

    def text(self, template: str, /, **values: object) -> str:
        """Return `template` in this language, or in English where the catalogue has no such line."""
        line = self.catalogue.get(template, template)
        return line.format(**values) if values else line

    def message(self, message: Message | None) -> str:
        """Return a finding's message; the catalogue of messages is shared with the alerts."""
        if message is None:
            return ""
        return catalogue(self.code).render(message)

    def count(self, number: int, one: str, many: str) -> str:
        """Return `one` or `many` with `{n}` filled in."""
        return self.text(one if number == 1 else many, n=f"{number:,}")


@cache
def language(code: str) -> Language:
    """Return the language `code`, or English."""
    if code not in LANGUAGES or code == "en":
        return Language("en")
    shared = {sentence: line for (context, sentence), line in catalogue(code).lines.items() if context in ("", REASON)}
    own = resources.files("content_quality.dashboard").joinpath("catalogues", f"{code}.json")
    return Language(code, shared | json.loads(own.read_text("utf-8")))


def language_of(request: Request) -> Language:
    """Return the language a reader chose, or the first of the browser's that we have."""
    chosen = request.query_params.get("lang") or request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return language(chosen)
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip().lower().partition("-")[0]
        if code in LANGUAGES:
            return language(code)
    return language("en")
