"""How a question names what it is about, in its last line."""

from content_quality.core.gate.answers import marker_of, name_of, together_in, version_of

A, B = ("posts/a.md", "a" * 64), ("posts/b.md", "b" * 64)


def test_a_question_about_one_version_names_it_and_nothing_else():
    marker = marker_of(*A)
    assert version_of(marker) == name_of(*A)
    assert together_in(marker) == ()


def test_a_question_about_posts_together_names_itself_and_each_version():
    marker = marker_of("batch", "2 posts", [A, B])
    assert "\n" not in marker
    assert version_of(marker) == name_of("batch", "2 posts")
    assert together_in(marker) == (name_of(*A), name_of(*B))


def test_a_text_without_names_is_about_nothing():
    assert version_of("") == ""
    assert together_in("Approve?\n") == ()
