"""Which posts are one page in several languages: the same path but for the language."""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath

from content_quality.core.text.patterns import lazy_re

# ISO 639-1
CODES = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka
    kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl
    nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu""".split()
)
TAG = lazy_re(r"(?i)([a-z]{2})(?:[-_](?:[a-z]{4}|[a-z]{2}|\d{3})){0,2}")  # such as en, pt-BR, zh_Hant_TW
# The same at the end of a file's name, where only a region in capitals tells it from a word: `README_en-US`.
SUFFIX = lazy_re(r"(?P<name>.+)[-_](?P<tag>[a-z]{2}[-_](?:[A-Z]{2}|[A-Z][a-z]{3}))")


def is_language(part: str) -> bool:
    """Return whether `part` of a path is the tag of a language."""
    found = TAG.fullmatch(part)
    return found is not None and found[1].lower() in CODES


def is_translation(path: str) -> bool:
    """Return whether the file's name ends in a language, as in `ferry.en.md`: another file holds the original."""
    name = PurePosixPath(path).stem
    return _without_suffix(name) != name


def _without_suffix(name: str) -> str:
    stem, _, language = name.rpartition(".")
    if stem and is_language(language):
        return stem
    found = SUFFIX.fullmatch(name)
    return found["name"] if found and is_language(found["tag"]) else name


@cache
def without_language(path: str) -> str:
    """Return `path` without the language it names in a folder or before its extension, and without the extension."""
    place = PurePosixPath(path)
    folders = (part for part in place.parts[:-1] if not is_language(part))
    return "/".join([*folders, _without_suffix(place.stem)])
