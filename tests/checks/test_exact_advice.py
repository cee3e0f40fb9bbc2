"""Advice is the exact edit where only one is right, and says what each choice does where an editor must choose."""

from __future__ import annotations

import pytest

from content_quality.checks import CHECKS
from content_quality.core.document.other_encodings import likely
from content_quality.core.findings import Finding
from content_quality.core.inspection import inspect
from content_quality.core.settings import Settings

BODY = (
    "The market opens at six, and the first vans turn in from the valley road.\n\nMost stalls sell leeks and plums.\n"
)


def findings(text: str | bytes, path: str, check: str) -> list[Finding]:
    data = text if isinstance(text, bytes) else text.encode()
    found = inspect(data, path, CHECKS, Settings()).findings
    return [finding for finding in found if finding.check == check]


def advice(text: str | bytes, path: str, check: str) -> str:
    (finding, *_) = findings(text, path, check)
    return str(finding.suggestion)


def hugo(lines: str) -> str:
    return f"---\ntitle: The market\n{lines}---\n\n{BODY}"


def test_a_note_above_the_front_matter_is_deleted_by_its_line():
    text = f"<!-- check the names -->\n---\ntitle: The market\ndate: 2026-11-02\n---\n\n{BODY}"
    said = advice(text, "content/posts/a.md", "front-matter-syntax")
    assert said.startswith("Delete line 1. The file then begins with ---.")
    assert said.endswith("paste it below the second ---.")


def test_words_for_readers_above_the_front_matter_are_moved_and_not_deleted():
    text = f"Welcome to the market.\n\n---\ntitle: The market\ndate: 2026-11-02\n---\n\n{BODY}"
    for found in findings(text, "content/posts/a.md", "front-matter-syntax"):
        assert "elete" not in str(found.suggestion)


def test_the_switch_of_a_draft_says_what_each_choice_does():
    said = advice(hugo("draft: true\ntags: [people]\ndraft: false\n"), "content/posts/a.md", "repeated-key")
    assert said == (
        "To publish the post, delete line 3 (“draft: true”). To keep the post unpublished, delete line 5 "
        "(“draft: false”). If you do not know, delete line 5 and ask the author."
    )
    turned = advice(hugo("draft: false\ndraft: true\n"), "content/posts/a.md", "repeated-key")
    assert turned.startswith("To publish the post, delete line 4 (“draft: true”).")
    published = advice(hugo("published: false\npublished: true\n"), "content/posts/a.md", "repeated-key")
    assert published.startswith("To publish the post, delete line 3 (“published: false”).")


def test_of_two_lines_that_say_the_same_the_second_is_deleted():
    assert advice(hugo("weight: 3\nweight: 3\n"), "content/posts/a.md", "repeated-key") == (
        "Delete line 4: line 3 says the same."
    )
    continued = advice(hugo("a: one\n  two\na: one\n  three\n"), "content/posts/a.md", "repeated-key")
    assert continued.startswith("Keep the correct value")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("slug: [swept, square]", "Replace line 3 with: slug: swept-square"),
        ("slug: [Swept Square, 'At Two']", "Replace line 3 with: slug: swept-square-at-two"),
        ("slug: [swept, square] # the old one", "Type: slug: swept-square"),
        ("slug: [yes, no]", "Type one text, without square brackets and commas: slug: …"),
    ],
)
def test_a_slug_has_hyphens_and_no_spaces(line: str, said: str):
    text = f"---\ntitle: Who sweeps\n{line}\nauthors: [jana]\nsidebar_position: 2\n---\n\n{BODY}"
    shown = advice(text, "blog/2026-11-02-a.md", "front-matter-keys")
    if line.endswith("no]"):
        assert " " not in shown.rpartition("slug: ")[2]
    else:
        assert shown == said


def test_a_number_made_of_a_list_is_not_offered_as_a_whole_line():
    text = f"---\ntitle: [2024]\nauthors: [jana]\nsidebar_position: 2\n---\n\n{BODY}"
    for found in findings(text, "blog/2026-11-02-a.md", "front-matter-keys"):
        assert not str(found.suggestion).startswith("Replace line")


def test_a_date_keeps_its_key():
    text = f"---\ntitle: The band\npubDate: 2nd of Novembre 2026\n---\n\n{BODY}"
    assert advice(text, "src/content/blog/a.md", "front-matter-date") == (
        "Replace line 3 with the intended date as year-month-day, such as: pubDate: 2026-01-31"
    )


def test_reasoning_that_fills_its_lines_is_deleted_with_its_tags():
    text = hugo("date: 2026-11-02\n").replace(BODY, f"<think>\nThe user wants a text.\n</think>\n\n{BODY}")
    assert advice(text, "content/posts/a.md", "machine-text") == (
        "Delete lines 6 to 8 completely, from <think> to </think>."
    )
    beside = text.replace("</think>\n", "</think> The market opens at six.\n")
    assert "completely" not in advice(beside, "content/posts/a.md", "machine-text")


def test_an_open_comment_shows_where_it_may_end_and_what_readers_then_see():
    text = hugo("date: 2026-11-02\n").replace("---\n\nThe", "---\n\n<!-- ask Ilse\n\nThe")
    said = advice(text, "content/posts/a.md", "unclosed-markup")
    assert said.startswith(
        "If the comment is only line 6, type --> at the end of line 6: readers then see the text from line 8"
    )
    assert "“The market opens" in said
    joined = advice(text.replace("Ilse\n\n", "Ilse\n"), "content/posts/a.md", "unclosed-markup")
    assert joined.startswith("Type --> where the comment ends.")


def test_an_old_encoding_is_named_with_all_lines_and_the_words_to_expect():
    data = "---\ntitle: The café\n---\n\nIts crème brûlée.\n".encode("cp1252")
    (found,) = findings(data, "_posts/a.md", "unreadable-post")
    assert str(found.message) == "The file is not saved as UTF-8: letters in these lines cannot be read: 2, 5."
    assert "Western (Windows 1252)" in str(found.suggestion)
    assert "Line 2 must then be “title: The café”." in str(found.suggestion)


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("Größe und Maße der Stände, „neu“ – ab Mai", "cp1252", "Western (Windows 1252)"),
        ("市場は朝六時に開きます。", "cp932", "Japanese (Shift JIS)"),
        ("市場は朝六時に開きます。", "euc_jp", "Japanese (EUC-JP)"),
        ("The market", "utf-16", "UTF-16 LE"),
        ("Рынок открывается в шесть часов утра", "cp1251", None),
        ("Źródło i ścieżka są już otwarte", "cp1250", None),
    ],
)
def test_only_an_encoding_that_reads_like_a_language_is_named(text: str, codec: str, name: str | None):
    found = likely(text.encode(codec))
    assert (found.name if found else None) == name


def test_without_a_likely_encoding_none_is_named():
    said = advice(b"---\ntitle: a\n---\n\n\xff\x00\x81\n", "_posts/a.md", "unreadable-post")
    assert "Windows" not in said
    assert "Do not save the file while a letter is shown as" in said
