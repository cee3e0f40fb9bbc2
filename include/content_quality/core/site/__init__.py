"""Patterns of a whole site, reported once."""
