"""The index of all posts' passages by fingerprint.

Its own DuckDB file, which can always be built anew from the snapshots.
"""
