"""Interface languages: the catalogue of messages, and which languages there are."""
