"""Tokens of programs are damage where they stand in text, and a subject where the text is about them."""

from __future__ import annotations

import pytest

from content_quality.core.document.post import Post
from content_quality.core.residue.machine_tokens import tokens
from content_quality.core.residue.token_places import HOLDS, WARNS

TEXT = "The ferry leaves at seven."


def tokens_in(body: str) -> list[tuple[str, str, float]]:
    post = Post.read(f"---\ntitle: The ferry\n---\n\n{body}\n".encode(), "ferry.md")
    return [(token.kind, post.text[token.start : token.end], token.weight) for token in tokens(post)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<|im_start|>\n\n{TEXT}", [("control", "<|im_start|>", HOLDS)]),
        (f"{TEXT}\n\n[INST]", [("control", "[INST]", HOLDS)]),
        (f"{TEXT} </s>", [("control", "</s>", WARNS)]),
        (f"{TEXT}\n\n[SEP]", [("control", "[SEP]", WARNS)]),
        (f"{TEXT}\n\n[PAD]", [("control", "[PAD]", WARNS)]),
        (f"{TEXT}\n\n[MASK]", [("control", "[MASK]", WARNS)]),
        (f"{TEXT}<BOS>", [("control", "<BOS>", WARNS)]),
        (f"{TEXT}<eos>", [("control", "<eos>", WARNS)]),
        ("We left the <unk> hall before the ferry came.", [("control", "<unk>", WARNS)]),
    ],
)
def test_a_control_token_that_belongs_to_no_sentence_is_reported(body, expected):
    assert tokens_in(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        f"<s>The old price was ten euros.</s> {TEXT}",  # struck out in HTML
        f"{TEXT}</s> It waits until the fog has gone.",
        f"Some texts are filled up with [PAD] at their ends. {TEXT}",
        f"The token “<eos>” ends a text. {TEXT}",
        f"The vocabulary holds (<bos>, <eos>) and little else. {TEXT}",
        f"Type \\<eos> by hand. {TEXT}",
        f"## Why <eos> matters\n\n{TEXT}",
        f"<unk> is the token of unknown words. {TEXT}",
        f"A text ends with <eos> in most vocabularies. {TEXT}",
        f"Here <unk> means an unknown word. {TEXT}",
        f"```\n<|im_start|>\n```\n\n{TEXT}",
    ],
)
def test_a_control_token_that_the_text_is_about_is_none(body):
    assert tokens_in(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"<think>\nThe user wants a text about ferries.\n</think>\n\n{TEXT}",
            [("reasoning", "<think>\nThe user wants a text about ferries.\n</think>", HOLDS)],
        ),
        (
            f"<plan>\nFirst the pier, then the price.\n</plan>\n\n{TEXT}",
            [("reasoning", "<plan>\nFirst the pier, then the price.\n</plan>", WARNS)],
        ),
        (f"<answer>\n{TEXT} It waits for fog.\n</answer>", [("answer", "<answer>", WARNS)]),
        (f"First the pier, then the price.\n</think>\n\n{TEXT}", [("reasoning", "</think>", HOLDS)]),
        (f"{TEXT}\n\n</article>", [("answer", "</article>", WARNS)]),
        (f"<think>\n\n{TEXT}", [("reasoning", "<think>", WARNS)]),
        (f"<final_answer>\n\n{TEXT}", [("answer", "<final_answer>", WARNS)]),
    ],
)
def test_a_tag_of_a_prompt_is_reported_with_what_it_holds(body, expected):
    assert tokens_in(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        f"The model writes <think> and </think> around its thoughts. {TEXT}",
        f"<Answer>\n{TEXT} It waits for fog.\n</Answer>",  # a component of the site
        f"<article>\n\n{TEXT} It waits for fog.\n\n</article>",  # HTML that opens and closes
        f"<article>\n\n{TEXT}",
        f"The tag “<think>” opens what the model considers, and “</think>” closes it. {TEXT}",
        f"Everything before </think> is hidden. {TEXT}",
        f"The tag </answer> closes it. {TEXT}",
        f"All that the reader sees is behind `</think>`. {TEXT}",
        f"The word “</think>” closes it. {TEXT}",
        f"Models begin with <think> in most cases. {TEXT}",
        f"<think> opens what the model considers. {TEXT}",
        f"<context> the pier in winter. {TEXT}",
        f"```xml\n<think>\nFirst the pier, then the price.\n</think>\n```\n\n{TEXT}",
    ],
)
def test_a_tag_that_the_text_is_about_is_none(body):
    assert tokens_in(body) == []


def test_a_link_that_names_an_assistant_as_its_source_is_reported_once():
    body = "[Pier](https://example.org/a?utm_source=chatgpt.com), [price](https://example.org/b?utm_source=chatgpt.com)"
    assert tokens_in(body) == [("tracking", "?utm_source=chatgpt.com", WARNS)]


def test_a_link_of_a_newsletter_is_no_trace_of_an_assistant():
    assert tokens_in("[Pier](https://example.org/a?utm_source=newsletter)") == []


@pytest.mark.parametrize("mark", ["【4†source】", "[oaicite:3]", "turn0search4", "[cite_start]"])
def test_what_is_left_of_a_citation_is_reported(mark):
    assert tokens_in(f"The ferry leaves at seven. {mark}") == [("citation", mark, HOLDS)]


def test_a_quoted_mark_of_a_citation_is_what_the_text_is_about():
    assert tokens_in("Old answers end with “【4†source】” and the like.") == []
