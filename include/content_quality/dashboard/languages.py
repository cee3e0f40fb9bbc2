"""The dashboard in a reader's language. Its sentences stand in the one catalogue, under a context of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from fastapi import Request

from content_quality.core.findings import Message
from content_quality.core.i18n.catalogue import Catalogue, catalogue
from content_quality.core.i18n.languages import languages

LANGUAGES = languages()
DASHBOARD = "dashboard"  # the context of its own sentences
CONTEXTS = (DASHBOARD, "", "reason")  # "reason": what an expectation of the batch guards against
COOKIE = "content_quality_language"


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the dashboard."""

    code: str
    catalogue: Catalogue = field(default_factory=Catalogue)

    def text(self, template: str, /, **values: object) -> str:
        """Return `template` in this language, or in English where the catalogue has no such line."""
        return self.catalogue.in_context(CONTEXTS, template, **values)

    def message(self, message: Message | None) -> str:
        """Return a finding's message, the same as in the alerts."""
        return "" if message is None else self.catalogue.render(message)

    def count(self, number: int, one: str, many: str) -> str:
        """Return the form of the sentence that `number` takes, with `{n}` filled in."""
        return self.catalogue.count(number, one, many, context=DASHBOARD)


@cache
def language(code: str) -> Language:
    """Return the language `code`, or English."""
    return Language(code, catalogue(code)) if code in LANGUAGES else Language("en")


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
