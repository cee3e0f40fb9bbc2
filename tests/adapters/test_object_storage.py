"""One adapter for all object stores: what it lists, reads and writes, and what it says of a store that fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("obstore", reason="obstore is not installed")

from content_quality.adapters import object_storage
from content_quality.adapters.object_storage import Login, ObjectStorage, StorageUnusable, open_storage
from tests.adapters import object_servers
from tests.adapters.object_servers import Google, Server
from tests.ports import free_port

KEY = "2026/朝 の記事 50%.md"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_storage, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(object_storage, "RETRIES", 3)


@contextmanager
def _google() -> Iterator[Server]:
    with object_servers.google() as (server, _):
        yield server


STORES = {"s3": object_servers.s3, "azure": object_servers.azure, "google": _google}


@pytest.fixture(scope="module", params=[*STORES, "memory"])
def storage(request: pytest.FixtureRequest) -> Iterator[ObjectStorage]:
    if request.param == "memory":
        yield open_storage("memory://everywhere/posts")
        return
    with STORES[request.param]() as server:
        yield open_storage(server.address(), server.login)


@pytest.fixture(scope="module", params=STORES)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with STORES[request.param]() as found:
        yield found


@pytest.fixture
def google() -> Iterator[tuple[Server, Google]]:
    with object_servers.google() as found:
        yield found


def test_what_is_written_is_listed_and_read_with_one_revision(storage: ObjectStorage):
    revision = storage.write(KEY, b"words")
    (found,) = [one for one in storage.listing() if one.key == KEY]
    data, about = storage.fetch(KEY)
    assert (data, storage.read(KEY), found.size, storage.sizes()[KEY]) == (b"words", b"words", 5, 5)
    assert revision
    assert revision == about.revision == found.revision
    assert storage.about(KEY) is not None
    assert storage.listing("2026") == [one for one in storage.listing() if one.key.startswith("2026/")]


def test_no_more_than_the_limit_is_read(storage: ObjectStorage):
    storage.write("long.md", b"x" * 5_000_000)
    assert len(storage.fetch("long.md", 10)[0]) == 11


def test_an_object_is_made_once_and_replaced_only_while_it_is_the_same(storage: ObjectStorage):
    storage.remove("lock")
    first = storage.create("lock", b"one")
    assert first
    assert storage.create("lock", b"two") == ""
    second = storage.replace("lock", b"three", first)
    assert second not in ("", first)
    assert storage.replace("lock", b"four", first) == ""
    assert storage.read("lock") == b"three"
    storage.remove("lock")
    assert storage.replace("lock", b"five", second) == ""
    assert storage.about("lock") is None


def test_an_object_that_is_not_there_is_said_so_and_its_removal_is_no_fault(storage: ObjectStorage):
    storage.remove("never.md")
    with pytest.raises(FileNotFoundError):
        storage.read("never.md")
    assert storage.about("never.md") is None


def test_a_bucket_that_is_not_there_is_no_empty_one(server: Server):
    with pytest.raises(StorageUnusable, match="no such bucket"):
        open_storage(server.address(bucket="nowhere"), server.login).listing()
    assert open_storage(server.address("empty"), server.login).listing() == []


def test_what_stands_beside_the_prefix_is_not_listed(server: Server):
    open_storage(server.address("site"), server.login).write("a.md", b"x")
    open_storage(server.address("sitemap"), server.login).write("b.md", b"x")
    assert [one.key for one in open_storage(server.address("site"), server.login).listing()] == ["a.md"]


def test_a_wrong_key_is_denied_without_the_words_of_the_server():
    with object_servers.azure() as server:
        wrong = Login(server.login.user, "c2VjcmV0", extra=server.login.extra)
        with pytest.raises(StorageUnusable, match="access is denied") as raised:
            open_storage(server.address(), wrong).listing()
        assert "127.0.0.1" not in str(raised.value)


def test_more_objects_than_one_answer_holds_are_listed():
    with object_servers.s3() as server:
        storage = open_storage(server.address(), server.login)
        for number in range(1_050):
            storage.write(f"{number:04d}.md", b"x")
        assert len(storage.listing()) == 1_050


def test_a_store_that_is_busy_is_asked_again(google: tuple[Server, Google]):
    server, store = google
    storage = open_storage(server.address(), server.login)
    store.busy = 2
    assert storage.listing() == []
    assert len(store.asked) == 3


def test_a_store_that_stays_busy_is_at_fault_without_its_own_words(google: tuple[Server, Google]):
    server, store = google
    store.busy = 99
    with pytest.raises(StorageUnusable, match="does not answer as it should") as raised:
        open_storage(server.address(), server.login).listing()
    assert len(store.asked) == 4
    assert not {"slow down", server.endpoint} & set(str(raised.value).split())


def test_a_server_that_is_not_there_is_at_fault():
    extra = {"endpoint_url": f"http://127.0.0.1:{free_port()}", "region_name": "us-east-1"}
    with pytest.raises(StorageUnusable, match="does not answer"):
        open_storage("s3://media/posts", Login("key", "word", extra=extra)).listing()


@pytest.mark.parametrize("name", ["twice//b.md", "up/../b.md"])
def test_a_name_that_is_no_path_is_named(google: tuple[Server, Google], name: str):
    server, store = google
    store.objects[f"posts/{name}"] = (b"x", 1)
    with pytest.raises(StorageUnusable, match="not a path") as raised:
        open_storage(server.address(), server.login).listing()
    assert name in str(raised.value)


def test_an_address_of_another_kind_is_refused():
    with pytest.raises(StorageUnusable, match="no addresses with ftp://"):
        open_storage("ftp://media/posts")


def test_a_role_is_refused_and_not_left_out():
    with pytest.raises(StorageUnusable, match="role_arn"):
        open_storage("s3://media/posts", Login("key", "word", extra={"role_arn": "arn:aws:iam::1:role/x"}))


def test_the_variables_of_the_library_lead_to_the_store(monkeypatch: pytest.MonkeyPatch):
    with object_servers.s3() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "word")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        storage = open_storage(server.address())
        storage.write("a.md", b"x")
        assert [one.key for one in storage.listing()] == ["a.md"]


def test_a_folder_of_this_machine_is_made_for_a_release_only(tmp_path: Path):
    address = f"file://{tmp_path}/a%20bucket/site"
    with pytest.raises(StorageUnusable, match="no folder"):
        open_storage(address)
    storage = open_storage(address, makes_folder=True)
    storage.write("deep/a.md", b"x")
    assert (tmp_path / "a bucket" / "site" / "deep" / "a.md").read_bytes() == b"x"
    assert [one.key for one in open_storage(address).listing()] == ["deep/a.md"]
    with pytest.raises(StorageUnusable):
        storage.replace("deep/a.md", b"y", storage.listing()[0].revision)


def test_no_secret_is_shown():
    extra = {"endpoint_url": "http://127.0.0.1:1", "region_name": "us-east-1"}
    assert "very-secret" not in repr(Login("key", "very-secret", extra=extra))
    assert "very-secret" not in repr(open_storage("s3://media/posts", Login("key", "very-secret", extra=extra)))
