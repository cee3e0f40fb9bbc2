"""Subcommands of `content-quality`, one module per errand.

Each adds its arguments and prints what a use case returns.
"""
