"""The wrong fence is the first after which text and code change places; what stands behind it is not judged."""

from __future__ import annotations

import dataclasses

import pytest

from content_quality.checks import CHECKS
from content_quality.core.document.code_fences import Fault, wrong_fence
from content_quality.core.document.post import Post
from content_quality.core.inspection import inspect
from content_quality.core.settings import CheckLevel, Settings

TEXT = "The sensor answers with a number. Write the number down before you go on."
MORE = "Then compare the number with the glass on the wall. The glass is never wrong."
CODE = "const lamp = open('lamp');\nlamp.show(hour);"


def post_of(*parts: str) -> Post:
    return Post.read(("---\ntitle: Lamps\n---\n\n" + "\n\n".join(parts) + "\n").encode(), "post.md")


def block(code: str, marks: str = "```", info: str = "") -> str:
    return f"{marks}{info}\n{code}\n{marks}"


@pytest.mark.parametrize(
    ("fault", "parts"),
    [
        (Fault.TEXT_INSIDE, (TEXT, f"```\n{CODE}", MORE, block(CODE), TEXT)),
        (Fault.LEFT_OVER, (TEXT, block(CODE), f"{MORE}\n```", TEXT, block(CODE), MORE)),
        (Fault.ENDS_EARLY, (TEXT, block(CODE), f"{CODE}\n```", TEXT, block(CODE), MORE)),
        (Fault.ENDED_INSIDE, (TEXT, f"```markdown\n{MORE}\n\n```js\n{CODE}\n```\n```", TEXT, MORE)),
        (Fault.EMPTY, (TEXT, block(CODE), MORE, "```")),
        (Fault.NOT_CLOSED, (TEXT, f"```\n{CODE}")),
    ],
)
def test_a_wrong_fence_is_told_by_what_stands_around_it(fault: Fault, parts: tuple[str, ...]) -> None:
    found = wrong_fence(post_of(*parts))
    assert found is not None
    assert found.fault is fault


def test_blocks_that_are_closed_have_no_wrong_fence() -> None:
    assert (
        wrong_fence(post_of(TEXT, block(CODE), MORE, block(f"{MORE}\n\n{block(CODE)}", "````", "markdown"), TEXT))
        is None
    )


def test_a_fence_that_a_block_shows_four_columns_in_closes_nothing() -> None:
    shown = "     ```html\n     <p>x</p>\n     ```"
    assert wrong_fence(post_of(TEXT, block(f"{MORE}\n\n{shown}", info="text"), MORE)) is None


def test_findings_behind_a_wrong_fence_are_left_out_and_those_before_it_stay() -> None:
    headings = block("# one\n# two")  # code; turned over, two headings without text
    damaged = post_of(TEXT, "## Empty", "## Lamps", block(CODE), f"{MORE}\n```", TEXT, headings, MORE, headings, TEXT)
    inspection = inspect(damaged.text.encode(), "post.md", CHECKS, Settings())
    fence = next(finding for finding in inspection.findings if finding.check == "unclosed-fence")
    empty = [finding.span.line for finding in inspection.findings if finding.check == "empty-section"]
    assert empty == [7]
    assert all(line < fence.span.end_line for line in empty)
    assert fence.silences == ()


def test_a_finding_that_a_site_has_made_information_silences_no_warning() -> None:
    headings = block("# one\n# two")
    damaged = post_of(TEXT, block(CODE), f"{MORE}\n```", TEXT, headings, MORE, headings, TEXT)
    quiet = dataclasses.replace(Settings(), checks=(CheckLevel("unclosed-fence", "info"),))
    found = [inspect(damaged.text.encode(), "post.md", CHECKS, settings).findings for settings in (Settings(), quiet)]
    assert ["empty-section" in {finding.check for finding in findings} for findings in found] == [False, True]


def test_a_block_that_holds_code_and_text_in_equal_parts_is_the_one_that_was_not_closed() -> None:
    mixed = f"{CODE}\n{TEXT}\n{MORE}"
    found = wrong_fence(post_of(TEXT, f"```\n{mixed}\n```", f"```\n{MORE}", block(CODE), TEXT))
    assert found is not None
    assert found.turned


def test_a_block_in_a_quotation_and_one_of_another_mark_are_closed_by_their_own_fences() -> None:
    assert wrong_fence(post_of(f"> ```\n> {CODE.splitlines()[0]}\n> ```", TEXT)) is None
    assert wrong_fence(post_of(block(f"```js\n{CODE}\n```", "~~~"), TEXT)) is None
