"""The site's own files: sources, settings, acceptances, git."""
