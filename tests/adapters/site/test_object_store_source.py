"""The object store source: what it reads, asks again, refuses, and says of a store that fails."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("obstore", reason="obstore is not installed")

from content_quality.adapters import object_storage
from content_quality.adapters.object_storage import ObjectStorage, StorageUnusable, StoredObject, open_storage
from content_quality.adapters.site.object_store_source import ObjectPrefixSource
from content_quality.adapters.site.source_place import EnvironmentAccess, SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, Unreachable
from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.core.settings import Source
from content_quality.pipeline.ingest.read_sources import Request, ingest
from content_quality.pipeline.project import Project, project_of
from tests.adapters import object_servers
from tests.adapters.object_servers import Google, Server
from tests.conftest import CLEAN, NOW

ENDS = (".md", ".mdx", ".markdown")
MANY = 10_000_000


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_storage, "FIRST_WAIT", 0.001)


@pytest.fixture
def memory() -> Iterator[ObjectStorage]:
    """The objects that the sources of these tests are given."""
    object_storage._memory.cache_clear()
    yield open_storage("memory://site")
    object_storage._memory.cache_clear()


def place_of(path: str, state: Path, oldest_look: float = 0, access: Any = None) -> SourcePlace:
    source = Source("posts", path, kind="object-store")
    return SourcePlace(source, state, state / "sources" / "posts", access or EnvironmentAccess(), oldest_look)


def listed(store: ObjectPrefixSource) -> dict[str, SourceFile]:
    return {file.path: file for file in store.files(ENDS)}


def test_posts_below_the_prefix_are_listed_and_read(memory: ObjectStorage, tmp_path: Path):
    for name in ("a.md", "deep/b.md", "c.txt", ".hidden.md", "node_modules/d.md"):
        memory.write(name, name.encode())
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    assert list(listed(store)) == ["a.md", "deep/b.md"]
    assert store.read("deep/b.md", MANY) == b"deep/b.md"
    assert store.has("a.md")
    assert not store.has("z.md")


def test_a_name_with_a_line_break_is_named_and_not_read(memory: ObjectStorage, tmp_path: Path):
    memory.write("a.md", b"a")
    store = ObjectPrefixSource(place_of("memory://site", tmp_path, access=Access([*memory.listing(), _at("b\n.md")])))
    assert list(listed(store)) == ["a.md"]
    assert ["'b\\n.md'" in notice and "not a path" in notice for notice in store.notices] == [True]


def test_two_objects_with_one_name_are_listed_once(memory: ObjectStorage, tmp_path: Path):
    # what some tools write in place of a folder has the name of the folder
    objects = [_at("a.md"), dataclasses.replace(_at("a.md"), size=0)]
    store = ObjectPrefixSource(place_of("memory://site", tmp_path, access=Access(objects)))
    assert [file.size for file in store.files(ENDS)] == [5]


def _at(key: str) -> StoredObject:
    return StoredObject(key, 5, 1.5, '"etag"')


def test_names_that_a_store_takes_and_no_disk_are_held_and_stop_no_other(memory: ObjectStorage, tmp_path: Path):
    (tmp_path / "content-quality.toml").write_text(
        '[site]\nname = "Tidemark"\n[[sources]]\nname = "posts"\nkind = "object-store"\npath = "memory://site"\n'
    )
    long, at_end = "a" * 300 + ".md", "b/" * 600 + "x.md"
    for name in ("x.md", "x.md/y.md", "Tides.md", "tides.md", long, at_end, "good.md"):
        memory.write(name, b"words")
    project = project_of(tmp_path / "content-quality.toml")
    batch_id = ingest(project, Request(), NOW).batch_id
    assert batch_id
    posts = BatchFiles.of(project.workspace, batch_id).manifest().posts
    assert {post.post_id for post in posts if not post.refused} == {"posts/good.md"}
    assert len(posts) == 7
    assert ingest(project, Request(force=True), NOW).fresh == 7


def test_a_long_object_is_refused_before_it_is_read(memory: ObjectStorage, tmp_path: Path):
    memory.write("a.md", b"x" * 1000)
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    listed(store)
    with pytest.raises(Refused, match="1,000 bytes; the limit is 10"):
        store.read("a.md", 10)


def test_an_object_that_grew_is_refused_before_all_of_it_is_read(memory: ObjectStorage, tmp_path: Path):
    memory.write("a.md", b"x")
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    listed(store)
    memory.write("a.md", b"x" * 1000)
    with pytest.raises(Refused, match="more than 10 bytes"):
        store.read("a.md", 10)


def test_an_object_that_changes_while_it_is_read_is_refused(memory: ObjectStorage, tmp_path: Path):
    memory.write("a.md", b"before")
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    listed(store)
    memory.write("a.md", b"after.")
    with pytest.raises(Refused, match="changed while it was read"):
        store.read("a.md", MANY)


def test_an_object_that_has_gone_cannot_be_read(memory: ObjectStorage, tmp_path: Path):
    memory.write("a.md", b"x")
    store = ObjectPrefixSource(place_of("memory://site", tmp_path))
    listed(store)
    memory.remove("a.md")
    with pytest.raises(Unreachable, match="no such object"):
        store.read("a.md", MANY)


class Access(EnvironmentAccess):
    """Leads to a store that lists these objects, or fails."""

    def __init__(self, listing: list[StoredObject] | StorageUnusable) -> None:
        self.answer = listing

    def storage(self, source: Source) -> Any:
        return self

    def listing(self) -> list[StoredObject]:
        if isinstance(self.answer, StorageUnusable):
            raise self.answer
        return self.answer

    def fetch(self, path: str, limit: int) -> Any:
        self.listing()


def test_a_store_that_fails_makes_the_source_unusable_and_its_posts_unreachable(tmp_path: Path):
    store = ObjectPrefixSource(place_of("memory://site", tmp_path, access=Access(StorageUnusable("why", "Do this."))))
    with pytest.raises(SourceUnusable, match="why") as raised:
        listed(store)
    assert raised.value.instead == "Do this. The next look tries again."
    with pytest.raises(Unreachable, match="cannot be read: why"):
        store.read("a.md", MANY)


def test_a_young_look_is_not_repeated_and_its_failure_is_remembered(tmp_path: Path):
    access = Access([_at("a.md")])
    listed(ObjectPrefixSource(place_of("memory://site", tmp_path, access=access)))
    access.answer = [_at("a.md"), _at("b.md")]
    assert list(listed(ObjectPrefixSource(place_of("memory://site", tmp_path, 3600, access)))) == ["a.md"]
    assert list(listed(ObjectPrefixSource(place_of("memory://site", tmp_path, access=access)))) == ["a.md", "b.md"]
    access.answer = StorageUnusable("access is denied", "")
    with pytest.raises(SourceUnusable):
        listed(ObjectPrefixSource(place_of("memory://site", tmp_path, access=access)))
    with pytest.raises(SourceUnusable, match="denied"):
        listed(ObjectPrefixSource(place_of("memory://site", tmp_path, 3600, access)))


def test_an_address_of_another_kind_is_named(tmp_path: Path):
    with pytest.raises(SourceUnusable, match="no addresses with nothing"):
        listed(ObjectPrefixSource(place_of("nothing://site", tmp_path)))


def test_a_name_that_is_no_path_makes_the_source_unusable_and_is_named(tmp_path: Path, monkeypatch):
    with object_servers.google() as (server, store):
        monkeypatch.setenv("GOOGLE_BASE_URL", server.endpoint)
        monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_KEY", json.dumps(server.login.extra["keyfile_dict"]))
        put(store, "a.md", "x")
        put(store, "twice//b.md", "x")
        with pytest.raises(SourceUnusable, match="twice"):
            listed(ObjectPrefixSource(place_of("gs://media/posts", tmp_path)))


# --- over HTTP ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, Google]]:
    with object_servers.google() as (server, store):
        monkeypatch.setenv("GOOGLE_BASE_URL", server.endpoint)
        monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_KEY", json.dumps(server.login.extra["keyfile_dict"]))
        yield server, store


def put(store: Google, key: str, text: str) -> None:
    store.answer("PUT", f"/media/posts/{key}", {}, text.encode())


def far(project: Project, **about: Any) -> Project:
    source = Source("posts", "gs://media/posts", kind="object-store", **about)
    return dataclasses.replace(project, settings=dataclasses.replace(project.settings, sources=(source,)))


def test_objects_are_known_by_their_etag(google: tuple[Server, Google], tmp_path: Path):
    _, far_store = google
    put(far_store, "2026/day.md", "one")
    put(far_store, "b.md", "two")
    store = ObjectPrefixSource(place_of("gs://media/posts", tmp_path))
    before = listed(store)
    assert list(before) == ["2026/day.md", "b.md"]
    assert store.read("2026/day.md", MANY) == b"one"
    put(far_store, "b.md", "TWO")
    after = listed(ObjectPrefixSource(place_of("gs://media/posts", tmp_path)))
    assert after["b.md"].revision not in ("", before["b.md"].revision)
    assert after["2026/day.md"].revision == before["2026/day.md"].revision
    with pytest.raises(Refused, match="changed while it was read"):
        store.read("b.md", MANY)


def test_an_ingestion_reads_only_the_objects_that_changed(google: tuple[Server, Google], project: Project, monkeypatch):
    _, far_store = google
    for number in range(3):
        put(far_store, f"{number}.md", CLEAN.format(title=number))
    site = far(project)
    assert ingest(site, Request(), NOW).fresh == 3
    put(far_store, "1.md", CLEAN.format(title="one"))
    far_store.asked.clear()
    assert ingest(site, Request(force=True), NOW).fresh == 3
    read = [one for one in far_store.asked if "list-type" not in one]
    assert [one.rpartition("%2F")[2] for one in read] == ["1%2Emd"]


@pytest.mark.parametrize("name", ["s3", "azure"])
def test_a_store_is_reached_over_an_airflow_connection(name: str, tmp_path: Path, monkeypatch):
    from content_quality.orchestration.source_access import AirflowAccess

    with getattr(object_servers, name)() as server:
        about = {
            "conn_type": {"s3": "aws", "azure": "wasb"}[name],
            "login": server.login.user,
            "password": server.login.password,
            "extra": server.login.extra,
        }
        monkeypatch.setenv("AIRFLOW_CONN_MEDIA", json.dumps(about))
        open_storage(server.address(), server.login).write("a.md", b"over a connection")
        place = place_of(server.address(), tmp_path, access=AirflowAccess())
        store = ObjectPrefixSource(
            dataclasses.replace(place, source=dataclasses.replace(place.source, connection="media"))
        )
        assert list(listed(store)) == ["a.md"]
        assert store.read("a.md", MANY) == b"over a connection"
