"""What front matter refers to, and when a reference leads back to its own post."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_quality.core.document import missing_references, post_names, references
from content_quality.core.document.key_findings import about_key, bound
from content_quality.core.document.missing_references import SiteImages
from content_quality.core.document.post import Post
from content_quality.core.document.references import Reference
from content_quality.core.findings import Severity, Span, message

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
    assert "winter-table" in post_names.names("content/posts/winter-table/index.md")


def test_an_image_beside_the_post_is_missed_only_where_others_lie() -> None:
    bundle = post("cover: quay.png", "content/posts/quay/index.md")

    def missing(images: str, folder: str) -> list[str]:
        site = SiteImages(frozenset({images}), frozenset({folder}))
        named = references.references(bundle).images
        return [found.check for found in missing_references.missing_images(bundle.path, named, site)]

    assert missing("boat.png", "content/posts/quay") == ["missing-image"]
    assert missing("boat.png", "content/posts/boat") == []
    assert missing("quay.png", "content/posts/quay") == []


def test_a_reference_keeps_its_place_and_what_names_it_for_waivers() -> None:
    (named,) = references.references(post("title: x\nrelated:\n  - the-quay")).related
    assert (named.span, named.excerpt) == (Span(4, 5, 4, 12), "the-quay")
    own = post("title: x\nrelated:\n  - the-quay")
    text = message("{key} names {target}, but the site has no post with that name.", key="related.0", target="the-quay")
    assert named.fingerprint == bound("missing-post", about_key(own, "related.0", Severity.WARNING, text)).fingerprint


@given(st.dictionaries(st.sampled_from(["image", "related", "cover", "pillar_article"]), VALUES, max_size=3))
@settings(deadline=None)
def test_no_value_makes_it_raise(values: dict[str, object]) -> None:
    own = post("title: x")
    for reference in (*references.images(values), *references.related(values)):
        references.is_itself(own, reference)
