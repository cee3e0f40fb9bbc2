"""Laws of the truncation and residue checks: any text is read without a crash, in linear time, and spans lie in the file."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content_quality.checks import CHECKS
from content_quality.core.findings import Category
from content_quality.core.inspection import run
from content_quality.core.post import Post
from content_quality.core.settings import Settings

OWN = [check for check in CHECKS if check.category in (Category.TRUNCATION, Category.RESIDUE)]
SETTINGS = Settings()
PIECES = [
    "The ferry leaves every hour from the small pier. ", "and the", "船は一時間ごとに出ます。", "特定の", "はい、承知しました。", "\n\n", "\n", "\r\n", "\r", "---\n", "# ", "- ", "> ",  # noqa: E501 - one text a line
    "```\n", "```sh\n", "~~~\n", "**", "[a](http://b", ")", "(", "「", "」", "<!--", "-->", "<details>", "</details>", "{% if x %}", "{% raw %}", "{{< note >}}", ":::note\n", ":::\n",  # noqa: E501 - one text a line
    "$$\n", "|a|b|\n|-|-|\n", "\ufffd", "\u200b", "\u202e", "cafÃ©", "縺薙ｓ", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> x\n", "p\u0430y", "[insert name]", "TODO: x", "---END---\n", "[cite: 1]",  # noqa: E501 - one text a line
    "\ue000", "\U000e0041", "👩\u200d👩", "&amp;", "\\*", "\t", "    code\n",
]  # fmt: skip
HOSTILE = st.one_of(st.text(max_size=400), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HOSTILE)
def test_any_text_is_read_and_every_span_lies_in_the_file(text: str) -> None:
    post = Post.read(text.encode("utf-8", "replace"), "post.md")
    for check in OWN:
        result = run(check, post, SETTINGS)
        assert result.error is None, result.error
        for finding in result.findings:
            for span in (finding.span, *(related.span for related in finding.related)):
                assert 1 <= span.line <= span.end_line <= len(post.source.line_starts)
                assert 1 <= span.column <= max(1, len(post.source.line(span.line)) + 2)
            assert finding.check == check.name
            assert finding.fingerprint
            assert str(finding.message)


PARAGRAPH = "The ferry leaves every hour from the small pier. In winter it waits until the"
LONG = {
    "cut paragraphs": f"{PARAGRAPH}\n\n",
    "one line": f"{PARAGRAPH} ",
    "openers": "([{「『",
    "closers": "」）] ",
    "brackets": "(a) [b] ",
    "lone marks": "** ",
    "links": "[a](http://b ",
    "fences": "```sh\nx\n\n",
    "tags": "<details>\n\n",
    "template tags": "{% if x %}\n",
    "headings": "## Prices\n\n",
    "sentinels": "---END---\n\n",
    "lost characters": "a\ufffd\n",
    "mojibake": "Ã©Ã¨",
    "mixed scripts": "p\u0430",
    "invisible": "a\u200b",
    "overrides": "\u202e\n",
    "placeholders": "[insert ",
    "conflicts": "<<<<<<< HEAD\n",
    "lower case": "the ferry\n\n",
    "japanese": "特定のベンダーの技術に\n\n",
    "dollars": "$$\n\n",
    "citations": "[cite: 1, ",
    "emphasis": "**「a」**の",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG.keys())
def test_a_long_post_is_read_in_time_that_grows_with_its_length(piece: str) -> None:
    seconds = {size: _seconds(piece * (size // len(piece))) for size in (50_000, 200_000)}
    assert seconds[200_000] < max(0.8, 12 * seconds[50_000])


def _seconds(text: str) -> float:
    """Return seconds of the processor: on a busy machine the clock says nothing."""
    post = Post.read(text.encode(), "post.md")
    _ = post.blocks, post.language
    run(CHECKS[0], post, SETTINGS)  # repeated passages are looked for once per post; not what is measured here
    start = time.process_time()
    for check in OWN:
        assert run(check, post, SETTINGS).error is None
    return time.process_time() - start
