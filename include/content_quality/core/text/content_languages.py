"""What is known of the languages that posts are written in: one JSON file per language in `languages/`.

The file's name is the ISO 639-1 code. Every key but `name` may be absent:

| key | what it holds |
| --- | --- |
| `name` | the language in English |
| `writing` | `latin` (the default), `cyrillic`, `east-asian` (Chinese, Japanese, Korean) or `other` |
| `script` | the script that tells the language, a name of `characters.Script` in lower case |
| `letters`, `letters_not` | scripts, by their names in Unicode, of which every text has a letter, or none; absent for Latin |
| `spaces`, `stops` | false: written without spaces between words, or without a stop at the end of a sentence |
| `nouns_have_capitals` | true: a capital letter shows no name |
| `function_words` | the commonest small words that few other languages share; they tell a language in Latin script |
| `common_words` | words that most texts hold, so that they make a phrase no rarer |
| `cannot_end` | words that cannot be the last of a sentence: articles, conjunctions, possessives, prepositions |
| `rarely_ends` | words that end a sentence only in speech, a label, or after a stranded preposition |
| `finite_verbs` | auxiliary, modal and copular verbs: a line with one of them is a clause, and no label |
| `asking` | words that begin a heading which asks: “How it is done” |
| `open_ending`, `open_but_ends` | a pattern of endings that need more words after them, and its exceptions |
| `formal_end`, `informal_end` | patterns of a finished predicate: what ends in it without a stop is a forgotten stop, not a cut |
| `often_ends` | characters that often end a sentence |
| `clause` | a pattern that shows a clause, and no label |
| `resumes`, `starts` | a pattern that begins no sentence, and its exceptions |
| `words_per_minute`, `characters_per_minute` | a published rate of silent reading |
| `characters_per_minute_band` | the slowest and the fastest rate that is nobody's mistake |
| `numbers_from_two` | two to ten, as written before a counted noun; several words where the language has them |
| `phrases` | regular expressions by what they are used for, see `PHRASES` |

Word lists are texts with the words in between spaces. They are closed classes (DET, CCONJ, SCONJ, ADP, AUX of Universal
Dependencies 2, https://universaldependencies.org/u/pos/, and each language's reference grammar); a word that may also end
a sentence (English "on", German "an", Polish "za") is left out of `cannot_end`.
"""  # noqa: E501 - a table or an example

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field, fields
from functools import cache
from pathlib import Path
from typing import Any

import regex

from content_quality.core.records import dataclass
from content_quality.core.text.patterns import lazy

FOLDER = Path(__file__).parent / "languages"
PHRASES = (
    "closing",  # headings and labels of what closes a page: related posts, sharing, the author
    "recap",  # headings of a summary, which repeats on purpose
    "repeats_on_purpose",  # words that announce a repeat: “as mentioned above”
    "release_headings",  # of release notes
    "list_conjunctions",  # what joins the last member of a list
    "after_comma",  # the same after a comma at the end of a member
    "credits",  # words of a credit: “photo”, “translated”
    "credited_by",  # what follows them
    "contents",  # headings that a generator or a script fills in: the table of contents, the comments
    "unreleased",  # headings of a changelog above what the next release will hold
    "untitled",  # titles of a draft, as they stand, in lower case
    "image_below",  # what sends readers to an image below
    "images",  # words, in lower case, one of which is in each of these
    "placeholders",  # what a template or a language model leaves to be filled in
    "placeholder_alternatives",  # the same as the alternative text of an image
    "hours",  # units of a reading time
    "minutes",
    "seconds",
    "range",  # what stands between two numbers of a range
    "counted",  # nouns that a list may be announced with: “three reasons”
    "numbered",  # what a number names in a heading: “Table 2”
    "laughs",  # what ends a line as a stop does: “haha”
    "negations",  # words, in lower case and without apostrophes, with which a sentence says what not to do
    "counters",  # the same right after the number, without a space
)
WORDS = ("function_words", "common_words", "cannot_end", "rarely_ends", "finite_verbs", "asking")
PATTERNS = ("open_ending", "open_but_ends", "formal_end", "informal_end", "clause", "resumes", "starts")
Pattern = regex.Pattern[str]
NO_WORDS: frozenset[str] = frozenset()
PROPERTY = r"\p"


@dataclass(frozen=True, eq=False)
class ContentLanguage:
    """One language of posts; of a language without a file nothing is known."""

    code: str
    name: str = ""
    writing: str = "latin"
    script: str = ""
    letters: tuple[str, ...] = ()
    letters_not: tuple[str, ...] = ()
    spaces: bool = True
    stops: bool = True
    nouns_have_capitals: bool = False
    function_words: frozenset[str] = NO_WORDS
    common_words: frozenset[str] = NO_WORDS
    cannot_end: frozenset[str] = NO_WORDS
    rarely_ends: frozenset[str] = NO_WORDS
    finite_verbs: frozenset[str] = NO_WORDS
    asking: frozenset[str] = NO_WORDS
    open_ending: Pattern | None = None
    open_but_ends: Pattern | None = None
    formal_end: Pattern | None = None
    informal_end: Pattern | None = None
    clause: Pattern | None = None
    resumes: Pattern | None = None
    starts: Pattern | None = None
    often_ends: str = ""
    words_per_minute: int | None = None
    characters_per_minute: int | None = None
    characters_per_minute_band: tuple[int, ...] = ()
    numbers_from_two: tuple[tuple[str, ...], ...] = ()
    phrases: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_east_asian(self) -> bool:
        """Whether a small Latin letter begins a name, and words have no edges that a pattern could ask for."""
        return self.writing == "east-asian"

    def may_be_in(self, text: str) -> bool:
        """Return whether `text` may hold words of the language, by the scripts of its letters."""
        if not self.letters:
            return True
        return _any_of(self.letters).search(text) is not None and not (
            self.letters_not and _any_of(self.letters_not).search(text)
        )

    @property
    def shows_predicates(self) -> bool:
        """Whether the form of the last word shows that a sentence is finished."""
        return self.formal_end is not None


def parse(code: str, table: Mapping[str, Any]) -> ContentLanguage:
    """Return the language `code` that the document `table` holds; raise `ValueError` for a key that does not exist."""
    known = {one.name for one in fields(ContentLanguage)} - {"code"}
    if unknown := [*(table.keys() - known), *(table.get("phrases", {}).keys() - set(PHRASES))]:
        raise ValueError(f"{min(unknown)} is not a key of a content language")
    return ContentLanguage(code, **{key: _value(key, value) for key, value in table.items()})


def _value(key: str, value: Any) -> Any:
    if key in WORDS:
        return frozenset(" ".join(value).split())
    if key in PATTERNS:
        return lazy(value)
    if key == "numbers_from_two":
        return tuple(tuple(words.split()) for words in value)
    return tuple(value) if isinstance(value, list) else value


@cache
def codes() -> Mapping[str, None]:
    """Return the codes of the languages that have a file, in order of the alphabet."""
    return dict.fromkeys(sorted(path.stem for path in FOLDER.glob("*.json")))


NOTHING_KNOWN = ContentLanguage("und")


def content_language(code: str) -> ContentLanguage:
    """Return what is known of the language `code`, which may be any text that a post declares."""
    return _read(code) if code in codes() else NOTHING_KNOWN


@cache
def _read(code: str) -> ContentLanguage:
    return parse(code, json.loads((FOLDER / f"{code}.json").read_text("utf-8")))


@cache
def content_languages() -> tuple[ContentLanguage, ...]:
    """Return all languages that have a file."""
    return tuple(content_language(code) for code in codes())


@cache
def _any_of(letters: tuple[str, ...]) -> Pattern:
    return regex.compile(f"[{''.join(rf'{PROPERTY}{{Script={name}}}' for name in letters)}]")


@cache
def asking_words() -> frozenset[str]:
    """Return the words that begin a heading which asks, in any language."""
    return frozenset(word for language in content_languages() for word in language.asking)


@cache
def common_words() -> frozenset[str]:
    """Return the words that most texts in any language hold."""
    return frozenset(word for language in content_languages() for word in language.common_words)


@cache
def phrases(name: str) -> tuple[str, ...]:
    """Return the phrases `name` of all languages."""
    return tuple(phrase for language in content_languages() for phrase in language.phrases.get(name, ()))


def alternatives(name: str) -> str:
    """Return the phrases `name` of all languages as the alternatives of a pattern."""
    return "|".join(phrases(name))


def with_edges(name: str, before: str = r"\b", after: str = r"\b") -> str:
    """Return the same, where the language has words with edges with `before` and `after` them."""
    edged = [phrase for one in content_languages() if not one.is_east_asian for phrase in one.phrases.get(name, ())]
    others = [phrase for one in content_languages() if one.is_east_asian for phrase in one.phrases.get(name, ())]
    return "|".join((f"{before}(?:{'|'.join(edged)}){after}", *others))
