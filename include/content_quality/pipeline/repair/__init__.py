"""Repairs of held posts: proposed by the gate, sent as a new version when a person asks for it."""
