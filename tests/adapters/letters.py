"""Letters that many tests share."""

from __future__ import annotations

from content_quality.core.alerting import Kind
from content_quality.core.letter import FindingLine, Letter, PostLine, Words, visible

HOSTILE = (
    "<script>alert(1)</script>\r\nBcc: all@example.org\r\n\u202e{{ 7*7 }} {x} %s @channel <!here> <@U123> [a](javascript:b) "
    "*bold* _it_ `code` &amp; <http://evil|ok> =cmd() \u2066\u200b\x1b[31m"
)


def letter(text: str = "the lamp in the hall", language: str = "en") -> Letter:
    """A letter in which `text` stands in every place where words of posts can."""
    finding = FindingLine(
        "repeated-passage", 40, visible(text, 80), "blocker", visible(f"Lines 40–44 repeat {text}."),
        Words("so ", visible(text), " and"), "Readers see it.", visible(f"Delete {text}."),
    )  # fmt: skip
    post = PostLine(visible(f"_posts/{text}.md"), "http://desk/posts/a", (finding,), 2, 3)
    return Letter(
        "a1", Kind.BATCH, language, "Site", "[Site] 1 post held back", checked=3, held=1, new=(post,), review=(post,), fixed=(post,), still=(post,),
        desk="http://desk/", batch_page="http://desk/batches/b", run_page="http://air/runs/r", thread="t1", batch_id="b", posts=("posts/a.md",),
    )  # fmt: skip
