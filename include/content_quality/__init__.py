"""content-quality reads a publisher's new posts before readers do."""

__version__ = "0.1.0"
