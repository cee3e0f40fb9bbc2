"""The metrics store: one writer, many readers of a published snapshot, a ledger outside the file.

The only DuckDB code.
"""
