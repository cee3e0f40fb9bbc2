"""The query for an engine that spreads over machines finds, in Parquet files, what the index finds."""

from __future__ import annotations

from pathlib import Path

import duckdb

from content_quality.adapters.fingerprints import index_file
from content_quality.core.settings import Settings
from tests.adapters.fingerprints.test_fingerprint_index import edited, made, post, prose
from tests.conftest import ROOT

QUERY = (ROOT / "benchmarks" / "beyond_one_machine.sql").read_text("utf-8")
ACROSS = Settings().across
EXPORT = """
    COPY (SELECT hash, passage, passage >> 12 AS edition, hash // 268435456 AS part FROM prints)
    TO '{folder}/prints' (FORMAT parquet, PARTITION_BY part);
    COPY (SELECT passage, edition, exact, weight FROM passages) TO '{folder}/passages.parquet' (FORMAT parquet);
"""
TABLES = """
    CREATE TABLE prints AS SELECT hash, passage, edition FROM read_parquet('{folder}/prints/*/*.parquet');
    CREATE TABLE passages AS SELECT * FROM read_parquet('{folder}/passages.parquet');
    CREATE TABLE batch AS SELECT unnest(?::UBIGINT[]) AS edition;
"""


def test_the_candidates_are_those_of_the_index(tmp_path: Path):
    versions = [post(f"old{seed}", made(seed, 60), prose(seed), made(100 + seed, 40)) for seed in range(30)]
    versions += [
        post(f"new{seed}", edited(made(seed, 60), seed), prose(1000 + seed), prose(seed % 3)) for seed in range(30)
    ]
    path = tmp_path / "index.duckdb"
    with index_file.writing(path, "") as index:
        index.add(versions)
        batch = [number for (name, _), number in index.known().items() if name.startswith("new")]
        index.learn(batch, ACROSS.common_fingerprint)
        index.follow(batch)
        found = set(index.near(batch, ACROSS.candidates, ACROSS.common_fingerprint))
    with duckdb.connect(str(path), read_only=True) as store:
        store.execute(EXPORT.format(folder=tmp_path))
    with duckdb.connect() as engine:
        for statement in TABLES.format(folder=tmp_path).strip().split(";\n"):
            engine.execute(statement, [batch] if "?" in statement else None)
        spread = engine.execute(QUERY).fetchall()
    assert len(found) > 30
    assert {sure for _, _, sure in found} == {True, False}
    assert set(spread) == found


def test_the_query_says_the_numbers_of_the_index():
    from content_quality.adapters.fingerprints import lookup

    assert ACROSS.common_fingerprint == 64
    assert (lookup.PLACES, lookup.LEAST, ACROSS.candidates, lookup.FAINT, lookup.PER_POST) == (512, 0.99, 8, 0.3, 512)
    assert (lookup.SURE, lookup.TOGETHER, lookup.ROW) == (1.99, 2.99, 3)
