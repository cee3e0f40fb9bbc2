"""A benchmark for damage in posts: planted damage of every kind, near misses for each kind, and the score.

`python -m benchmarks.damage` makes the posts, checks them and prints the tables; see `README.md`.
"""
