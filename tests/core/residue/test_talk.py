"""Words of a language model are believed by where they stand and what stands around them."""

from __future__ import annotations

from content_quality.core.document.post import Post
from content_quality.core.residue.rules import possible_at
from content_quality.core.residue.shown_text import targets
from content_quality.core.residue.talk import machine_talk
from content_quality.core.residue.template_slots import slots

TEXT = "The ferry leaves at seven. It waits for the fog."


def post_of(body: str, path: str = "ferry.md") -> Post:
    return Post.read(f"---\ntitle: The ferry\n---\n\n{body}\n".encode(), path)


def kinds_in(body: str) -> list[str]:
    return [hit.sign.kind for hit in machine_talk(post_of(body))]


def test_an_order_to_a_model_is_one_where_its_reply_follows():
    order = "User: Please write a post about the ferry"
    assert kinds_in(f"{TEXT}\n\n{order}\n\nAssistant: {TEXT}") == ["label"]
    assert kinds_in(f"{TEXT}\n\n{order}\n\n{TEXT}") == []
    assert kinds_in(f"{TEXT}\n\n{order}") == []


def test_a_reply_that_opens_a_post_as_a_fence_of_markdown_is_no_example():
    reply = "Sure! Here is the revised article:"
    assert kinds_in(f"{reply}\n\n```markdown\n{TEXT}\n```") == ["reply"]
    assert kinds_in(f"{reply}\n\n```python\nprint('ferry')\n```\n\n{TEXT}") == []


def test_a_line_in_the_middle_of_a_list_is_believed_less():
    reply = "Certainly! Here is the revised article"
    assert kinds_in(f"{reply}.\n\n{TEXT}") == ["reply"]
    assert kinds_in(f"{TEXT}\n\n- the small pier\n- {reply}\n- the lamp\n\n{TEXT}") == []


def test_a_count_of_words_says_little_about_the_block_before_it():
    assert [sign.kind for sign in possible_at("Sure! Here is the revised article:")] == ["reply"]
    assert possible_at("Word count: 800") == ()


def test_the_place_of_a_link_is_counted_in_characters_whatever_their_bytes():
    post = post_of("渡船の[時刻表](https://example.org/a)と![桟橋](pier.png)です。")
    found = list(targets(post, post.blocks[0]))
    assert [post.text[one.start : one.end] for one in found] == ["[時刻表](https://example.org/a)", "![桟橋](pier.png)"]


def slots_in(body: str, path: str = "ferry.md") -> list[str]:
    post = post_of(body, path)
    return [post.text[start:end] for start, end in slots(post)]


def test_a_slot_that_no_program_filled_is_found():
    assert slots_in("Welcome to {company_name}, which opens at ${openingHour}.") == ["{company_name}", "${openingHour}"]


def test_a_slot_that_the_page_fills_or_that_the_post_is_about_is_none():
    assert slots_in("Welcome to {{ title }}.") == []
    assert slots_in("{% assign town = 'Kiel' %}\n\nWelcome to {{ town }}.") == []
    assert slots_in("Welcome to {company_name}.", "ferry.mdx") == []
    assert slots_in("import Pier from './Pier.astro'\n\nWelcome to {company_name}.") == []
    assert slots_in("Write `{name}` first. Welcome to {company_name}.") == []
    assert slots_in("Replace the placeholder {company_name} with yours.") == []
