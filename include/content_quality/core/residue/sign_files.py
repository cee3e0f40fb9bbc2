"""The signs of machine talk: data, one file per language in `signs/`, and one more that a site may name.

`signs/README.md` says what the keys mean. A sign is one reason to believe; `machine_talk` weighs them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import regex

from content_quality.core.residue.sign import Sign
from content_quality.core.residue.sign_index import SignIndex
from content_quality.core.text.content_languages import content_language
from content_quality.core.text.patterns import lazy

FOLDER = Path(__file__).parent / "signs"
ANY = "any"  # what stands in posts of any language
PLACES = ("sentence", "block", "first", "last", "edge", "anywhere")
KINDS = (
    "sentinel",
    "reply",
    "label",
    "thought",
    "offer",
    "promise",
    "omission",
    "refusal",
    "cut-off",
    "prompt",
    "error",
    "count",
)
WHOLE_WORD = regex.compile(r"[\w--\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}\p{Script=Hangul}]+", regex.V1)
ENTRY = regex.compile(r"%([\w-]+)%")
KEYS = {"kind", "weight", "placed", "needs", "at", "whole", "patterns", "unless", "next"}


class SignError(ValueError):
    """A file of signs cannot be used; the message names what to correct."""


def index_for(alphabet: str, own: tuple[Sign, ...] = ()) -> SignIndex:
    """Return the index of the signs of all languages that a text made of `alphabet` may hold, and of a site's own."""
    return _index_of(tuple(code for code in languages() if content_language(code).may_be_in(alphabet)), own)


@lru_cache(maxsize=64)
def _index_of(codes: tuple[str, ...], own: tuple[Sign, ...]) -> SignIndex:
    signs = tuple(sign for language in (ANY, *codes) for sign in of_language(language))
    return SignIndex((*signs, *own))


@cache
def of_language(language: str) -> tuple[Sign, ...]:
    """Return the signs of one language."""
    return read((FOLDER / f"{language}.toml").read_text("utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that there are signs of, English first.

    A reply may be in another language than the post, so that the signs of all languages are read that it may hold.
    """
    found = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != ANY)
    return tuple(sorted(found, key=lambda code: code != "en"))


@lru_cache(maxsize=16)
def read(text: str) -> tuple[Sign, ...]:
    """Return the signs of a file that holds `text`; raise `SignError` where it is not such a file."""
    if not text:
        return ()
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SignError(f"not TOML: {error}") from error
    words = {name: str(value) for name, value in table.get("words", {}).items()}
    return tuple(_signs(table.get("sign", []), words))


def check(text: str) -> None:
    """Raise `SignError` where a file that holds `text` cannot be used, patterns included."""
    for number, sign in enumerate(read(text), 1):
        for pattern in (sign.pattern, sign.unless, sign.next):
            try:
                _ = pattern is None or pattern.pattern
            except regex.error as error:
                raise SignError(f"sign {number} has a pattern that cannot be read: {error}") from error


def _signs(entries: list[dict[str, object]], words: dict[str, str]) -> Iterator[Sign]:
    for number, entry in enumerate(entries, 1):
        if unknown := set(entry) - KEYS:
            raise SignError(f"sign {number} has the unknown key {min(unknown)}")
        if entry.get("kind") not in KINDS or entry.get("at", "sentence") not in PLACES or not entry.get("patterns"):
            raise SignError(f"sign {number} needs a kind of {', '.join(KINDS)}, a known place, and patterns")
        try:
            yield _sign(entry, words)
        except (regex.error, KeyError, TypeError, ValueError) as error:
            raise SignError(f"sign {number} cannot be used: {error}") from error


def _sign(entry: dict[str, object], words: dict[str, str]) -> Sign:
    groups = [tuple(need.lower() for need in group) for group in _lists(entry.get("needs", []))]
    spaced = [group for group in groups if all(WHOLE_WORD.fullmatch(need) for need in group)]
    return Sign(
        kind=str(entry["kind"]),
        weight=float(str(entry.get("weight", 1))),
        pattern=_pattern("|".join(f"(?:{pattern})" for pattern in _texts(entry["patterns"])), words),
        words=tuple(frozenset(group) for group in spaced),
        parts=tuple(group for group in groups if group not in spaced),
        at=str(entry.get("at", "sentence")),
        placed=bool(entry.get("placed", False)),
        whole=bool(entry.get("whole", False)),
        unless=_pattern(str(entry["unless"]), words) if "unless" in entry else None,
        next=_pattern(str(entry["next"]), words) if "next" in entry else None,
    )


def _pattern(expression: str, words: dict[str, str]) -> regex.Pattern[str]:
    return lazy(ENTRY.sub(lambda entry: words[entry[1]], expression), regex.IGNORECASE)


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError("patterns and needs are lists of texts")
    return value


def _lists(value: object) -> list[list[str]]:
    if not isinstance(value, list):
        raise TypeError("needs is a list of lists")
    return [_texts(group) for group in value]
