"""The gate of a site's CI passes nothing that it does not know."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from content_quality.adapters.release import manifest
from content_quality.adapters.release.attestation import Released
from content_quality.core.gate.bundle_files import BundleFile
from content_quality.core.settings import Gate, reader
from content_quality.pipeline.gate.verify_release import PostPlace, Undecidable, Verification, verify_release

AT = "2026-11-20T09:00:00+00:00"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("a.md", "index.md"):
        put(tmp_path, f"_posts/{name}", b"words")
        entry = Released(
            f"posts/{name}", f"_posts/{name}", hashlib.sha256(b"words").hexdigest(), "p", "clear", AT, "b1", "run", AT
        )
        manifest.append(tmp_path / "manifest.jsonl", entry, None)
    manifest.seal(tmp_path / "manifest.jsonl", None, Gate().other_files)
    return tmp_path


def put(root: Path, name: str, data: bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def verified(site: Path, *paths: str, root: Path | None = None, is_release: bool = False) -> Verification:
    return verify_release(
        [site / path for path in paths or ("_posts",)],
        site / "manifest.jsonl",
        None,
        PostPlace(root or site, is_release),
    )


def refused(site: Path, *paths: str) -> list[str]:
    return [Path(path).relative_to(site).as_posix() for path, _ in verified(site, *paths).refused]


@pytest.mark.parametrize(
    "name",
    [
        "evil.mkd", "evil.mkdn", "evil.mdown", "evil.mkdown", "evil.html", "evil.htm", "evil.adoc", "evil.rst", "evil.org", "evil.njk", "evil.liquid",
        "evil.MD",
        "evil", ".evil.md", "deep/evil.txt", "evil.png.md", "evil.md~", "_data.yml", "png", "evil.js", "node_modules/evil.md", ".git/evil",
    ],
)  # fmt: skip
def test_a_file_that_the_manifest_does_not_name_is_refused(site: Path, name: str):
    assert refused(site) == []
    put(site, f"_posts/{name}", b"evil")
    assert refused(site) == [f"_posts/{name}"]


def test_a_post_has_to_have_its_released_bytes(site: Path):
    post = next(path for path in sorted((site / "_posts").rglob("*")) if path.is_file())
    released = post.read_bytes()
    for data in (released[:-1] + b"x", released + b"\n", b""):
        post.write_bytes(data)
        assert refused(site) == [post.relative_to(site).as_posix()]
    post.write_bytes(released)
    assert refused(site) == []


def test_pictures_beside_posts_are_passed_over_and_counted(site: Path):
    put(site, "_posts/deep/chair.PNG", b"x")
    put(site, "_posts/.gitkeep", b"")
    assert (refused(site), verified(site).others, verified(site).files) == ([], 2, 2)
    assert refused(site, "_posts/deep/chair.PNG") == ["_posts/deep/chair.PNG"]  # named by itself it has to be released


def test_the_sites_own_list_is_in_the_manifest(site: Path):
    own = ("*.yml", "_posts/raw/*")
    assert reader.loads('[gate]\nother_files = ["*.yml", "_posts/raw/*"]\n').gate.other_files == own
    assert reader.loads("[gate]\nother_files = []\n").deciding_digest() != reader.loads("").deciding_digest()
    manifest.seal(site / "manifest.jsonl", None, own)
    for name in ("data.yml", "raw/x.html", "x.png"):
        put(site, f"_posts/{name}", b"x")
    assert refused(site) == ["_posts/x.png"]


@pytest.mark.parametrize(
    "name", ["_posts/b/index.md", "b/_posts/index.md", "b/_posts/a.md", "posts/a.md", "b/posts/index.md"]
)
def test_only_the_very_path_passes_and_not_one_that_ends_like_it(site: Path, name: str):
    path = put(site, name, b"words")
    assert refused(site, name) == [name]
    assert verified(site, name.rpartition("/")[0], root=site).refused[-1][0] == path.as_posix()


def test_a_release_folder_has_its_own_paths(site: Path):
    put(site, "bucket/posts/a.md", b"words")
    assert verified(site, "bucket", root=site / "bucket", is_release=True).refused == ()
    assert len(verified(site, "bucket", root=site / "bucket").refused) == 1
    put(site, "bucket/_posts/a.md", b"words")
    assert len(verified(site, "bucket", root=site / "bucket", is_release=True).refused) == 1


def test_what_lies_outside_of_the_root_is_not_decided(site: Path, tmp_path: Path):
    with pytest.raises(Undecidable, match="--root"):
        verified(site, "_posts", root=tmp_path / "elsewhere")


def test_dots_in_a_path_lead_to_the_same_file(site: Path):
    assert refused(site, "_posts/../_posts") == []


def test_a_picture_that_is_a_link_out_of_the_site_is_refused(site: Path, tmp_path_factory: pytest.TempPathFactory):
    outside = tmp_path_factory.mktemp("machine") / "outside.txt"
    outside.write_text("a secret of the machine that builds the site")
    (site / "_posts" / "chart.png").symlink_to(outside)
    with pytest.raises(Undecidable, match="symbolic link"):
        verified(site)
    (site / "_posts" / "chart.png").unlink()
    (site / "_posts" / "real.png").write_bytes(b"png")
    (site / "_posts" / "chart.png").symlink_to("real.png")
    assert verified(site).refused == ()


@pytest.mark.parametrize("name", ["chair.png", "b.md"])
def test_a_link_to_a_folder_is_not_followed(site: Path, name: str, tmp_path: Path):
    (tmp_path / "outside").mkdir()
    (site / "_posts" / name).symlink_to(tmp_path / "outside")
    with pytest.raises(Undecidable, match="symbolic link"):
        verified(site)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A site with a post that owns its folder, a picture beside the post, and a post beside it that owns none."""
    digest = hashlib.sha256(b"words").hexdigest()
    files = (BundleFile("cover.png", hashlib.sha256(b"picture").hexdigest(), 7),)
    for name, owned in (("tides/index.md", files), ("tides/deep/other.md", None), ("b.md", None)):
        entry = Released(f"posts/{name}", f"_posts/{name}", digest, "p", "clear", AT, "b1", "run", AT, owned)
        manifest.append(tmp_path / "manifest.jsonl", entry, None)
        put(tmp_path, f"_posts/{name}", b"words")
    put(tmp_path, "_posts/tides/cover.png", b"picture")
    manifest.seal(tmp_path / "manifest.jsonl", None, Gate().other_files)
    return tmp_path


def test_a_file_beside_a_post_has_to_have_its_released_bytes(bundle: Path):
    assert refused(bundle) == []
    assert verified(bundle, "_posts/tides/cover.png").files == 1
    for data in (b"pictura", b"picture and more", b""):
        put(bundle, "_posts/tides/cover.png", data)
        assert refused(bundle) == ["_posts/tides/cover.png"]
        assert refused(bundle, "_posts/tides/cover.png") == ["_posts/tides/cover.png"]


@pytest.mark.parametrize("name", ["more.png", "sub/more.pdf", "COVER.png", "more.js"])
def test_in_the_folder_of_a_post_no_other_file_passes(bundle: Path, name: str):
    put(bundle, f"_posts/tides/{name}", b"picture")
    assert refused(bundle) == [f"_posts/tides/{name}"]


@pytest.mark.parametrize("name", ["more.png", "tides/deep/more.png", "tides/.DS_Store", "elsewhere/more.png"])
def test_elsewhere_the_sites_own_list_counts(bundle: Path, name: str):
    put(bundle, f"_posts/{name}", b"picture")
    assert refused(bundle) == []


def test_a_link_in_place_of_a_file_beside_a_post_is_not_decided(bundle: Path):
    (bundle / "_posts/tides/cover.png").unlink()
    put(bundle, "picture", b"picture")
    (bundle / "_posts/tides/cover.png").symlink_to(bundle / "picture")
    with pytest.raises(Undecidable, match="symbolic link"):
        verified(bundle)
