"""The object store source: what it reads, asks again, refuses, and says of a store that fails."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from content_quality.adapters.site import object_store_source
from content_quality.adapters.site.object_store_source import ObjectPrefixSource
from content_quality.adapters.site.source_place import EnvironmentAccess, SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, Unreachable
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project, project_of
from tests.conftest import CLEAN, NOW
from tests.ports import free_port

ENDS = (".md", ".mdx", ".markdown")
MANY = 10_000_000


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_store_source, "FIRST_WAIT", 0.001)


@pytest.fixture
def memory() -> Iterator[Any]:
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    yield fs
    fs.store.clear()


def place_of(path: str, state: Path, oldest_look: float = 0, access: Any = None) -> SourcePlace:
    source = Source("posts", path, kind="object-store")
    return SourcePlace(source, state, state / "sources" / "posts", access or EnvironmentAccess(), oldest_look)


def listed(store: ObjectPrefixSource) -> dict[str, SourceFile]:
    return {file.path: file for file in store.files(ENDS)}


def test_posts_below_the_prefix_are_listed_and_read(memory, tmp_path: Path):
    for name in ("site/a.md", "site/deep/b.md", "site/c.txt", "site/.hidden.md", "other/d.md", "sitemap/e.md"):
        memory.pipe(f"/{name}", name.encode())
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    assert list(listed(store)) == ["a.md", "deep/b.md"]
    assert store.read("deep/b.md", MANY) == b"site/deep/b.md"
    assert store.has("a.md")
    assert not store.has("z.md")


def test_names_that_are_no_paths_are_named_and_not_read(memory, tmp_path: Path):
    memory.pipe("/site/a.md", b"a")
    memory.store["/site/../up.md"] = memory.store["/site/a.md"]
    memory.store["/site//twice.md"] = memory.store["/site/a.md"]
    memory.store["/site/line\nbreak.md"] = memory.store["/site/a.md"]
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    files = listed(store)
    assert not [name for name in files if ".." in name or "\n" in name or "//" in name]
    assert "a.md" in files
    assert any("up.md" in notice and "not a path" in notice for notice in store.notices)


def test_names_that_a_store_takes_and_no_disk_are_held_and_stop_no_other(memory, tmp_path: Path):
    (tmp_path / "content-quality.toml").write_text(
        '[site]\nname = "Tidemark"\n[[sources]]\nname = "posts"\nkind = "object-store"\npath = "memory://site"\n'
    )
    long, at_end = "a" * 300 + ".md", "b/" * 600 + "x.md"
    for name in ("x.md", "x.md/y.md", "Tides.md", "tides.md", long, at_end, "good.md"):
        memory.store[f"/site/{name}"] = memory.store.get("/site/x.md") or _written(memory)
    project = project_of(tmp_path / "content-quality.toml")
    batch_id = ingest(project, Request(), NOW).batch_id
    assert batch_id
    posts = BatchFiles.of(project.workspace, batch_id).manifest().posts
    assert {post.post_id for post in posts if not post.refused} == {"posts/good.md"}
    assert len(posts) == 7
    assert ingest(project, Request(force=True), NOW).fresh == 7


def _written(memory: Any) -> Any:
    memory.pipe("/site/x.md", b"words")
    return memory.store["/site/x.md"]


def test_a_long_object_is_refused_before_it_is_read(memory, tmp_path: Path):
    memory.pipe("/site/a.md", b"x" * 1000)
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    listed(store)
    with pytest.raises(Refused, match="1,000 bytes; the limit is 10"):
        store.read("a.md", 10)


def test_an_object_that_changes_while_it_is_read_is_refused(memory, tmp_path: Path):
    memory.pipe("/site/a.md", b"before")
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    listed(store)
    memory.pipe("/site/a.md", b"after that")
    with pytest.raises(Refused, match="changed while it was read"):
        store.read("a.md", MANY)


def test_an_object_that_has_gone_cannot_be_read(memory, tmp_path: Path):
    memory.pipe("/site/a.md", b"x")
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    listed(store)
    memory.rm("/site/a.md")
    with pytest.raises(Unreachable, match="no such bucket or object"):
        store.read("a.md", MANY)


class Failing:
    """A file system that fails some times before it answers."""

    def __init__(self, fs: Any, times: int, error: Exception) -> None:
        self.fs, self.left, self.error, self.asked = fs, times, error, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.fs, name)

    def find(self, *arguments: Any, **about: Any) -> Any:
        self.asked += 1
        if self.left:
            self.left -= 1
            raise self.error
        return self.fs.find(*arguments, **about)


class Access(EnvironmentAccess):
    def __init__(self, fs: Any) -> None:
        self.fs = fs

    def storage(self, source: Source) -> Any:
        return self.fs, "/site"


class BrokenLibrary(Exception):  # noqa: N818 - as libraries have them
    pass


@pytest.mark.parametrize(
    "error", [OSError("slow down"), BrokenLibrary("https://signed.example/?sig=secret"), TimeoutError()]
)
def test_a_store_that_fails_for_a_moment_is_asked_again(memory, tmp_path: Path, error: Exception):
    memory.pipe("/site/a.md", b"x")
    fs = Failing(memory, 2, error)
    assert list(listed(ObjectPrefixSource(place_of("memory://site", tmp_path, access=Access(fs))))) == ["a.md"]
    assert fs.asked == 3


@pytest.mark.parametrize(
    ("error", "words", "asked"),
    [
        (BrokenLibrary("https://signed.example/?sig=secret"), r"does not answer \(BrokenLibrary\)", 4),
        (PermissionError("secret"), "access is denied", 1),
        (FileNotFoundError("secret"), "no such bucket", 1),
    ],
)
def test_a_store_that_does_not_answer_is_at_fault_without_its_own_words(
    memory, tmp_path: Path, error, words: str, asked: int
):
    fs = Failing(memory, 99, error)
    with pytest.raises(SourceUnusable, match=words) as raised:
        listed(ObjectPrefixSource(place_of("memory://site", tmp_path, access=Access(fs))))
    assert fs.asked == asked
    assert "secret" not in f"{raised.value} {raised.value.instead}"


def test_a_young_look_is_not_repeated_and_its_failure_is_remembered(memory, tmp_path: Path):
    memory.pipe("/site/a.md", b"x")
    fs = Failing(memory, 0, PermissionError())
    access = Access(fs)
    listed(ObjectPrefixSource(place_of("memory://site", tmp_path, access=access)))
    memory.pipe("/site/b.md", b"x")
    assert list(listed(ObjectPrefixSource(place_of("memory://site", tmp_path, 3600, access)))) == ["a.md"]
    assert list(listed(ObjectPrefixSource(place_of("memory://site", tmp_path, access=access)))) == ["a.md", "b.md"]
    fs.left = 1
    with pytest.raises(SourceUnusable):
        listed(ObjectPrefixSource(place_of("memory://site", tmp_path, access=access)))
    with pytest.raises(SourceUnusable, match="denied"):
        listed(ObjectPrefixSource(place_of("memory://site", tmp_path, 3600, access)))


def test_an_address_without_a_library_is_named(tmp_path: Path):
    with pytest.raises(SourceUnusable, match="no library for nothing://"):
        listed(ObjectPrefixSource(place_of("nothing://site", tmp_path)))


# --- a real server of S3 on this machine -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def s3() -> Iterator[tuple[str, Any]]:
    """A server of S3 with the bucket `media`; yield its address and a client."""
    pytest.importorskip("s3fs", reason="s3fs is not installed")
    server_class = pytest.importorskip("moto.server", reason="moto is not installed").ThreadedMotoServer
    import boto3

    port = free_port()
    server = server_class(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    address = f"http://127.0.0.1:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="word"
    )
    client.create_bucket(Bucket="media")
    yield address, client
    server.stop()


@pytest.fixture
def bucket(s3, monkeypatch: pytest.MonkeyPatch) -> Any:
    address, client = s3
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "word",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for page in client.get_paginator("list_objects_v2").paginate(Bucket="media"):
        for one in page.get("Contents", ()):
            client.delete_object(Bucket="media", Key=one["Key"])
    return client


def put(client: Any, key: str, text: str) -> None:
    client.put_object(Bucket="media", Key=key, Body=text.encode())


def far(project: Project, **about: Any) -> Project:
    source = Source("posts", "s3://media/posts", kind="object-store", **about)
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, sources=(source,)))


def test_s3_is_read_by_etag(bucket, tmp_path: Path):
    put(bucket, "posts/2026/朝 の記事.md", "one")
    put(bucket, "posts/b.md", "two")
    store = ObjectPrefixSource(place_of("s3://media/posts", tmp_path))
    before = listed(store)
    assert list(before) == ["2026/朝 の記事.md", "b.md"]
    assert store.read("2026/朝 の記事.md", MANY) == b"one"
    put(bucket, "posts/b.md", "TWO")
    after = listed(ObjectPrefixSource(place_of("s3://media/posts", tmp_path)))
    assert after["b.md"].revision not in ("", before["b.md"].revision)
    assert after["2026/朝 の記事.md"].revision == before["2026/朝 の記事.md"].revision
    with pytest.raises(Refused, match="changed while it was read"):
        store.read("b.md", MANY)


def test_more_objects_than_one_answer_of_s3_holds_are_listed(bucket, tmp_path: Path):
    for number in range(1_050):
        put(bucket, f"posts/{number:04d}.md", "x")
    assert len(listed(ObjectPrefixSource(place_of("s3://media/posts", tmp_path)))) == 1_050


def test_an_ingestion_reads_only_the_objects_that_changed(bucket, project: Project, monkeypatch):
    for number in range(3):
        put(bucket, f"posts/{number}.md", CLEAN.format(title=number))
    site = far(project)
    assert ingest(site, Request(), NOW).fresh == 3
    read: list[str] = []
    original = ObjectPrefixSource.read
    monkeypatch.setattr(
        ObjectPrefixSource, "read", lambda self, path, limit: read.append(path) or original(self, path, limit)
    )
    put(bucket, "posts/1.md", CLEAN.format(title="one"))
    assert ingest(site, Request(force=True), NOW).fresh == 3
    assert read == ["1.md"]


def test_a_bucket_that_is_not_there_is_no_empty_one(bucket, tmp_path: Path):
    with pytest.raises(SourceUnusable, match="no such bucket"):
        listed(ObjectPrefixSource(place_of("s3://nowhere/posts", tmp_path)))
    assert listed(ObjectPrefixSource(place_of("s3://media/empty", tmp_path))) == {}


def test_a_server_that_is_not_there_is_at_fault(bucket, tmp_path: Path, monkeypatch):
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setattr(object_store_source, "ATTEMPTS", 1)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(SourceUnusable, match="does not answer"):
        listed(ObjectPrefixSource(place_of("s3://media/posts", tmp_path)))
    s3fs.S3FileSystem.clear_instance_cache()


def test_s3_is_reached_over_an_airflow_connection(s3, bucket, tmp_path: Path, monkeypatch):
    pytest.importorskip("airflow.providers.amazon", reason="the provider of Airflow is not installed")
    from content_quality.orchestration.source_access import AirflowAccess

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    about = {
        "conn_type": "aws",
        "login": "key",
        "password": "word",
        "extra": {"endpoint_url": s3[0], "region_name": "us-east-1"},
    }
    monkeypatch.setenv("AIRFLOW_CONN_MEDIA", json.dumps(about))
    put(bucket, "posts/a.md", "over a connection")
    place = place_of("s3://media/posts", tmp_path, access=AirflowAccess())
    store = ObjectPrefixSource(dataclasses.replace(place, source=dataclasses.replace(place.source, connection="media")))
    assert list(listed(store)) == ["a.md"]
    assert store.read("a.md", MANY) == b"over a connection"
