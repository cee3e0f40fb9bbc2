"""A post read once: source text, blocks, prose, front matter, references, publication."""
