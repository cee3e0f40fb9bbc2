"""A model's thoughts inside its tags are one finding: the tags hold them."""

from content_quality.checks.machine_text import machine_text
from content_quality.core.document.post import Post
from content_quality.core.settings import Settings

THOUGHTS = (
    "<think>\nThe user wants a short article about late plums. I should keep the tone friendly and brief.\n</think>"
)


def test_thoughts_inside_reasoning_tags_are_named_once_with_their_lines() -> None:
    text = f"---\ntitle: Plums\n---\n\n{THOUGHTS}\n\nLate plums are small and firm, and they keep for three weeks.\n"
    found = list(machine_text(Post.read(text.encode(), "plums.md"), Settings()))
    assert len(found) == 1
    assert found[0].suggestion is not None
    assert found[0].suggestion.values == {"line": 5, "end_line": 7, "first": "<think>", "last": "</think>"}
