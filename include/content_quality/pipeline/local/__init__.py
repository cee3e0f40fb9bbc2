"""Use cases of the command line."""
