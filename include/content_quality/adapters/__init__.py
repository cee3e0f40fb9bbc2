"""Adapters: the only code that touches disk, DuckDB, Great Expectations and mail servers."""
