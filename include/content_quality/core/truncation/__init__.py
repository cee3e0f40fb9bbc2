"""Cuts within one post: sentences, sections and lists that break off."""
