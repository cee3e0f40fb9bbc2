"""The whole archive: audits, back-ups, rebuilding."""
