"""What answers of assistants leave of their citations, and the tracking of their links."""

from __future__ import annotations

from collections.abc import Iterator

from content_quality.core.document.post import Post
from content_quality.core.residue.token_places import (
    HOLDS,
    SENTENCE_STOPS,
    WARNS,
    Token,
    is_subject,
)
from content_quality.core.text.patterns import lazy

CITATION = lazy(
    r"【\d{1,4}(?::\d{1,4})?†[^】\n]{0,80}】"
    r"|:contentReference\[oaicite:\d{1,4}\](?:\{index=\d{1,4}\})?"
    r"|\ue200?(?:cite|filecite|navlist|url|image_group|entity|video|finance"
    r"|news)?\ue202[^\ue201\n]{0,300}\ue201?|\ue200[^\ue201\n]{1,300}\ue201"
    r"|\b(?:file)?cite(?:turn\d{1,3}(?:search|view|news|image|file|fetch|academia|reddit|product|forecast"
    r"|finance)\d{1,3})+\w{0,80}"
    r"|\bturn\d{1,3}(?:search|view|news|file|fetch|academia)\d{1,3}\b"
    r"|\boai_citation\b(?::\d+)?|\[oaicite:\d{1,4}\]|\(\{\"attribution\":\{\"attributableIndex\""
    r"|\[attached_file:\d{1,3}\]|\[web:\d{1,3}\]"
    r"|<?/?grok[:_-]?(?:card|render)\b[^<>\n]{0,120}>?|\[INLINE_CITATION\]|\[citation:\d{1,3}\]"
    r"|\[\^\d{1,3}_\d{1,3}\](?!:)"
    r"|\[cite(?:_start|_end)(?::[^\]\n]{0,60})?\]|\[cite\s*:\s*+(?!\d[\d\s,–-]{0,40}\])[^\]\n@]{1,60}\](?![(\[:])"
    r"|\[source:? ?\d{1,3}†?[^\]\n]{0,20}\](?![(\[:])(?<=†[^\]]{0,20}\])"
)
CITE_NUMBERS = lazy(r"\[cite\s*:\s*\d[\d\s,–-]{0,40}\](?![(\[:])")
TRACKING = lazy(
    r"[?&]utm_source=(?:chatgpt\.com|openai|chatgpt|perplexity(?:\.ai)?|copilot\.com|claude\.ai|gemini|grok\.com)\b"
)
NUMBERED_TWICE = lazy(r"\[\^\d{1,3}_\d{1,3}\]")
CITE_CHARACTERS = frozenset("†\ue200\ue202")
CITE_WORDS = (
    "turn0",
    "turn1",
    "turn2",
    "turn3",
    "oaicite",
    "oai_citation",
    "attributableIndex",
    "grok_",
    "grok-",
    "grok:",
)
CITE_BRACKETS = ("[cite", "[web:", "[citation:", "[attached_file", "[INLINE_CITATION")


def may_cite(post: Post, text: str) -> bool:
    """Return whether `text` holds anything that a remain of a citation needs."""
    alphabet = post.alphabet
    if not CITE_CHARACTERS.isdisjoint(alphabet) or any(word in text for word in CITE_WORDS):
        return True
    if "[" not in alphabet:
        return False
    return any(bracket in text for bracket in CITE_BRACKETS) or (
        "_" in alphabet and "[^" in text and NUMBERED_TWICE.search(text) is not None
    )


def citations(post: Post, text: str) -> Iterator[Token]:
    """Yield what is left of citations."""
    if may_cite(post, text):
        for match in CITATION.finditer(text):
            if not is_subject(text, match.start(), match.end(), in_sentence=False):
                yield Token("citation", match.start(), match.end(), HOLDS)
    if "[cite" not in text:
        return
    for match in CITE_NUMBERS.finditer(text):
        if not is_subject(text, match.start(), match.end(), in_sentence=False):
            after_stop = text[: match.start()].rstrip(" ")[-1:] in SENTENCE_STOPS
            yield Token("citation", match.start(), match.end(), HOLDS if after_stop else WARNS)


def tracking(text: str) -> Iterator[Token]:
    """Yield the first address that names an assistant as its source."""
    if "utm_source=" in text:
        match = TRACKING.search(text)
        if match:
            yield Token("tracking", match.start(), match.end(), WARNS)
