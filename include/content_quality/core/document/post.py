"""A post: the bytes of one file, read once, as checks see it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import field
from functools import cached_property, wraps
from pathlib import PurePosixPath
from typing import Any, Concatenate, ParamSpec, TypeVar

from content_quality.core.document import blocks, markdown
from content_quality.core.document import front_matter as front_matter_reader
from content_quality.core.document.blocks import Block
from content_quality.core.document.front_matter import FrontMatter
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import DraftFinding, Evidence, Fix, Message, Related, Severity, Span, excerpt
from content_quality.core.records import dataclass
from content_quality.core.text import language as languages
from content_quality.core.text.characters import Codes, codes_of, distinct


@dataclass(frozen=True, eq=False)
class Post:
    """One Markdown post. Same bytes and path, same Post; compared by identity, so read it once."""

    post_id: str
    path: str  # as the user types it, with forward slashes
    sha256: str
    source: SourceText
    front_matter: FrontMatter
    usual_language: str = ""  # the site's, for a post that names none
    _memo: dict[object, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def read(
        cls, data: bytes, path: str, post_id: str | None = None, sha256: str | None = None, *, language: str = ""
    ) -> Post:
        """Return the post in `data`, whose digest may be known; raise `UnicodeDecodeError` when it is not UTF-8.

        `language` is that of a post that names none.
        """
        source = SourceText.decode(data)
        front_matter = front_matter_reader.read(source)
        name = sha256 or hashlib.sha256(data).hexdigest()
        return cls(post_id or path, path, name, source, front_matter, language)

    @property
    def text(self) -> str:
        """The characters of the file; all offsets count in it."""
        return self.source.text

    @property
    def stem(self) -> str:
        """The file's name without its folder and extension."""
        return PurePosixPath(self.path).stem

    @cached_property
    def codes(self) -> Codes:
        """The code points of the file."""
        return codes_of(self.text)

    @cached_property
    def alphabet(self) -> str:
        """Each character of the file once, by code point: what is not in it need not be looked for in the text."""
        return distinct(self.codes)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The leaf blocks of the body, in order."""
        return markdown.parse(self.text, self.front_matter.end)

    @cached_property
    def visible(self) -> str:
        """What a reader sees, without blocks of code: the text of all blocks, one below the other."""
        return "\n".join([block.text for block in self.blocks])

    @cached_property
    def language(self) -> str:
        """The language of the prose as an ISO 639-1 code, or `und` when unsure."""
        declared = (
            self.front_matter.text("lang") or self.front_matter.text("language") or self.front_matter.text("locale")
        )
        prose = "\n".join([block.text for block in self.blocks if block.is_prose or block.kind is blocks.Kind.HEADING])
        return languages.detect(prose, declared or self.usual_language)

    def span(self, start: int, end: int) -> Span:
        """Return the place of [start, end) in the file."""
        return self.source.span(start, end)

    def finding(  # noqa: PLR0913 - what a check may say of a place; all but three have a default
        self,
        start: int,
        end: int,
        text: Message,
        *,
        suggestion: Message | None = None,
        severity: Severity | None = None,
        related: tuple[Related, ...] = (),
        passage: str | None = None,
        evidence: tuple[Evidence, ...] = (),
        fix: Fix | None = None,
    ) -> DraftFinding:
        """Return a finding about [start, end) of the file, as a check yields it.

        `severity` is the check's own unless given. `passage` is what the fingerprint names, the words themselves unless
        given: waivers hold as long as it does not change. `fix` is given only where nobody has to choose.
        """
        words = self.text[start:end]
        named = words if passage is None else passage
        return DraftFinding(
            self.span(start, end), text, excerpt(words), named, suggestion, severity, related, evidence, fix=fix
        )

    def key_span(self, key: str) -> Span:
        """Return the place of the front matter's `key` and value, or its first line when the key is missing."""
        place = self.front_matter.places.get(key)
        if place is None:
            return self.span(0, min(3, len(self.text)))
        return self.span(place.key_start, max(place.value_end, place.key_end))


P = ParamSpec("P")
R = TypeVar("R")


def once_per_post(function: Callable[Concatenate[Post, P], R]) -> Callable[Concatenate[Post, P], R]:
    """Remember what `function` returned for a post and the very same settings: several checks stand on one analysis.

    Arguments are told apart by identity: hashing all settings at each of fifty calls took a twentieth of an inspection.
    """

    @wraps(function)
    def remembered(post: Post, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (function, *map(id, args), *kwargs, *map(id, kwargs.values()))
        known = post._memo.get(key)
        if known is None:  # the arguments are kept, so that no other object gets their identity
            known = post._memo[key] = (function(post, *args, **kwargs), args, kwargs)
        result: R = known[0]
        return result

    return remembered
