"""From inspected posts to decisions and the release."""
