"""Questions about held posts and their answers."""
