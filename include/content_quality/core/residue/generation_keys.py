"""Keys of the front matter that a generator of text fills.

What it wrote as title or description, and how it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from content_quality.core.document.front_matter import FrontMatter
from content_quality.core.text.patterns import lazy

TEXT_KEYS = (
    "title", "subtitle", "description", "excerpt", "summary", "seo_title", "seo_description", "meta_title", "meta_description",  # noqa: E501 - words in a table
    "metaTitle", "metaDescription", "seoTitle", "seoDescription", "lead", "abstract", "teaser", "tagline", "intro", "og_description",  # noqa: E501 - a pattern
    "linkTitle", "headline", "deck", "dek",
)  # fmt: skip
STOPS = lazy(
    r"(?:finish|stop|finished|stopping|end)[_-]?(?:reason|cause)s?$|(?:is[_-]?)?(?:truncated|incomplete)$",
    regex.IGNORECASE,
)
EARLY = frozenset(
    "length max_tokens maxtokens max_length token_limit content_filter safety recitation error timeout true yes truncated incomplete "  # noqa: E501 - words in a table
    "model_length max_output_tokens refusal context_length context_window_exceeded cancelled interrupted".split()
)
CUT = lazy(r"(?<![\s.…])[\s.…]++$")
SHORTEST_CHARACTERS = 10  # of a value that may hold a sign
ALIKE_CHARACTERS = 8  # of a refusal's beginning, from which a value repeats it


def texts(front_matter: FrontMatter) -> Iterator[tuple[str, str]]:
    """Yield the values that readers see as sentences, with their keys."""
    for key in TEXT_KEYS:
        value = front_matter.values.get(key)
        if isinstance(value, str) and len(value) >= SHORTEST_CHARACTERS:
            yield key, value


def stopped_early(front_matter: FrontMatter) -> Iterator[str]:
    """Yield the keys that record why a model stopped, where the text was not complete."""
    for key, value in front_matter.values.items():
        if isinstance(key, str) and STOPS.match(key) and str(value).strip().lower() in EARLY:
            yield key


def begins_alike(value: str, refusal: str) -> bool:
    """Return whether `value`, which may be cut, begins with the first words of a refusal of the body."""
    words = CUT.sub("", value)
    return len(words) >= ALIKE_CHARACTERS and words[:20] in refusal[:40]


def place(front_matter: FrontMatter, key: str) -> tuple[int, int]:
    """Return the place of `key` and its value, or of the front matter's first line."""
    found = front_matter.places.get(key)
    if found is None:
        return front_matter.start, front_matter.start + 3
    return found.key_start, max(found.value_end, found.key_end)
