"""The read side of the store: read-only, locked down, and always the newest snapshot."""

from __future__ import annotations

import threading

import pytest

from content_quality.adapters.store import listing, tally_queries
from content_quality.adapters.store.reader import Reader, SnapshotUnreadable, Unreadable


def test_a_reader_can_reach_nothing_but_the_snapshot(filled, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    with Reader(filled.workspace.published).session() as session:
        for statement in (
            f"SELECT * FROM read_csv('{secret}')",
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'other.duckdb'}' AS other",
            "SET enable_external_access = true",
            "INSTALL httpfs",
            "DELETE FROM store.posts",
            "CREATE TABLE store.mine (a INTEGER)",
        ):
            import duckdb

            with pytest.raises(duckdb.Error):
                session.cursor.execute(statement)


def test_a_reader_never_keeps_the_writer_out(filled):
    reader = Reader(filled.workspace.published)
    with reader.session() as before:
        assert tally_queries.totals(before).posts == 3
        filled.post("fourth.md", "clear")
        filled.publish()
        with reader.session() as after:
            assert tally_queries.totals(after).posts == 4
        assert tally_queries.totals(before).posts == 3, "a request sees one snapshot from its start to its end"


def test_threads_share_one_reader(filled):
    reader = Reader(filled.workspace.published)
    counts, errors = [], []

    def read() -> None:
        try:
            for _ in range(20):
                with reader.session() as session:
                    counts.append(listing.count(session, listing.Filter(verdict="hold")))
        except Exception as error:  # noqa: BLE001 - whatever a thread raises fails the test
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        filled.publish()
    for thread in threads:
        thread.join()
    assert not errors
    assert set(counts) == {1}


def test_missing_unknown_and_damaged_snapshots_are_told_apart(shelf):
    reader = Reader(shelf.workspace.published)

    def reason() -> Unreadable:
        with pytest.raises(SnapshotUnreadable) as raised, reader.session():
            pass
        return raised.value.reason

    assert reason() is Unreadable.MISSING
    shelf.version = 7
    shelf.publish()
    assert reason() is Unreadable.UNKNOWN_SCHEMA
    shelf.workspace.published.write_bytes(b"x" * 10_000)
    assert reason() is Unreadable.DAMAGED


def test_filters_narrow_the_list_and_combine(filled):
    with Reader(filled.workspace.published).session() as session:

        def titles(order: str = "urgency", **narrowed: object) -> list[str | None]:
            wanted = listing.Filter(**narrowed)
            found = [post.title for post in listing.page(session, wanted, order, limit=10)]
            assert len(found) == listing.count(session, wanted)
            return found

        assert titles() == ["朝の通信", "A quieter inbox", "Plain"]
        assert titles(search="QUIETER") == ["A quieter inbox"]
        assert titles(search="%") == []
        assert titles(check="reading-time") == ["A quieter inbox"]
        assert titles(author="佐伯みなと", verdict="hold") == ["朝の通信"]
        assert titles(author="佐伯みなと", verdict="clear") == []
        assert titles(language="en", order="title") == ["A quieter inbox", "Plain"]
        assert titles(waived=True) == []
        assert titles(search="' OR 1=1 --") == []


def test_a_finding_that_was_set_aside_counts_no_longer(shelf):
    shelf.batch()
    inspection = shelf.post("a.md", "clear")
    shelf.finding(inspection, "a.md", fingerprint="f" * 16)
    place = {
        "batch_id": "b1",
        "inspection_id": inspection,
        "post_id": "posts/a.md",
        "check": "repeated-passage",
        "fingerprint": "f" * 16,
    }
    shelf.put("set_aside", **place, reason="a refrain", granted_by="desk", until="")
    shelf.publish()
    with Reader(shelf.workspace.published).session() as session:
        listed = listing.page(session, listing.Filter(), "urgency", limit=1)[0]
        assert (listed.foremost.finding, listed.foremost.blockers, listed.foremost.waived) == (None, 0, 1)
        assert listing.count(session, listing.Filter(check="repeated-passage")) == 0
        assert listing.count(session, listing.Filter(waived=True)) == 1
        assert tally_queries.tallies(session)[0].waived == 1
