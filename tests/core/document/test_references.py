"""What front matter refers to, and when a reference leads back to its own post."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_quality.core.document import references
from content_quality.core.document.post import Post
from content_quality.core.document.references import Reference, SiteImages

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=12))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)


def post(front: str, path: str = "_posts/2026-03-02-winter-table.md") -> Post:
    return Post.read(f"---\n{front}\n---\n\nWords.\n".encode(), path)


@pytest.mark.parametrize(
    ("front", "found"),
    [
        ("image: /img/quay.png", ["image /img/quay.png"]),
        ("image: {path: /img/quay.png, alt: The quay}", ["image.path /img/quay.png"]),
        ("images: [a.jpg, 'b.webp?v=2']", ["images.0 a.jpg", "images.1 b.webp"]),
        ("cover:\n  image: cover%2Done.jpg", ["cover.image cover-one.jpg"]),
        ("header: {teaser: a.png, caption: b.png}", ["header.teaser a.png"]),
        ("image: https://images.example/a.png", []),
        ("image: //images.example/a.png", []),
        ("image: data:image/png;base64,AA==", []),
        ("image: '{{ site.logo }}.png'", []),
        ("image: astro", []),
        ("image: true\nicon: a.png\nthumbnail: 'http://[a.png'", []),
    ],
)
def test_images_of_the_site_are_read_in_the_forms_in_use(front: str, found: list[str]) -> None:
    assert [f"{one.key} {one.target}" for one in references.images(post(front).front_matter.values)] == found


@pytest.mark.parametrize(
    ("target", "itself"),
    [
        ("winter-table", True),
        ("2026-03-02-winter-table", True),
        ("/2026/03/02/winter-table/", True),
        ("/posts/winter-table.html", True),
        ("../winter-table.md", True),
        ("Winter-Table", True),
        ("2025-03-02-winter-table", False),
        ("/2025/03/02/winter-table/", False),
        ("/en/winter-table/", False),
        ("winter", False),
        ("/", False),
    ],
)
def test_a_reference_leads_back_to_its_post_by_name_date_and_folder(target: str, itself: bool) -> None:
    assert references.is_itself(post("title: x"), Reference("related", target)) is itself


def test_a_bundle_is_called_like_its_folder() -> None:
    assert "winter-table" in references.names("content/posts/winter-table/index.md")


def test_an_image_beside_the_post_is_missed_only_where_others_lie() -> None:
    bundle = post("cover: quay.png", "content/posts/quay/index.md")
    assert [
        found.check
        for found in references.missing_images(
            bundle, SiteImages(frozenset({"boat.png"}), frozenset({"content/posts/quay"}))
        )
    ]
    assert not list(
        references.missing_images(bundle, SiteImages(frozenset({"boat.png"}), frozenset({"content/posts/boat"})))
    )
    assert not list(
        references.missing_images(bundle, SiteImages(frozenset({"quay.png"}), frozenset({"content/posts/quay"})))
    )


@given(st.dictionaries(st.sampled_from(["image", "related", "cover", "pillar_article"]), VALUES, max_size=3))
@settings(deadline=None)
def test_no_value_makes_it_raise(values: dict[str, object]) -> None:
    own = post("title: x")
    for reference in (*references.images(values), *references.related(values)):
        references.is_itself(own, reference)
