"""Repeats within one post."""
