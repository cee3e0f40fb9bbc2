"""Subcommands of `content-quality`, one module per errand: each adds its arguments and prints what a use case returns."""
