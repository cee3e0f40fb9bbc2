"""Release to an object store: posts first, then the manifest; through the adapter of all stores."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

pytest.importorskip("obstore", reason="obstore is not installed")

from content_quality import cli
from content_quality.adapters.object_storage import open_storage
from content_quality.adapters.release.folder import MANIFEST, Released, ReleaseFolder, ReleaseRefused
from content_quality.adapters.release.object_prefix import ObjectStore, upload
from content_quality.adapters.site import settings_file
from content_quality.adapters.state.snapshots import Snapshots
from content_quality.core.settings import Release, SettingsError
from content_quality.pipeline.gate.release_batch import ReleaseIncomplete, release_batch
from content_quality.pipeline.project import Project
from tests.adapters import object_servers
from tests.conftest import CLEAN, NOW, write_post
from tests.pipeline.steps import gate

POST = "posts/posts/a.md"


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return open_storage(f"file://{tmp_path}/bucket/site", makes_folder=True)


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "snapshots")


@pytest.fixture
def folder(tmp_path: Path) -> ReleaseFolder:
    return ReleaseFolder(tmp_path / "release", copies=False)


def release(
    folder: ReleaseFolder, snapshots: Snapshots, data: bytes, minute: int = 0, post_id: str = "posts/a.md"
) -> None:
    at = f"2026-11-20T09:{minute:02d}:00+00:00"
    entry = Released(post_id, f"_{post_id}", snapshots.keep(data), "policy", "clear", at, f"b{minute:02d}", "run", at)
    folder.release(entry, snapshots, folder.newest().get(post_id))


class Recorder:
    """An object store that writes down what is asked of it, and can break off."""

    def __init__(self, store: ObjectStore, breaks_at: str = "", garbles: bool = False) -> None:
        self.store, self.breaks_at, self.garbles = store, breaks_at, garbles
        self.written: list[str] = []

    def read(self, key: str) -> bytes:
        return self.store.read(key)

    def write(self, key: str, data: bytes) -> None:
        if key == self.breaks_at:
            raise OSError("the network is gone")
        self.written.append(key)
        self.store.write(key, data[:-1] if self.garbles else data)

    def sizes(self) -> Mapping[str, int]:
        return self.store.sizes()


def test_posts_come_first_and_the_manifest_last_and_a_repeat_writes_nothing(
    store: ObjectStore, folder: ReleaseFolder, snapshots: Snapshots
):
    watched = Recorder(store)
    assert upload(watched, folder, snapshots) == 0
    release(folder, snapshots, b"words")
    assert upload(watched, folder, snapshots) == 1
    assert watched.written == [POST, MANIFEST]
    assert store.read(POST) == b"words"
    assert store.read(MANIFEST) == (folder.root / MANIFEST).read_bytes()
    assert upload(watched, folder, snapshots) == 0
    release(folder, snapshots, b"other words", 1)
    release(folder, snapshots, b"new", 2, "posts/b.md")
    assert upload(watched, folder, snapshots) == 2
    assert watched.written[2:] == [POST, "posts/posts/b.md", MANIFEST]


def test_after_a_break_the_old_manifest_stands_and_the_next_try_completes_the_release(
    store: ObjectStore, folder: ReleaseFolder, snapshots: Snapshots
):
    release(folder, snapshots, b"words")
    upload(store, folder, snapshots)
    before = store.read(MANIFEST)
    release(folder, snapshots, b"other words", 1)
    release(folder, snapshots, b"new", 2, "posts/b.md")
    with pytest.raises(OSError, match="network"):
        upload(Recorder(store, breaks_at="posts/posts/b.md"), folder, snapshots)
    assert store.read(MANIFEST) == before  # it does not yet name what is only half there
    assert upload(store, folder, snapshots) == 2
    assert store.read("posts/posts/b.md") == b"new"


@pytest.mark.parametrize(
    "damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"x")], ids=["deleted", "cut"]
)
def test_an_object_that_was_deleted_or_cut_is_put_right(
    store: ObjectStore, folder: ReleaseFolder, snapshots: Snapshots, tmp_path: Path, damage
):
    release(folder, snapshots, b"words")
    upload(store, folder, snapshots)
    damage(tmp_path / "bucket" / "site" / POST)
    assert upload(store, folder, snapshots) == 1
    assert store.read(POST) == b"words"


@pytest.mark.parametrize("wrong", [b"", b"{}\n", b"[" * 100_000, b"rotten"])
def test_a_manifest_in_the_store_that_is_none_is_replaced(
    store: ObjectStore, folder: ReleaseFolder, snapshots: Snapshots, wrong: bytes
):
    release(folder, snapshots, b"words")
    store.write(MANIFEST, wrong)
    upload(store, folder, snapshots)
    assert store.read(MANIFEST) == (folder.root / MANIFEST).read_bytes()


def test_what_reads_back_as_other_bytes_is_not_announced(
    store: ObjectStore, folder: ReleaseFolder, snapshots: Snapshots
):
    release(folder, snapshots, b"words")
    with pytest.raises(ReleaseRefused, match="other bytes"):
        upload(Recorder(store, garbles=True), folder, snapshots)
    with pytest.raises(FileNotFoundError):
        store.read(MANIFEST)


def test_the_gate_releases_to_the_prefix_and_a_sites_ci_verifies_it_there(
    project: Project, store: ObjectStore, tmp_path: Path
):
    chosen = Release(policy="object-store", prefix=store.address)  # type: ignore[attr-defined]
    site = dataclasses.replace(project, settings=dataclasses.replace(project.settings, release=chosen))
    write_post(site, "2026-11-02-a.md", CLEAN.format(title="Chairs"))
    with pytest.raises(ReleaseIncomplete, match="could reach"):
        gate(site)  # nobody passed the store in
    batch_id = max(path.name for path in site.workspace.batches.iterdir())
    line = release_batch(site, batch_id, NOW + timedelta(minutes=1), store)
    assert "1 written below file://" in line
    bucket = tmp_path / "bucket" / "site"
    assert cli.main(["gate", str(bucket / "posts"), "--manifest", str(bucket / MANIFEST)]) == 0
    assert not (site.workspace.release / "posts").exists()


@pytest.mark.parametrize("prefix", ["", "bucket", "s3://", "://x"])
def test_a_prefix_is_an_address(prefix: str, tmp_path: Path):
    path = tmp_path / "content-quality.toml"
    path.write_text(f'[release]\npolicy = "object-store"\nprefix = "{prefix}"\n')
    with pytest.raises(SettingsError, match=r"release\.prefix"):
        settings_file.load(path)


@pytest.mark.parametrize("name", ["s3", "azure"])
def test_a_release_lies_in_a_real_store_and_is_reached_over_a_connection(
    name: str, folder: ReleaseFolder, snapshots: Snapshots, monkeypatch: pytest.MonkeyPatch
):
    from content_quality.orchestration.object_store import object_store

    release(folder, snapshots, b"words", post_id="posts/朝の記事.md")
    with getattr(object_servers, name)() as server:
        about = {"login": server.login.user, "password": server.login.password, "extra": server.login.extra}
        monkeypatch.setenv("AIRFLOW_CONN_MEDIA", json.dumps({"conn_type": "generic", **about}))
        store = object_store(Release(policy="object-store", prefix=server.address("site"), connection="media"))
        assert store is not None
        assert upload(store, folder, snapshots) == 1
        assert store.read("posts/posts/朝の記事.md") == b"words"
        assert upload(store, folder, snapshots) == 0
        elsewhere = Release(policy="object-store", prefix=server.address("site", "nowhere"), connection="media")
        with pytest.raises(OSError, match="no such bucket"):
            upload(object_store(elsewhere), folder, snapshots)  # type: ignore[arg-type]
