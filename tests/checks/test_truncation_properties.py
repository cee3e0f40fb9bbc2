"""Laws of the truncation and residue checks: any text is read without a crash, in linear time, and spans lie in the file."""

from __future__ import annotations

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content_quality.adapters.isolation import WorkerLost, run_isolated
from content_quality.checks import CHECKS
from content_quality.core.document.post import Post
from content_quality.core.findings import Category
from content_quality.core.inspection import run
from content_quality.core.settings import Limits, Settings

OWN = [check for check in CHECKS if check.category in (Category.TRUNCATION, Category.RESIDUE)]
SETTINGS = Settings()
PIECES = [
    "The ferry leaves every hour from the small pier. ", "and the", "船は一時間ごとに出ます。", "特定の", "はい、承知しました。", "\n\n", "\n", "\r\n", "\r", "---\n", "# ", "- ", "> ",
    "```\n", "```sh\n", "~~~\n", "**", "[a](http://b", ")", "(", "「", "」", "<!--", "-->", "<details>", "</details>", "{% if x %}", "{% raw %}", "{{< note >}}", ":::note\n", ":::\n",
    "$$\n", "|a|b|\n|-|-|\n", "\ufffd", "\u200b", "\u202e", "cafÃ©", "縺薙ｓ", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> x\n", "p\u0430y", "[insert name]", "TODO: x", "---END---\n", "[cite: 1]",
    "\ue000", "\U000e0041", "👩\u200d👩", "&amp;", "\\*", "\t", "    code\n",
]  # fmt: skip
HOSTILE = st.one_of(
    st.text(max_size=400), st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map("".join)
)


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
def test_what_a_long_post_takes_grows_with_its_length(piece: str) -> None:
    """Calls are counted, which are as many on a busy machine as on an idle one."""
    few, many = (_calls(_long(piece, size)) for size in (10_000, 40_000))
    assert many < 5 * few + 1_000


def test_a_long_post_is_read_within_the_budget_of_a_post() -> None:
    read = zip(LONG, run_isolated(_inspect, [_long(piece, 200_000) for piece in LONG.values()], Limits()), strict=True)
    assert [(name, outcome.detail) for name, outcome in read if isinstance(outcome, WorkerLost)] == []


def _long(piece: str, size: int) -> str:
    return piece * (size // len(piece))


def _calls(text: str) -> int:
    """Return how many functions are called to check `text`, those of C among them."""
    _inspect(text[:1_000])  # compiles patterns and fills tables
    called = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal called
        called += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        _inspect(text)
    finally:
        sys.setprofile(before)
    return called


def _inspect(text: str) -> None:
    post = Post.read(text.encode(), "post.md")
    for check in OWN:
        assert run(check, post, SETTINGS).error is None
