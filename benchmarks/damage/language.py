"""The sentences of one language, from `corpus/<code>.toml`, and how they are set."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent / "corpus"
UNSPACED = frozenset({"ja", "zh"})  # sentences follow each other without a space


@dataclass(frozen=True, slots=True)
class Topic:
    """Sentences about one thing, which may stand in any order."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """What posts in one language are made of; the fields are the keys of the language's file."""

    code: str
    language: str
    names: tuple[str, ...]
    titles: tuple[str, ...]
    description: str
    tags: tuple[str, ...]
    summary: str
    closing: str
    lead_in: str
    items: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]
    verse: tuple[str, ...]
    footnote: str
    byline: str
    quotation: str
    interview: tuple[tuple[str, str], ...]
    courtesy: str
    parallel: tuple[str, ...]
    recap: str
    restart: str
    announced: str
    machine_start: str
    machine_end: str
    machine_inside: str
    about_machine: str
    topics: tuple[Topic, ...]

    @property
    def spaced(self) -> bool:
        """Whether words and sentences have a space between them."""
        return self.code not in UNSPACED

    def paragraph(self, *sentences: str) -> str:
        """Return `sentences` as one paragraph."""
        return (" " if self.spaced else "").join(sentences)

    def cut(self, sentence: str, chance: random.Random) -> str:
        """Return the beginning of `sentence`, cut between two words, 40 to 75 % of the way."""
        parts = self.parts(sentence)
        return self.joined(parts[: max(2, round(len(parts) * chance.uniform(0.4, 0.75)))]).rstrip("、，, ")

    def parts(self, sentence: str) -> list[str]:
        """Return the words of `sentence`; its characters where words have no space between them."""
        return sentence.split() if self.spaced else list(sentence)

    def joined(self, parts: list[str]) -> str:
        """Return `parts` as text."""
        return (" " if self.spaced else "").join(parts)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


@cache
def language(code: str) -> Language:
    """Return the language `code` (ISO 639-1)."""
    read: dict[str, Any] = tomllib.loads((CORPUS / f"{code}.toml").read_text("utf-8"))
    topics = tuple(Topic(topic["heading"], tuple(topic["sentences"])) for topic in read.pop("topics"))
    return Language(code=code, topics=topics, **{key: _frozen(value) for key, value in read.items()})


@cache
def codes() -> tuple[str, ...]:
    """Return the codes of all languages, in alphabetical order."""
    return tuple(sorted(path.stem for path in CORPUS.glob("*.toml")))
