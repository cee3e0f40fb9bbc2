"""Front matter that no generator takes for front matter is found by what stands around it."""

from __future__ import annotations

import pytest

from content_quality.core.document.front_matter import FrontMatter, read
from content_quality.core.document.source_text import SourceText

KEYS = "title: The book of boats\ndate: 2026-03-02\n"
BLOCK = f"---\n{KEYS}---\n"
BODY = "\nThe harbour master counts the boats each evening.\n"


def front_matter(text: str) -> FrontMatter:
    return read(SourceText.decode(text.encode()))


def kinds(text: str) -> list[str]:
    return [problem.kind for problem in front_matter(text).problems]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"<!-- a licence -->\n{BLOCK}", "text-before"),
        (f"import Chart from './Chart.astro';\n\n{BLOCK}", "text-before"),
        (f"# The book\n\n{BLOCK}", "text-before"),
        (f"\u200b{BLOCK}", "hidden-fence"),
        (f"\ufeff\ufeff{BLOCK}", "hidden-fence"),
        (f"\u200b\n{BLOCK}", "text-before"),
        (f"\\---\n{KEYS}---\n", "wrong-dashes"),
        (f"**---**\n{KEYS}---\n", "wrong-dashes"),
        (f"- - -\n{KEYS}---\n", "wrong-dashes"),
        (f"--- # front matter\n{KEYS}---\n", "fence-comment"),
        (f"--- {KEYS}---\n", "key-after-fence"),
        (f"---{KEYS}---\n", "key-on-fence"),
        (f"```yaml\n{BLOCK}```\n", "code-fence"),
        (f"```\n{KEYS}```\n", "code-fence"),
        (f"Here is the post:\n\n```markdown\n{BLOCK}{BODY}```\n", "code-fence"),
        (f"{KEYS}---\n", "missing-fence"),
        (f"{KEYS}\n", "missing-fence"),
        ("title: The book date: 2026-03-02\n", "missing-fence"),
        ("Title: The book\nDate: 2026-03-02\nTags: boats\n\n", "capital-keys"),
        (f"> ---\n> {KEYS.replace(chr(10), chr(10) + '> ', 1)}> ---\n", "quoted"),
        (f"    ---\n    {KEYS.replace(chr(10), chr(10) + '    ', 1)}    ---\n", "indented-block"),
        ('<!-- a licence -->\n{\n  "title": "The book"\n}\n', "text-before"),
        ('{\n  // the book\n  "title": "The book"\n}\n', "json-unread"),
    ],
)
def test_what_keeps_front_matter_from_being_read_is_named(text: str, kind: str) -> None:
    assert kinds(text + BODY) == [kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"\n{BLOCK}", "late-fence"),
        (f"  {BLOCK}", "indented-fence"),
        (f"---yaml\n{KEYS}---\n", "fence-language"),
        (f"---\t\n{KEYS}---\n", "fence-tab"),
        (f"---\n{KEYS}...\n", "dots"),
        (f"---\n{KEYS}...\ntags: [boats]\n---\n", "dots-inside"),
        (f"---\n{KEYS}---\u3000\n", "closing-space"),
        (BLOCK.replace("\n", "\r"), "old-line-ends"),
        (f"{BLOCK}\n{BLOCK}", "second-block"),
        (f"{BLOCK}{BODY}\n{BLOCK}", "second-block"),
        (f"---\n---\n\n{KEYS}---\n", "second-block"),
    ],
)
def test_what_only_some_generators_read_has_a_kind_and_its_values(text: str, kind: str) -> None:
    found = front_matter(text + BODY)
    assert kind in [problem.kind for problem in found.problems]
    assert found.readable
    assert found.values or kind in ("fence-language", "second-block")


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        f"{BLOCK}{BODY}\n```yaml\n{BLOCK}```\n",
        f"{BLOCK}{BODY}\n---\n\nSource: the library\n\n---\n",
        f"A post begins like this:\n\n```yaml\n{KEYS}```\n",
        f"<!--\n{BLOCK}-->\n",
        "Note: this page is old.\n",
        "The title: a history of names.\n",
    ],
)
def test_what_is_shown_commented_out_or_prose_is_left_alone(text: str) -> None:
    assert kinds(text + BODY) == []


def test_the_message_says_which_lines_to_delete() -> None:
    (problem,) = front_matter(f"```yaml\n{BLOCK}```\n{BODY}").problems
    assert str(problem.suggestion) == "Delete line 1, and line 6, which closes the block."


@pytest.mark.parametrize(
    "text",
    [
        "> The ferry leaves at seven.\n> It waits for fog.\n",
        "> ---\n> The ferry leaves at seven.\n> ---\n",
        "> ---\n",
        "Tags: the small pier and others\nSlug: none\n\n",  # no key that names the post
        "Title: The book\n\nIt is about boats.\n",  # one key alone may be a line of text
        "title: The book\ndate: the first of March\nIt is about boats.\n",  # the keys go on as text
    ],
)
def test_a_quotation_or_a_line_with_a_colon_is_text(text):
    assert kinds(text) == []
