"""What is looked for first, so that a post without a sign is not read for it, finds what a whole reading finds."""

from __future__ import annotations

import numpy as np
import pytest

from content_quality.core.cross_post.places import Steps, located
from content_quality.core.document.article import article
from content_quality.core.document.post import Post
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Span
from content_quality.core.settings import Settings


def test_a_sign_that_the_file_writes_as_an_entity_is_shown():
    assert Post.read(b"Write to &#91;name&#93; today.\n", "a.md").shows("[", "]", "{") == ["[", "]"]


def test_a_sign_that_stands_in_an_address_only_is_not_shown():
    assert Post.read(b"See [the plan](https://example.org/a_b).\n", "a.md").shows("_b", "plan") == ["plan"]


@pytest.mark.parametrize(
    "text",
    [
        "One, two and three boats left the harbour before noon.",
        "a-b-c d'e f.g",
        "船は正午に港を出た。雨が降っていた。",
        "船A と boat-B が port 12 を出た",
        "…、。 - ' .",
        "`code` and `code`",
    ],
)
def test_a_paragraph_holds_as_many_words_as_its_length_says(text: str):
    paragraphs = article(Post.read(f"{text}\n".encode(), "a.md"), Settings()).paragraphs
    assert paragraphs
    for paragraph in paragraphs:
        assert [paragraph.holds(words) for words in range(1, 40)] == [paragraph.length >= n for n in range(1, 40)]


def test_letters_far_apart_in_one_passage_are_found_again():
    source = SourceText("a" + " " * 300 + "bc\n")
    places = np.array([0, 301, 302])
    assert located(source, Span(1, 1, 1, 303), Steps(places).packed(0, 3), 1, 3) == Span(1, 302, 1, 303)
    assert located(source, Span(1, 302, 1, 303), Steps(places).packed(1, 3), 0, 2) == Span(1, 302, 1, 303)
